/// The request target of HTTP/1.1 (RFC 9112 section 3.2), split but not decoded.
///
///     origin-form     /path?query
///     absolute-form   http://authority/path?query     the authority replaces the Host header
///     asterisk-form   *                               OPTIONS only: the server as a whole
///     authority-form  host:port                       CONNECT only: refused, this is no proxy
enum RequestTarget: Equatable {
    case resource(path: String, query: String, authority: String?)
    case server

    /// Reads a target.
    /// - Throws: 400 for other forms, for bytes outside visible ASCII and for a fragment.
    init(_ text: String, method: String) throws(HostRefusal) {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw .malformed("The request target holds characters that belong percent-encoded.")
        }
        if text.utf8.first == UInt8(ascii: "/") {
            self = Self.split(text[...], authority: nil)
        } else if text == "*", method == "OPTIONS" {
            self = .server
        } else if let rest = Self.afterScheme(text), method != "CONNECT" {
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            guard !authority.isEmpty, !authority.contains("@") else {
                throw .malformed("The request target's authority is not a host.")
            }
            self = Self.split(rest[authority.endIndex...], authority: String(authority))
        } else {
            throw .malformed("The request target is not a path.")
        }
    }

    private static func afterScheme(_ text: String) -> Substring? {
        for scheme in ["http://", "https://"] where text.prefix(scheme.count).lowercased() == scheme {
            return text.dropFirst(scheme.count)
        }
        return nil
    }

    private static func split(_ text: Substring, authority: String?) -> RequestTarget {
        let mark = text.utf8.firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
        let path = text[..<mark]
        let query = mark < text.endIndex ? text[text.utf8.index(after: mark)...] : ""
        return .resource(path: path.isEmpty ? "/" : String(path), query: String(query), authority: authority)
    }
}
