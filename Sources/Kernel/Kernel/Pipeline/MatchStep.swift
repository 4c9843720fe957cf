/// Step 1: the request's method and path against the route table.
///
/// Nothing is known of tenants here.
struct MatchStep {
    /// A route with the values of its parameters.
    struct Match {
        let route: Route
        let parameters: [String: String]
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
        case parameter(String)

        init(_ text: Substring) {
            self = text.first == "{" ? .parameter(String(text.dropFirst().dropLast())) : .fixed(String(text))
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

    private static func parameters(_ pattern: [Segment], _ segments: [String]) -> [String: String]? {
        // The fixed segments first: they tell most patterns apart for less.
        for (expected, actual) in zip(pattern, segments) {
            if case .fixed(let text) = expected, text != actual { return nil }
        }
        var parameters: [String: String] = [:]
        for (expected, actual) in zip(pattern, segments) {
            guard case .parameter(let name) = expected else { continue }
            guard accepts(actual, as: name) else { return nil }
            parameters[name] = actual
        }
        return parameters
    }

    /// `{collection}` is never a reserved word, `{id}` is a UUID, `{action}` is not one.
    private static func accepts(_ segment: String, as parameter: String) -> Bool {
        switch parameter {
        case "collection", "owner": Naming.isKebab(segment) && !CollectionValidator.reserved.contains(segment)
        case "id": RecordID(segment) != nil
        case "action": Naming.isKebab(segment) && RecordID(segment) == nil
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
        for part in path.split(separator: "/") {
            guard let decoded = decode(part, plusIsSpace: false), !decoded.unicodeScalars.contains("\0") else {
                throw KernelError(.malformed, "The path is not percent-encoded UTF-8.")
            }
            segments.append(decoded)
        }
        return segments
    }

    /// Names and values of a query, in order.
    static func pairs(of query: String) throws(KernelError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in query.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(halves[0], plusIsSpace: true),
                let value = halves.count == 2 ? decode(halves[1], plusIsSpace: true) : ""
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
