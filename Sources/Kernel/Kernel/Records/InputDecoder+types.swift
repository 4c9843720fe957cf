extension InputDecoder {
    mutating func typed(_ json: JSONValue, _ type: FieldType, at path: String, zone: JSONValue?) -> Value? {
        switch type {
        case .text, .longText, .email, .phone, .url: text(json, type, at: path)
        case .int: int(json, at: path).map(Value.int)
        case .duration: int(json, at: path).map(Value.duration)
        case .decimal(let scale, _, _): decimal(json, scale: scale, at: path)
        case .money(let currency, _, _): money(json, fixed: currency, at: path)
        case .bool: bool(json, at: path)
        case .date, .time: calendar(json, type, at: path)
        case .datetime(let keepsZone): datetime(json, zone: keepsZone ? zone : nil, at: path)
        case .choice: text(json, .text(), at: path)
        case .choices(let options): choices(json, options, at: path)
        case .reference: id(json, at: path).map(Value.reference)
        case .references: ids(json, at: path).map(Value.references)
        case .list(let fields): list(json, fields, at: path)
        case .geo: geo(json, at: path)
        }
    }

    private mutating func wrong(_ json: JSONValue, _ wanted: String, at path: String) {
        report(path, "type", "Must be \(wanted), not \(json.kind).")
    }

    private mutating func text(_ json: JSONValue, _ type: FieldType, at path: String) -> Value? {
        guard case .string(let raw) = json else {
            wrong(json, "a text", at: path)
            return nil
        }
        guard !raw.unicodeScalars.contains("\0") else {
            report(path, "nul", "Text may not hold U+0000.")
            return nil
        }
        switch TextForms.normalise(raw, type) {
        case .success(let text): return .text(text)
        case .failure(let problem):
            report(path, problem.code, problem.message)
            return nil
        }
    }

    private mutating func int(_ json: JSONValue, at path: String) -> Int64? {
        guard case .number(let text) = json, let number = DecimalText.readInteger(text) else {
            if case .number = json {
                report(path, "range", "Must be a whole number of 64 bits.")
            } else {
                wrong(json, "a whole number", at: path)
            }
            return nil
        }
        return number
    }

    private mutating func decimal(_ json: JSONValue, scale: Int, at path: String) -> Value? {
        let text: String
        switch json {
        case .number(let number): text = number
        case .string(let string): text = string
        default:
            wrong(json, "a decimal number or its text", at: path)
            return nil
        }
        guard let units = DecimalText.read(text, scale: scale) else {
            report(path, "range", "Must be a decimal number of at most 18 digits, \(scale) of them after the point.")
            return nil
        }
        return .decimal(units: units, scale: scale)
    }

    private mutating func money(_ json: JSONValue, fixed: String?, at path: String) -> Value? {
        guard let members = json.members else {
            wrong(json, "an object with amount and currency", at: path)
            return nil
        }
        for member in members where member.name != "amount" && member.name != "currency" {
            report(Self.join(path, member.name), "unknown", "Money has an amount and a currency only.")
            return nil
        }
        guard let amount = json["amount"] else {
            report("\(path).amount", "required", "Money needs an amount in minor units.")
            return nil
        }
        guard let minor = int(amount, at: "\(path).amount") else { return nil }
        guard let currency = json["currency"]?.text ?? fixed, Currency.isCode(currency) else {
            report("\(path).currency", "currency", "Money needs a currency of three capital letters (ISO 4217).")
            return nil
        }
        return .money(minor: minor, currency: currency)
    }

    private mutating func bool(_ json: JSONValue, at path: String) -> Value? {
        guard case .bool(let flag) = json else {
            wrong(json, "true or false", at: path)
            return nil
        }
        return .bool(flag)
    }

    private mutating func calendar(_ json: JSONValue, _ type: FieldType, at path: String) -> Value? {
        guard let text = json.text else {
            wrong(json, type == .date ? "a date such as 2026-11-22" : "a time such as 18:30", at: path)
            return nil
        }
        if type == .date, let day = CalendarText.parseDay(text) { return .date(day) }
        if type == .time, let seconds = CalendarText.parseTime(text.utf8.count == 5 ? text + ":00" : text) {
            return .time(seconds)
        }
        report(path, "format", type == .date ? "Must be a date such as 2026-11-22." : "Must be a time such as 18:30.")
        return nil
    }

    private mutating func datetime(_ json: JSONValue, zone: JSONValue?, at path: String) -> Value? {
        guard let text = json.text, let instant = CalendarText.parseInstant(text) else {
            report(path, "format", "Must be a date and time such as 2026-11-22T18:30:00Z (RFC 3339).")
            return nil
        }
        switch zone {
        case nil, .null: return .datetime(instant, zone: nil)
        case .string(let name) where TimeZones.isKnown(name): return .datetime(instant, zone: name)
        default:
            report("\(path)_zone", "zone", "Must be an IANA time zone such as Europe/Berlin.")
            return nil
        }
    }

    private mutating func entries(_ json: JSONValue, at path: String) -> [JSONValue]? {
        guard case .array(let items) = json else {
            wrong(json, "a list", at: path)
            return nil
        }
        guard items.count <= FieldLimits.entries else {
            report(path, "too_many", "At most \(FieldLimits.entries) entries.")
            return nil
        }
        return items
    }

    private mutating func choices(_ json: JSONValue, _ options: [Choice], at path: String) -> Value? {
        guard let items = entries(json, at: path) else { return nil }
        var chosen: [String] = []
        for (index, item) in items.enumerated() {
            guard case .string(let option) = item else {
                wrong(item, "a text", at: "\(path)[\(index)]")
                return nil
            }
            guard !chosen.contains(option) else {
                report("\(path)[\(index)]", "twice", "Stands twice.")
                return nil
            }
            chosen.append(option)
        }
        let order = Dictionary(options.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        return .choices(chosen.sorted { (order[$0] ?? .max, $0) < (order[$1] ?? .max, $1) })
    }

    private mutating func id(_ json: JSONValue, at path: String) -> RecordID? {
        guard let text = json.text, let id = RecordID(text) else {
            report(path, "format", "Must be the id of a record (a UUID).")
            return nil
        }
        return id
    }

    private mutating func ids(_ json: JSONValue, at path: String) -> [RecordID]? {
        guard let items = entries(json, at: path) else { return nil }
        var ids: [RecordID] = []
        for (index, item) in items.enumerated() {
            guard let id = id(item, at: "\(path)[\(index)]") else { return nil }
            guard !ids.contains(id) else {
                report("\(path)[\(index)]", "twice", "Stands twice.")
                return nil
            }
            ids.append(id)
        }
        return ids
    }

    private mutating func list(_ json: JSONValue, _ fields: [FieldDefinition], at path: String) -> Value? {
        guard let items = entries(json, at: path) else { return nil }
        let before = findings.count
        let rows = items.enumerated().map { index, item in
            let place = "\(path)[\(index)]"
            return complete(object(item, fields: fields, at: place), of: item, fields, at: place)
        }
        return findings.count == before ? .list(rows) : nil
    }

    /// A sub-record with its defaults; what was sent but did not fit is not told missing as well.
    private mutating func complete(
        _ row: [String: Value],
        of item: JSONValue,
        _ fields: [FieldDefinition],
        at place: String
    ) -> [String: Value] {
        guard item.members != nil else { return row }
        var row = row
        for field in fields where row[field.id] ?? .null == .null && item[field.id] ?? .null == .null {
            row[field.id] = field.defaultValue
            if field.required, field.defaultValue.isNull {
                report("\(place).\(field.id)", "required", "\(field.title.text()) is missing.")
            }
        }
        return row
    }

    private mutating func geo(_ json: JSONValue, at path: String) -> Value? {
        let accuracy = metres(json["accuracy"])
        let isExact = json["accuracy"] ?? .null == .null
        guard let members = json.members, members.count == (json["accuracy"] == nil ? 2 : 3),
            let latitude = degrees(json["lat"], 90), let longitude = degrees(json["lng"], 180),
            isExact || accuracy != nil
        else {
            let form = "{\"lat\": -90 to 90, \"lng\": -180 to 180}, with \"accuracy\" in metres where it is known"
            report(path, "format", "Must be \(form).")
            return nil
        }
        return .geo(latitude: latitude, longitude: longitude, accuracy: accuracy)
    }

    /// How exact a point is: not negative, and less than once around the earth.
    private func metres(_ json: JSONValue?) -> Double? {
        guard case .number(let text)? = json, let metres = Double(text), (0...40_100_000).contains(metres) else {
            return nil
        }
        return metres
    }

    private func degrees(_ json: JSONValue?, _ bound: Double) -> Double? {
        guard case .number(let text)? = json, let degrees = Double(text), abs(degrees) <= bound else { return nil }
        return degrees
    }
}

extension DecimalText {
    /// A whole number of 64 bits; accepts `12`, `12.0`, `1e3`.
    static func readInteger(_ text: String) -> Int64? {
        Int64(text) ?? read(text, scale: 0)
    }
}
