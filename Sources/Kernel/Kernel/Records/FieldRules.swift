/// What a typed value must satisfy beyond its type: the bounds and options of its field.
package enum FieldRules {
    /// Why a value does not fit.
    package struct Problem: Error, Hashable {
        /// A stable word, such as `too_long`.
        package let code: String
        /// One sentence.
        package let message: String

        init(_ code: String, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    /// Checks a value that is not null.
    package static func check(_ value: Value, of field: FieldDefinition) -> Result<Void, Problem> {
        problem(value, field.type).map { .failure($0) } ?? .success(())
    }

    private static func problem(_ value: Value, _ type: FieldType) -> Problem? {
        switch (value, type) {
        case (.null, _): nil
        case (.text(let text), .text(let low, let high, let pattern)):
            length(text, low, high) ?? oneLine(text) ?? pattern.flatMap { matching(text, $0) }
        case (.text(let text), .longText(let high)): length(text, nil, high)
        case (.text(let text), .email): length(text, 3, 254)
        case (.text(let text), .phone): length(text, 3, 32)
        case (.text(let text), .url): length(text, 8, 2_000)
        case (.text(let option), .choice(let options)): self.option(option, options)
        case (.choices(let chosen), .choices(let options)): chosen.lazy.compactMap { self.option($0, options) }.first
        case (.int(let number), .int(let low, let high)): range(number, low, high) { "\($0)" }
        case (.decimal(let units, let own), .decimal(let scale, let low, let high)):
            own == scale
                ? range(units, low, high) { DecimalText.write(units: $0, scale: scale) }
                : wrongType("a decimal of \(scale) places")
        case (.money(let minor, let currency), .money(let fixed, let low, let high)):
            money(minor, currency, fixed, low, high)
        case (.bool, .bool), (.date, .date), (.time, .time), (.duration, .duration), (.datetime, .datetime),
            (.reference, .reference), (.references, .references), (.list, .list), (.geo, .geo):
            nil
        default: wrongType("of type \(type.word)")
        }
    }

    private static func wrongType(_ wanted: String) -> Problem {
        Problem("type", "Must be \(wanted).")
    }

    private static func length(_ text: String, _ low: Int?, _ high: Int?) -> Problem? {
        let count = text.unicodeScalars.count
        let bound = high ?? FieldLimits.longText
        if count > bound { return Problem("too_long", "At most \(bound) characters.") }
        if let low, count < low { return Problem("too_short", "At least \(low) characters.") }
        return nil
    }

    private static func oneLine(_ text: String) -> Problem? {
        if text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) {
            return Problem("line_break", "Must be one line.")
        }
        let isControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\t" }
        return isControl ? Problem("control", "May not hold control characters.") : nil
    }

    private static func matching(_ text: String, _ pattern: String) -> Problem? {
        guard text.unicodeScalars.count <= TextPattern.longestText else {
            return Problem("max", "Must have at most \(TextPattern.longestText) characters.")
        }
        do {
            return try TextPattern(pattern).matches(text) ? nil : Problem("pattern", "Must match \(pattern).")
        } catch {
            // The catalog refuses such a field; what cannot be checked is not taken.
            return Problem("pattern", "Cannot be checked: the field's pattern is none (\(error.reason)).")
        }
    }

    private static func option(_ id: String, _ options: [Choice]) -> Problem? {
        guard !options.contains(where: { $0.id == id }) else { return nil }
        let hint = DidYouMean.question(for: id, in: options.map(\.id))
        return Problem("option", "Must be one of \(options.map(\.id).joined(separator: ", ")).\(hint)")
    }

    private static func range(
        _ number: Int64,
        _ low: Int64?,
        _ high: Int64?,
        _ write: (Int64) -> String
    ) -> Problem? {
        if let low, number < low { return Problem("too_small", "At least \(write(low)).") }
        if let high, number > high { return Problem("too_large", "At most \(write(high)).") }
        return nil
    }

    private static func money(
        _ minor: Int64,
        _ currency: String,
        _ fixed: String?,
        _ low: Int64?,
        _ high: Int64?
    ) -> Problem? {
        if let fixed, currency != fixed { return Problem("currency", "The currency must be \(fixed).") }
        return range(minor, low, high) { "\($0) minor units" }
    }
}

/// Bounds that hold where a definition names none.
package enum FieldLimits {
    /// Unicode scalars of any text.
    package static let longText = 20_000
    /// Entries of lists, references and choices.
    package static let entries = 500
}

/// Decimals as text: exact, in both directions.
package enum DecimalText {
    /// `-12.50` from units and scale.
    package static func write(units: Int64, scale: Int) -> String {
        guard scale > 0 else { return String(units) }
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let point = padded.index(padded.endIndex, offsetBy: -scale)
        return "\(units < 0 ? "-" : "")\(padded[..<point]).\(padded[point...])"
    }

    /// Units of a scale from `12.5`, `-3`, `1e2`; `nil` when it is no number, has more places than the scale that are
    /// not zero, or more than 18 digits.
    package static func read(_ text: String, scale: Int) -> Int64? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard parts.count <= 2, let mantissa = parts.first, let exponent = parts.count == 2 ? Int(parts[1]) : 0,
            (-40...40).contains(exponent)
        else { return nil }
        let negative = mantissa.first == "-"
        let halves = mantissa.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count),
            mantissa.count - halves.joined().count <= (halves.count - 1) + (negative ? 1 : 0),
            halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        var digits = Array(halves.joined().utf8)
        var places = (halves.count == 2 ? halves[1].utf8.count : 0) - exponent
        while places > scale, digits.last == 48 {
            digits.removeLast()
            places -= 1
        }
        guard places <= scale else { return digits.allSatisfy { $0 == 48 } ? 0 : nil }
        digits += [UInt8](repeating: 48, count: scale - places)
        let significant = digits.drop { $0 == 48 }
        guard significant.count <= 18 else { return nil }
        let units = significant.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        return negative ? -units : units
    }
}
