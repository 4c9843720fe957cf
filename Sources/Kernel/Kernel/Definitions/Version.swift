/// A semantic version, three numbers.
public struct Version: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Breaking changes.
    public let major: Int
    /// Additions.
    public let minor: Int
    /// Repairs.
    public let patch: Int

    /// A version.
    public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads `1.2` or `1.2.3`; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (48...57).contains($0) }), part.utf8.count <= 6, let number = Int(part),
                part == "0" || part.first != "0"
            else { return nil }
            numbers.append(number)
        }
        self.init(numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 0)
    }

    /// `1.2.3`.
    public var description: String { "\(major).\(minor).\(patch)" }

    /// Orders by major, minor, patch.
    public static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

/// A versioned name by which packs and capabilities need each other: same major, at least that minor.
public struct Interface: Hashable, Sendable, CustomStringConvertible {
    /// Kebab-case.
    public let id: String
    /// Incompatible generations.
    public let major: Int
    /// Additions within a generation.
    public let minor: Int
    /// Where a need stands in a file.
    public let span: SourceSpan?

    /// An interface, offered or needed.
    public init(_ id: String, _ major: Int, _ minor: Int, at span: SourceSpan? = nil) {
        self.id = id
        self.major = major
        self.minor = minor
        self.span = span
    }

    /// Whether this, offered, meets a need.
    public func meets(_ need: Interface) -> Bool {
        id == need.id && major == need.major && minor >= need.minor
    }

    /// `work-orders 2.3`.
    public var description: String { "\(id) \(major).\(minor)" }
}
