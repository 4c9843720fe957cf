/// JSON merge patch (RFC 7396) inside the fields whose values have parts: money, geo points, instants with their zone.
///
/// What the patch leaves out of such an object is taken from the record, so that `{"amount": 250}` keeps the currency.
enum MergePatch {
    /// Whether a patch may leave out something that the record has: the record need not be read for any other.
    static func needsRecord(_ patch: JSONValue, of entity: EntityModel) -> Bool {
        (patch.members ?? []).contains { member in
            guard let type = entity.field(member.name)?.type else { return false }
            return isObject(type) || type == .datetime(zone: true)
        }
    }

    /// The patch with its objects completed from a record; without a record, or where the field has no value yet, as sent.
    static func complete(_ patch: JSONValue, with record: Record?, of entity: EntityModel) throws -> JSONValue {
        guard let record, let members = patch.members else { return patch }
        let zones = members.compactMap { zone(beside: $0, of: record, entity, in: patch) }
        return .object(
            try zones
                + members.map { member in
                    guard let field = entity.field(member.name), isObject(field.type), let sent = member.value.members,
                        !record[field.id].isNull
                    else { return member }
                    return JSONValue.Member(member.name, try merge(sent, into: record[field.id]))
                }
        )
    }

    /// The stored zone of an instant that is sent without one.
    private static func zone(
        beside member: JSONValue.Member,
        of record: Record,
        _ entity: EntityModel,
        in patch: JSONValue
    ) -> JSONValue.Member? {
        let name = "\(member.name)_zone"
        guard entity.field(member.name)?.type == .datetime(zone: true), member.value != .null, patch[name] == nil,
            case .datetime(_, let zone?) = record[member.name]
        else { return nil }
        return JSONValue.Member(name, .string(zone))
    }

    private static func isObject(_ type: FieldType) -> Bool {
        switch type {
        case .money, .geo: true
        default: false
        }
    }

    private static func merge(_ sent: [JSONValue.Member], into value: Value) throws -> JSONValue {
        var writer = JSONWriter()
        writer.value(value)
        let current = try JSONReader.read(writer.bytes).members ?? []
        let names = Set(sent.map(\.name))
        let kept = current.filter { !names.contains($0.name) }
        return .object(kept + sent.filter { $0.value != .null })
    }
}
