import Kernel

// The details of a journal row: a JSON object with one member per changed field, in the order of the entry:
//
//   {"<field>": {"before": <value>, "after": <value>}, ...}
//
// Values have the form that records have (http-contract, "Record JSON"). The zone of a datetime is the sibling
// `<field>_zone`. A value of a secret field, null excepted, is "***": the journal says that it changed, not what it is.

/// Writes the details of journal rows.
enum JournalDetails {
    private static let mask = Value.text("***")

    /// The details of an entry; secrets are found in the model's entity.
    static func json(_ entry: JournalEntry, model: TenantModel) -> [UInt8] {
        let entity = EntityID(entry.entity).flatMap { model.entities[$0] }
        var writer = JSONWriter(capacity: 64 * (entry.changes.count + 1))
        writer.object { writer in
            for change in entry.changes {
                let definition = entity?.field(change.field)?.definition
                write(
                    change.field,
                    before: masked(change.before, definition),
                    after: masked(change.after, definition),
                    to: &writer
                )
                writeZone(change, to: &writer)
            }
        }
        return writer.bytes
    }

    private static func write(_ name: String, before: Value, after: Value, to writer: inout JSONWriter) {
        writer.key(name)
        writer.object { writer in
            writer.key("before")
            writer.value(before)
            writer.key("after")
            writer.value(after)
        }
    }

    private static func writeZone(_ change: JournalEntry.Change, to writer: inout JSONWriter) {
        let (before, after) = (zone(change.before), zone(change.after))
        guard before != nil || after != nil else { return }
        write(
            "\(change.field)_zone",
            before: before.map { .text($0) } ?? .null,
            after: after.map { .text($0) } ?? .null,
            to: &writer
        )
    }

    private static func zone(_ value: Value) -> String? {
        if case .datetime(_, let zone) = value { zone } else { nil }
    }

    private static func masked(_ value: Value, _ definition: FieldDefinition?) -> Value {
        guard let definition, !value.isNull else { return value }
        if definition.secret { return mask }
        guard case .list(let rows) = value, case .list(let parts) = definition.type else { return value }
        let definitions = Dictionary(parts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return .list(
            rows.map { row in
                Dictionary(uniqueKeysWithValues: row.map { ($0.key, masked($0.value, definitions[$0.key])) })
            }
        )
    }
}
