import Kernel

// A journal entry as JSON, in a record's history and in the journal's tail:
//
//   {"seq": 12, "at": "2026-01-31T08:00:00.000Z", "principal": "<member id or system:reason>", "request_id": "...",
//    "entity": "customers.customer", "record": "<id>", "action": "updated", "version": 3,
//    "changes": {"<field>": {"before": ..., "after": ...}}}
//
// `changes` is null where the details were erased.

/// Writes journal rows as JSON.
package enum JournalJSON {
    /// What a query selects, in this order, from column 0, to be written by `write`.
    package static let columns = "seq, at, principal, request_id, entity, record, action, version, details"

    /// Writes the row as one object, with the entity's collection where one is given; `visible` says whether a changed field may be shown, `nil` shows all.
    package static func write(
        _ row: any SQLRow,
        collection: String? = nil,
        visible: ((String) -> Bool)? = nil,
        to writer: inout JSONWriter
    ) throws {
        try writer.object { writer in
            writer.key("seq")
            writer.int(row.int(0))
            writer.key("at")
            writer.string(CalendarText.instant(row.int(1)))
            for (column, name) in ["principal", "request_id", "entity", "record", "action"].enumerated() {
                writer.key(name)
                row.withUTF8(column + 2) { writer.string(utf8: $0) }
            }
            writer.key("version")
            writer.int(row.int(7))
            writer.key("changes")
            try changes(row, visible, to: &writer)
            if let collection {
                writer.key("collection")
                writer.string(collection)
            }
        }
    }

    /// Which changes a caller with this access may see: those of system fields, of declared fields within reach, and
    /// the zone of such a field.
    ///
    /// What the entity no longer declares is shown only to whom no field is hidden.
    package static func visibility(_ entity: EntityModel, _ access: RecordAccess) -> ((String) -> Bool)? {
        guard access.fields != nil else { return nil }
        return { name in
            if entity.field(name) != nil { return access.reaches(name) }
            if SystemField(rawValue: name) != nil || name == "deleted_at" { return true }
            guard name.hasSuffix("_zone") else { return false }
            let field = String(name.dropLast(5))
            return entity.field(field) != nil && access.reaches(field)
        }
    }

    private static func changes(
        _ row: any SQLRow,
        _ visible: ((String) -> Bool)?,
        to writer: inout JSONWriter
    ) throws {
        guard !row.isNull(8) else { return writer.null() }
        let details = row.blob(8)
        guard let visible else { return writer.raw(details) }
        guard let members = (try? JSONReader.read(details))?.members else {
            throw StoreFailure(.corrupt, "The details of journal entry \(row.int(0)) are not a JSON object.")
        }
        writer.value(.object(members.filter { visible($0.name) }))
    }
}
