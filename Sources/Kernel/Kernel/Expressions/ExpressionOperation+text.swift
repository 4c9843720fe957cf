extension ExpressionOperation {
    /// Operations whose first operand is text.
    func onText(_ text: String, _ last: WideValue) -> WideValue {
        switch self {
        case .lower: return .plain(.text(SimpleCase.lower(text)))
        case .upper: return .plain(.text(SimpleCase.upper(text)))
        case .trim: return .plain(.text(Self.trimmed(text)))
        case .length: return .plain(.int(Int64(text.unicodeScalars.count)))
        case .dateOfText: return CalendarText.parseDay(text).map { .plain(.date($0)) } ?? .null
        case .timeOfText: return CalendarText.parseTime(text).map { .plain(.time($0)) } ?? .null
        default: break
        }
        guard case .plain(.text(let other)) = last else { return .null }
        return switch self {
        case .concat: .plain(.text(text + other))
        case .endsWith: .plain(.bool(text.utf8.reversed().starts(with: other.utf8.reversed())))
        case .least: other.utf8.lexicographicallyPrecedes(text.utf8) ? last : .plain(.text(text))
        case .greatest: text.utf8.lexicographicallyPrecedes(other.utf8) ? last : .plain(.text(text))
        default: .null
        }
    }

    /// Without white space at both ends.
    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The scalars with the property White_Space, which no version of Unicode will change.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
        default: false
        }
    }
}

/// Simple case mapping: scalar by scalar, those whose mapping is a single scalar; all others stay.
///
/// The JavaScript evaluator has the same table in a file that a test compares with this one.
package enum SimpleCase {
    /// In lower case.
    package static func lower(_ text: String) -> String {
        mapped(text) { $0.properties.lowercaseMapping }
    }

    /// In upper case: `ß` has none of a single scalar and stays.
    package static func upper(_ text: String) -> String {
        mapped(text) { $0.properties.uppercaseMapping }
    }

    private static func mapped(_ text: String, _ mapping: (Unicode.Scalar) -> String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(single(mapping(scalar)) ?? scalar) }
        return String(result)
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return nil }
        return first
    }
}

/// Digits of minor units by currency (ISO 4217).
package enum CurrencyDigits {
    private static let none: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    private static let three: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// Decimal places of an amount in whole units; `nil` for what has not the form of a currency.
    package static func of(_ currency: String) -> Int? {
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5a).contains($0) }) else { return nil }
        return none.contains(currency) ? 0 : three.contains(currency) ? 3 : 2
    }

    /// Minor units of one whole unit.
    static func power(_ currency: String) -> Int128? {
        of(currency).map(ExactDecimal.power)
    }

    /// `12.50 EUR`.
    static func text(_ minor: Int128, _ currency: String) -> String? {
        of(currency).map { "\(ExactDecimal.text(minor, scale: $0)) \(currency)" }
    }
}
