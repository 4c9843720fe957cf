extension JSONWriter {
    /// A field's value as records show it (http-contract, "Record JSON").
    package mutating func value(_ value: Value) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .int(let number), .duration(let number): int(number)
        case .decimal(let units, let scale): string(DecimalText.write(units: units, scale: scale))
        case .money(let minor, let currency):
            object { writer in
                writer.key("amount")
                writer.int(minor)
                writer.key("currency")
                writer.string(currency)
            }
        case .text(let text): string(text)
        case .date(let day): string(CalendarText.day(day))
        case .time(let seconds): string(CalendarText.time(seconds))
        case .datetime(let instant, _): string(CalendarText.instant(instant))
        case .reference(let id): string(id.raw)
        case .references(let ids): array(ids) { $0.string($1.raw) }
        case .choices(let options): array(options) { $0.string($1) }
        case .list(let rows): array(rows) { $0.members($1) }
        case .geo(let latitude, let longitude, let accuracy):
            object { writer in
                writer.key("lat")
                writer.double(latitude)
                writer.key("lng")
                writer.double(longitude)
                if let accuracy {
                    writer.key("accuracy")
                    writer.double(accuracy)
                }
            }
        }
    }

    /// A sub-record, members by name.
    package mutating func members(_ values: [String: Value]) {
        object { writer in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(value)
                guard case .datetime(_, .some(let zone)) = value else { continue }
                writer.key("\(name)_zone")
                writer.string(zone)
            }
        }
    }
}
