/// Step 1: the request's method and path against the route table.
///
/// Nothing is known of tenants here.
struct MatchStep {
    /// A route with the values of its parameters.
    struct Match {
        let route: Route
        let parameters: Parameters
    }

    /// The values of a pattern's parameters: three at most, so that looking through them costs less than a dictionary.
    struct Parameters {
        private(set) var named: [(name: String, value: String)] = []

        subscript(_ name: String) -> String? {
            named.first { $0.name == name }?.value
        }

        fileprivate mutating func add(_ name: String, _ value: String) {
            named.append((name, value))
        }
    }

    enum Result {
        case matched(Match)
        /// The path exists with other methods.
        ///
        /// A path that answers anybody with one method tells everybody so.
        case otherMethods([String], isPublic: Bool)
        case nothing
    }

    /// A segment of a pattern, read once.
    private enum Segment {
        case fixed(String)
        /// A name, and what follows the value, such as `.csv`.
        case parameter(String, ending: String)

        init(_ text: Substring) {
            let halves = text.dropFirst().split(separator: "}", omittingEmptySubsequences: false)
            self =
                text.first == "{"
                ? .parameter(String(halves[0]), ending: String(halves.count > 1 ? halves[1] : ""))
                : .fixed(String(text))
        }
    }

    /// Routes by the number of their segments.
    private let byCount: [[(segments: [Segment], route: Route)]]

    init(routes: [Route] = RouteTable.routes) {
        let split = routes.map { (segments: $0.segments.map(Segment.init), route: $0) }
        byCount = (0...(split.map(\.segments.count).max() ?? 0)).map { count in
            split.filter { $0.segments.count == count }
        }
    }

    /// - Throws: 400 for a path that is not percent-encoded UTF-8.
    func match(method: String, path: String) throws(KernelError) -> Result {
        let segments = try PercentCoding.segments(of: path)
        var others: Set<String> = []
        var isPublic = false
        for candidate in byCount.indices.contains(segments.count) ? byCount[segments.count] : [] {
            guard let parameters = Self.parameters(candidate.segments, segments) else { continue }
            if candidate.route.method == method || (method == "HEAD" && candidate.route.method == "GET") {
                return .matched(Match(route: candidate.route, parameters: parameters))
            }
            others.insert(candidate.route.method)
            if candidate.route.access == .public { isPublic = true }
        }
        return others.isEmpty ? .nothing : .otherMethods(others.sorted(), isPublic: isPublic)
    }

    private static func parameters(_ pattern: [Segment], _ segments: [String]) -> Parameters? {
        // The fixed segments first: they tell most patterns apart for less.
        for (expected, actual) in zip(pattern, segments) {
            if case .fixed(let text) = expected, text != actual { return nil }
        }
        var parameters = Parameters()
        for (expected, actual) in zip(pattern, segments) {
            guard case .parameter(let name, let ending) = expected else { continue }
            guard actual.hasSuffix(ending) else { return nil }
            let value = ending.isEmpty ? actual : String(actual.dropLast(ending.count))
            guard accepts(value, as: name) else { return nil }
            parameters.add(name, value)
        }
        return parameters
    }

    /// `clock-in`, or with its pack: `cleaning.deep-cleaning`.
    private static func isAction(_ segment: String) -> Bool {
        guard let dot = segment.firstIndex(of: ".") else { return Naming.isKebab(segment) }
        return Naming.isKebab(String(segment[..<dot])) && Naming.isKebab(String(segment[segment.index(after: dot)...]))
    }

    /// `{collection}` is never a reserved word, `{id}` is a UUID, `{action}` is neither one nor a word of every collection.
    private static func accepts(_ segment: String, as parameter: String) -> Bool {
        switch parameter {
        case "collection", "owner": Naming.isKebab(segment) && !CollectionValidator.reserved.contains(segment)
        case "id": RecordID(segment) != nil
        case "action":
            Self.isAction(segment) && RecordID(segment) == nil && !["bulk", "import"].contains(segment)
        case "move": Naming.isKebab(segment)
        default: true
        }
    }
}

/// Percent-encoding (RFC 3986), strictly UTF-8.
enum PercentCoding {
    /// The decoded segments of a path; a trailing slash adds none.
    static func segments(of path: String) throws(KernelError) -> [String] {
        var segments: [String] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard let decoded = decode(Substring(part), plusIsSpace: false), !decoded.utf8.contains(0) else {
                throw KernelError(.malformed, "The path is not percent-encoded UTF-8.")
            }
            segments.append(decoded)
        }
        return segments
    }

    /// Names and values of a query, in order.
    static func pairs(of query: String) throws(KernelError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(Substring(halves[0]), plusIsSpace: true),
                let value = halves.count == 2 ? decode(Substring(halves[1]), plusIsSpace: true) : ""
            else { throw KernelError(.malformed, "The query is not percent-encoded UTF-8.") }
            pairs.append((name, value))
        }
        return pairs
    }

    private static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hex), let low = rest.popFirst().flatMap(hex) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
