import Kernel

/// What `choices` and `list` fields keep as JSON text, in the form of the wire, so that a record is shown without reading
/// it: members in the order of the definition, null where there is no value, `<field>_zone` beside instants that keep one.
///
/// Reading is lenient: what an older version of the definition wrote and this one does not know is left out, and a value
/// that no longer fits its type is null. No rule is checked again here.
enum SubRecords {
    static func json(choices: [String]) -> String {
        text { writer in writer.array(choices) { $0.string($1) } }
    }

    static func json(_ rows: [[String: Value]], _ fields: [FieldDefinition]) -> String {
        text { write(rows, fields, to: &$0) }
    }

    static func choices(_ json: String) -> [String] {
        guard case .array(let items)? = parsed(json) else { return [] }
        return items.compactMap(\.text)
    }

    static func read(_ json: String, _ fields: [FieldDefinition]) -> [[String: Value]] {
        parsed(json).flatMap { rows($0, fields) } ?? []
    }

    private static func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ rows: [[String: Value]], _ fields: [FieldDefinition], to writer: inout JSONWriter) {
        writer.array(rows) { writer, row in
            writer.object { writer in
                for field in fields { write(row[field.id] ?? .null, field, to: &writer) }
            }
        }
    }

    private static func write(_ value: Value, _ field: FieldDefinition, to writer: inout JSONWriter) {
        writer.key(field.id)
        if case .list(let fields) = field.type, case .list(let rows) = value {
            write(rows, fields, to: &writer)
        } else {
            writer.value(value)
        }
        if case .datetime(zone: true) = field.type {
            writer.key("\(field.id)_zone")
            if case .datetime(_, let zone?) = value { writer.string(zone) } else { writer.null() }
        }
    }

    private static func parsed(_ json: String) -> JSONValue? {
        do {
            return try JSONReader.read(Array(json.utf8))
        } catch {
            // Written by this type and by nothing else: a text that cannot be read is no list.
            return nil
        }
    }

    private static func rows(_ json: JSONValue, _ fields: [FieldDefinition]) -> [[String: Value]]? {
        guard case .array(let items) = json else { return nil }
        return items.map { item in
            var row: [String: Value] = [:]
            for field in fields {
                guard let member = item[field.id] else { continue }
                row[field.id] = value(member, field.type, zone: item["\(field.id)_zone"]?.text) ?? .null
            }
            return row
        }
    }

    private static func value(_ json: JSONValue, _ type: FieldType, zone: String?) -> Value? {
        switch type {
        case .text, .longText, .email, .phone, .url, .choice: json.text.map(Value.text)
        case .int: number(json).map(Value.int)
        case .duration: number(json).map(Value.duration)
        case .decimal(let scale, _, _):
            json.text.flatMap { DecimalText.read($0, scale: scale) }.map { .decimal(units: $0, scale: scale) }
        case .money: money(json)
        case .bool: bool(json)
        case .date: json.text.flatMap(CalendarText.parseDay).map(Value.date)
        case .time: json.text.flatMap(CalendarText.parseTime).map(Value.time)
        case .datetime(let zoned):
            json.text.flatMap(CalendarText.parseInstant).map { .datetime($0, zone: zoned ? zone : nil) }
        case .choices: texts(json).map(Value.choices)
        case .reference: json.text.flatMap { RecordID($0) }.map(Value.reference)
        case .references: texts(json).map { .references($0.compactMap { RecordID($0) }) }
        case .list(let fields): rows(json, fields).map(Value.list)
        case .geo: geo(json)
        }
    }

    private static func number(_ json: JSONValue?) -> Int64? {
        if case .number(let text)? = json { Int64(text) } else { nil }
    }

    private static func bool(_ json: JSONValue) -> Value? {
        if case .bool(let flag) = json { .bool(flag) } else { nil }
    }

    private static func texts(_ json: JSONValue) -> [String]? {
        if case .array(let items) = json { items.compactMap(\.text) } else { nil }
    }

    private static func money(_ json: JSONValue) -> Value? {
        guard let minor = number(json["amount"]), let currency = json["currency"]?.text else { return nil }
        return .money(minor: minor, currency: currency)
    }

    private static func geo(_ json: JSONValue) -> Value? {
        guard case .number(let lat)? = json["lat"], case .number(let lng)? = json["lng"],
            let latitude = Double(lat), let longitude = Double(lng)
        else { return nil }
        let accuracy: Double? = if case .number(let text)? = json["accuracy"] { Double(text) } else { nil }
        return .geo(latitude: latitude, longitude: longitude, accuracy: accuracy)
    }
}
