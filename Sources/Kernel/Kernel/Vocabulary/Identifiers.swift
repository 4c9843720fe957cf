/// The id of a tenant: kebab-case, 1 to 63 characters, first a letter.
public struct TenantID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id as it stands in paths, file names and logs.
    public let raw: String

    /// Reads an id; `nil` when it is not kebab-case of 1 to 63 characters.
    public init?(_ raw: String) {
        guard Naming.isKebab(raw) else { return nil }
        self.raw = raw
    }

    /// The platform itself, a tenant of the provider space (DESIGN section 5).
    package static let platform = TenantID(unchecked: "platform")

    private init(unchecked raw: String) {
        self.raw = raw
    }

    /// The raw id.
    public var description: String { raw }

    /// Orders ids by their text.
    public static func < (left: TenantID, right: TenantID) -> Bool {
        left.raw < right.raw
    }
}

/// The address of an entity: `<owner>.<name>`, such as `customers.customer`.
public struct EntityID: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The capability or pack that declares the entity, kebab-case.
    public let owner: String
    /// The entity's own name, singular snake_case.
    public let name: String

    /// Joins an owner and a name.
    public init(owner: String, name: String) {
        self.owner = owner
        self.name = name
    }

    /// Splits `owner.name`; `nil` when there is no dot or a part is empty.
    public init?(_ raw: String) {
        let parts = raw.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(owner: String(parts[0]), name: String(parts[1]))
    }

    /// A literal that is not `owner.name` keeps an empty owner, which the catalog's validators refuse.
    public init(stringLiteral value: String) {
        self = EntityID(value) ?? EntityID(owner: "", name: value)
    }

    /// `owner.name`.
    public var raw: String { "\(owner).\(name)" }
    /// `owner.name`.
    public var description: String { raw }

    /// Orders entities by their address.
    public static func < (left: EntityID, right: EntityID) -> Bool {
        (left.owner, left.name) < (right.owner, right.name)
    }
}

/// The spelling rules of ids (DESIGN section 2).
public enum Naming {
    /// Kebab-case: `[a-z][a-z0-9]*(-[a-z0-9]+)*`, at most 63 characters.
    public static func isKebab(_ text: String) -> Bool {
        isWords(text, separator: UInt8(ascii: "-"))
    }

    /// Snake_case: `[a-z][a-z0-9]*(_[a-z0-9]+)*`, at most 63 characters.
    public static func isSnake(_ text: String) -> Bool {
        isWords(text, separator: UInt8(ascii: "_"))
    }

    /// A name in kebab-case as snake_case: `deep-clean` is `deep_clean`.
    package static func snake(_ kebab: String) -> String {
        String(decoding: kebab.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }

    private static func isWords(_ text: String, separator: UInt8) -> Bool {
        guard (1...63).contains(text.utf8.count) else { return false }
        var previous: UInt8?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"): if previous == nil { return false }
            case separator: if previous == nil || previous == separator { return false }
            default: return false
            }
            previous = byte
        }
        return previous != separator
    }
}
