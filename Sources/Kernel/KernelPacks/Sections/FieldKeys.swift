import Kernel

/// Which keys a field may have, by its type and by where it stands.
enum FieldKeys {
    /// Where a field is declared.
    enum Place {
        /// Of an entity.
        case record
        /// Of a move.
        case input
        /// Of a list's entries.
        case entry
        /// Of a tenant.
        case setting
        /// Of a formula.
        case variable

        /// What it is, with its article.
        var thing: String {
            switch self {
            case .record: "a field"
            case .input: "an input"
            case .entry: "a field of a list"
            case .setting: "a setting"
            case .variable: "an input of a formula"
            }
        }
    }

    /// Words of the format that a later version accepts.
    static let laterTypes = ["file", "json"]

    /// Keys of the types' own, by the word of the type.
    private static let own: [(type: String, keys: [String])] = [
        ("text", ["min", "max", "pattern"]), ("long_text", ["max"]), ("int", ["min", "max"]),
        ("decimal", ["scale", "min", "max"]), ("money", ["currency", "min", "max"]), ("bool", []), ("date", []),
        ("time", []), ("duration", []), ("datetime", ["zone"]), ("choice", ["of"]), ("choices", ["of"]),
        ("reference", ["to", "on_delete", "inverse"]), ("references", ["to", "through", "inverse"]), ("list", ["of"]),
        ("geo", []), ("email", []), ("phone", []), ("url", []),
    ]

    /// Keys of records' fields that are of no use to some types.
    private static let narrowed: [String: Set<String>] = [
        "searchable": ["text", "long_text", "email", "phone", "url"],
        "unique": Set(words).subtracting(["bool", "choices", "references", "list", "geo"]),
        "secret": ["text", "long_text", "email", "phone", "url"],
        "indexed": Set(words).subtracting(["choices", "references", "list", "geo"]),
    ]

    /// The word of every type, in the order of the documentation.
    static var words: [String] { own.map(\.type) }

    /// Every key that some field at this place has.
    static func known(at place: Place) -> [String] {
        let common = ["type", "title", "required", "default"]
        let ofPlace =
            switch place {
            case .record:
                [
                    "unique", "searchable", "indexed", "secret", "sensitive", "write", "read_needs", "write_needs",
                    "compute", "owner", "was",
                ]
            case .setting: ["owner", "was"]
            case .variable: ["from"]
            case .input, .entry: [String]()
            }
        return common + ofPlace + Set(own.flatMap(\.keys)).sorted()
    }

    /// Keys that the format has, but this version does not accept.
    static func later(at place: Place) -> [String] {
        place == .record ? [] : ["secret"]
    }

    /// The types that cannot stand at a place.
    static func refusedTypes(at place: Place) -> Set<String> {
        switch place {
        case .record, .input: []
        case .entry: ["reference", "references", "list"]
        case .setting: ["reference", "references"]
        case .variable: ["reference", "references", "list", "choices", "geo"]
        }
    }

    /// The types that have a key; `nil` where every type does.
    static func types(with key: String, at place: Place) -> [String]? {
        if let types = narrowed[key] { return words.filter(types.contains) }
        // What an input refers to is no link: nothing leads back, and nothing is deleted with it.
        if place == .input, ["on_delete", "inverse", "through"].contains(key) { return [] }
        let types = own.filter { $0.keys.contains(key) }.map(\.type)
        return types.isEmpty ? nil : types
    }
}
