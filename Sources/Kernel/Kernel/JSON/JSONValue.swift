/// A JSON value read from input.
///
/// Numbers keep their text, so that decimals stay exact.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number as written (RFC 8259 section 6).
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order written; names are unique.
    case object([Member])

    /// A name and its value.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members, where this is an object.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The value of a member, where this is an object that has it.
    package subscript(_ name: String) -> JSONValue? {
        members?.first { $0.name == name }?.value
    }

    /// The text, where this is a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// What findings call it.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
