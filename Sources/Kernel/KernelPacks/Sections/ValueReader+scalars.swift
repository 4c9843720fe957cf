import Kernel

extension ValueReader {
    /// The value of a text for a field of a type that is written as one.
    func scalar(_ text: String, at span: SourceSpan?, of field: FieldDefinition) -> Value? {
        let written = SeedValue.text(text, span)
        switch field.type {
        case .int, .duration:
            guard NumberText.isInteger(text), let number = Int64(text) else {
                return unreadable(written, text, field, hint: NumberText.hint(for: text, isInteger: true))
            }
            return field.type == .duration ? .duration(number) : .int(number)
        case .decimal(let scale, _, _): return decimal(text, scale, written, field)
        case .bool:
            guard let flag = Bool(text) else { return unreadable(written, text, field) }
            return .bool(flag)
        case .date, .datetime, .time: return calendar(text, written, field)
        case .reference(let target, _, _):
            reference(text, target, span)
            return .null
        default: return plain(text, written, field)
        }
    }

    private func plain(_ text: String, _ written: SeedValue, _ field: FieldDefinition) -> Value? {
        switch TextForms.normalise(text, field.type) {
        case .success(let text): .text(text)
        case .failure: unreadable(written, text, field)
        }
    }

    private func decimal(_ text: String, _ scale: Int, _ written: SeedValue, _ field: FieldDefinition) -> Value? {
        switch NumberText.units(of: text, scale: scale) {
        case .units(let units) where units.magnitude < 1_000_000_000_000_000_000:
            return .decimal(units: units, scale: scale)
        case .tooPrecise:
            let places = scale == 1 ? "1 decimal place" : "\(scale) decimal places"
            return refuse("`\(text.clipped)` has more than the \(places) of `\(field.id)`", at: written)
        case .units, .tooLarge: return refuse("`\(text.clipped)` has more than 18 digits", at: written)
        case .notNumber:
            return unreadable(written, text, field, hint: NumberText.hint(for: text, isInteger: false))
        }
    }

    private func calendar(_ text: String, _ written: SeedValue, _ field: FieldDefinition) -> Value? {
        if let relative = RelativeTime.parse(text), field.type != .time {
            guard dates != .fixed else {
                return refuse("`\(text.clipped)` depends on the day; only demo rows have such dates", at: written)
            }
            guard field.type != .date || relative.seconds == nil else { return unreadable(written, text, field) }
            return .null
        }
        guard let value = fixed(text, field.type) else { return unreadable(written, text, field) }
        if dates == .demo, field.type != .time {
            let message = "`\(text.clipped)` is a fixed date; a demo grows old with it"
            findings.warn(
                .absoluteDate,
                message,
                at: written.span,
                hint: "write it as `today - 3d` or `today + 1d 18:30`"
            )
        }
        return value
    }

    private func fixed(_ text: String, _ type: FieldType) -> Value? {
        switch type {
        case .date: CalendarText.parseDay(text).map(Value.date)
        case .time: CalendarText.parseTime(text).map(Value.time)
        default: CalendarText.parseInstant(text).map { .datetime($0, zone: nil) }
        }
    }

    /// `{ amount: 1250, currency: EUR }`.
    func money(_ written: SeedValue, fixed: String?, of field: FieldDefinition) -> Value? {
        guard case .mapping(let members, _) = written,
            case .text(let amount, let span)? = members["amount"],
            Set(members.keys).isSubset(of: ["amount", "currency"])
        else { return mismatch(written, of: field) }
        guard NumberText.isInteger(amount), let minor = Int64(amount) else {
            let hint = NumberText.hint(for: amount, isInteger: true)
            let message = "`\(amount.clipped)` is not a whole number of minor units"
            return refuse(message, at: .text(amount, span), hint: hint)
        }
        guard let currency = members["currency"] else {
            return fixed.map { .money(minor: minor, currency: $0) }
                ?? refuse("`\(field.id)` needs a currency", at: written)
        }
        guard case .text(let code, _) = currency, Currency.isCode(code) else {
            return refuse("`\(field.id)` needs a currency such as `EUR` (ISO 4217)", at: currency)
        }
        return .money(minor: minor, currency: code)
    }

    /// `{ lat: 52.5, lng: 13.4 }`, with `accuracy: 12` in metres where it is known.
    func geo(_ written: SeedValue, of field: FieldDefinition) -> Value? {
        guard case .mapping(let members, _) = written, members.count == (members["accuracy"] == nil ? 2 : 3),
            let latitude = number(members["lat"]), let longitude = number(members["lng"])
        else { return mismatch(written, of: field) }
        for (key, degrees, bound) in [("lat", latitude, 90.0), ("lng", longitude, 180)] where degrees.magnitude > bound
        {
            let message = "`\(key)` of `\(field.id)` is between -\(Int(bound)) and \(Int(bound)) degrees"
            return refuse(message, at: members[key] ?? written)
        }
        guard let exact = members["accuracy"] else { return .geo(latitude: latitude, longitude: longitude) }
        guard let accuracy = number(exact), (0...40_100_000).contains(accuracy) else {
            return mismatch(written, of: field)
        }
        return .geo(latitude: latitude, longitude: longitude, accuracy: accuracy)
    }

    private func number(_ written: SeedValue?) -> Double? {
        guard case .text(let text, _)? = written, NumberText.units(of: text, scale: 9) != .notNumber,
            let number = Double(text)
        else { return nil }
        return number
    }

    private func unreadable(
        _ written: SeedValue,
        _ text: String,
        _ field: FieldDefinition,
        hint: String? = nil
    ) -> Value? {
        refuse("`\(field.id)` is \(field.type.wording), found `\(text.clipped)`", at: written, hint: hint)
    }
}

extension FieldType {
    /// How a value is written, with its article, for messages.
    var wording: String {
        switch self {
        case .text, .longText, .choice: "a text"
        case .int: "a whole number"
        case .decimal: "a decimal number"
        case .money: "money such as `{ amount: 1250, currency: EUR }`"
        case .bool: "`true` or `false`"
        case .date: "a date such as `2026-11-22`"
        case .time: "a time such as `18:30`"
        case .duration: "a number of seconds"
        case .datetime: "a date and time such as `2026-11-22T18:30:00Z`"
        case .choices, .references: "a list of texts"
        case .reference: "the key of a row"
        case .list: "a list of mappings"
        case .geo: "a point such as `{ lat: 52.5, lng: 13.4 }`"
        case .email: "an e-mail address"
        case .phone: "a phone number such as `+49 30 1234567`"
        case .url: "a web address such as `https://example.com`"
        }
    }
}
