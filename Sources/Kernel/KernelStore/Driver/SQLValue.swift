/// A value bound to a statement; the physical types of both drivers (DESIGN section 5).
package enum SQLValue: Hashable, Sendable {
    case null
    case int(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// A text or NULL.
    package static func optional(_ text: String?) -> SQLValue {
        text.map { .text($0) } ?? .null
    }

    /// An integer or NULL.
    package static func optional(_ number: Int64?) -> SQLValue {
        number.map { .int($0) } ?? .null
    }

    /// A bool as 0 or 1.
    package static func flag(_ value: Bool) -> SQLValue {
        .int(value ? 1 : 0)
    }
}
