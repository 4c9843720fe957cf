import Kernel

/// Values that fit fields, and that tell whose they are: every text holds the marker where it has the room.
struct SampleValues: Sendable {
    let marker: String
    let now: Int64
    /// Values that cannot be guessed, such as of a text with a pattern, by `<entity>.<field>`.
    var given: [String: Value] = [:]

    /// The values of a record by field; `salt` tells records of one entity apart, `target` names what a reference names.
    ///
    /// A required field that cannot be filled is missing, and the write says so.
    func values(
        of fields: [FieldDefinition],
        in entity: EntityID? = nil,
        salt: Int,
        target: (EntityID) -> RecordID?
    ) -> [String: Value] {
        var instants: Int64 = 0
        return fields.reduce(into: [:]) { values, field in
            if case .datetime(let keepsZone) = field.type {
                values[field.id] = .datetime(instant(salt, place: instants), zone: keepsZone ? "UTC" : nil)
                instants += 1
            }
            let given = entity.flatMap { self.given["\($0.raw).\(field.id)"] }
            values[field.id] = given ?? values[field.id] ?? value(of: field, salt: salt, target: target)
        }
    }

    /// Instants of one record follow each other in the order of its fields, and records do in that of their salts, all in the
    /// past: what has a start and an end is neither backwards nor overlaps.
    private func instant(_ salt: Int, place: Int64) -> Int64 {
        now - 30 * 86_400_000 + Int64(salt) * 3_600_000 + place * 60_000
    }

    private func value(of field: FieldDefinition, salt: Int, target: (EntityID) -> RecordID?) -> Value? {
        let tail = salt == 0 ? "" : " \(salt)"
        switch field.type {
        case .text(_, _, .some): return nil
        case .text(let low, let high, nil): return .text(text(tail, low ?? 0, high ?? 60))
        case .longText(let high): return .text(text(tail, 0, high ?? 60))
        case .email: return .text("\(field.id)\(salt)@\(marker).example")
        case .phone: return .text("+4930\(1_000_000 + salt)")
        case .url: return .text("https://\(marker).example/\(salt)")
        case .int(let low, let high): return .int(min((low ?? 1) + Int64(salt), high ?? .max))
        case .decimal(let scale, let low, let high):
            return .decimal(units: min((low ?? 1) + Int64(salt), high ?? .max), scale: scale)
        case .money(let currency, let low, let high):
            return .money(minor: min((low ?? 1) + Int64(salt), high ?? .max), currency: currency ?? "EUR")
        case .bool: return .bool(false)
        case .date: return .date(20_000 + Int64(salt))
        case .time: return .time(3_600 + Int64(salt))
        case .duration: return .duration(60 + Int64(salt))
        case .datetime: return nil
        case .choice(let options): return options.first.map { .text($0.id) }
        case .choices(let options): return options.first.map { .choices([$0.id]) }
        case .reference(let entity, _, _): return target(entity).map(Value.reference)
        case .references(_, .some, _): return nil
        case .references(let entity, nil, _): return target(entity).map { .references([$0]) }
        case .list(let fields): return .list([values(of: fields, salt: salt, target: target)])
        case .geo: return .geo(latitude: 52.5, longitude: 13.4)
        }
    }

    private func text(_ tail: String, _ low: Int, _ high: Int) -> String {
        let whole = marker + tail
        let short = whole.count <= high ? whole : String(whole.suffix(high))
        return short + String(repeating: "x", count: max(0, low - short.count))
    }

    /// A record's values as the API takes them.
    static func json(_ values: [String: Value], id: RecordID? = nil) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            if let id {
                writer.key("id")
                writer.string(id.raw)
            }
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(value)
                if case .datetime(_, .some(let zone)) = value {
                    writer.key("\(name)_zone")
                    writer.string(zone)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension EntityModel {
    /// Fields that a create may send.
    var creatable: [FieldDefinition] {
        fields.map(\.definition).filter { $0.writing != .never && !$0.isLinked }
    }

    /// Fields that an update may send.
    var changeable: [FieldDefinition] {
        fields.map(\.definition).filter { $0.writing == .always && !$0.isLinked }
    }

    /// Fields that name other records.
    var referring: [FieldDefinition] {
        fields.map(\.definition).filter { $0.type.target != nil }
    }
}

extension FieldDefinition {
    /// Whether another entity is the link, so that the field itself cannot be written.
    var isLinked: Bool {
        if case .references(_, .some, _) = type { true } else { false }
    }
}
