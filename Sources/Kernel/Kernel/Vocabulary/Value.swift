/// One field's content, typed.
///
/// Physical units are those of the store (DESIGN section 5).
public enum Value: Hashable, Sendable {
    /// No value.
    case null
    /// True or false.
    case bool(Bool)
    /// A 64-bit integer.
    case int(Int64)
    /// An exact decimal: `units` / 10^`scale`; scale 0 to 9.
    case decimal(units: Int64, scale: Int)
    /// An amount in minor units of an ISO 4217 currency.
    case money(minor: Int64, currency: String)
    /// Text without U+0000. Also e-mail, phone, URL and choice values.
    case text(String)
    /// Days since 1970-01-01.
    case date(Int64)
    /// Seconds since midnight.
    case time(Int64)
    /// Seconds.
    case duration(Int64)
    /// Milliseconds since 1970-01-01T00:00:00Z, and the IANA zone where the field keeps one.
    case datetime(Int64, zone: String?)
    /// The id of another record.
    case reference(RecordID)
    /// Ids of other records, in order.
    case references([RecordID])
    /// Several choice values, in the order of the definition.
    case choices([String])
    /// Sub-records of a list field, in order.
    case list([[String: Value]])
    /// WGS 84 degrees, and how exact they are in metres where that is known.
    case geo(latitude: Double, longitude: Double, accuracy: Double? = nil)

    /// Whether this is a text of nothing but white space and invisible characters.
    package var isBlank: Bool {
        guard case .text(let text) = self else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
        }
    }

    /// Whether two values are the same scalar by scalar; `==` takes composed and decomposed letters for equal.
    package func isIdentical(to other: Value) -> Bool {
        guard case .text(let own) = self, case .text(let text) = other else { return self == other }
        return own.utf8.elementsEqual(text.utf8)
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text, where this is text.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The integer, where this is one.
    public var int: Int64? {
        if case .int(let number) = self { number } else { nil }
    }

    /// The referred record, where this is a reference.
    public var reference: RecordID? {
        if case .reference(let id) = self { id } else { nil }
    }
}
