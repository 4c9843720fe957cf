import Kernel

/// Sessions in headers: where a token comes in, and how it goes out as a cookie.
///
/// ```
/// Authorization: Bearer <token>
/// Cookie: __Host-kernel=<token>
/// Set-Cookie: __Host-kernel=<token>; Path=/; Secure; HttpOnly; SameSite=Lax
/// ```
/// - With both, the bearer token counts and the cookie is ignored, valid or not: browsers never add it by themselves,
///   so whoever sent it meant it.
/// - A cookie that comes twice with different values was planted at least once, and counts as none.
/// - The prefix `__Host-` keeps other hosts of the domain from planting one. Browsers take it with `Secure` only, so
///   the mode for insecure cookies uses the plain name.
package struct CookieReader: Sendable {
    /// A token and how it came in.
    package struct Credential: Hashable, Sendable {
        /// As sent, not verified.
        package let token: String
        /// Whether a browser may have added it by itself.
        package let isCookie: Bool
    }

    private let isInsecure: Bool

    package init(insecure: Bool = false) {
        isInsecure = insecure
    }

    /// The cookie's name.
    package var name: String { isInsecure ? "kernel" : "__Host-kernel" }

    /// The token a request carries, if any.
    package func credential(in headers: InvocationHeaders) -> Credential? {
        if let token = bearer(headers.authorization) { return Credential(token: token, isCookie: false) }
        return cookie(headers.cookie).map { Credential(token: $0, isCookie: true) }
    }

    /// The header that hands a token to a browser until it is closed.
    package func setting(_ token: String) -> Outcome.Header {
        Outcome.Header("Set-Cookie", "\(name)=\(token)\(attributes)")
    }

    /// The header that takes it back.
    package var clearing: Outcome.Header {
        Outcome.Header("Set-Cookie", "\(name)=\(attributes); Max-Age=0")
    }

    private var attributes: String {
        isInsecure ? "; Path=/; HttpOnly; SameSite=Lax" : "; Path=/; Secure; HttpOnly; SameSite=Lax"
    }

    /// An empty token is one too: it is refused, and not passed over for the cookie.
    private func bearer(_ header: String?) -> String? {
        guard let header else { return nil }
        let bytes = header.utf8.drop { $0 == UInt8(ascii: " ") }
        let scheme = bytes.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.count == 6, zip(scheme, "bearer".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
        return String(Substring(bytes.dropFirst(6).drop { $0 == UInt8(ascii: " ") }))
    }

    private func cookie(_ header: String?) -> String? {
        guard let header else { return nil }
        let prefix = "\(name)="
        let values = header.split(separator: ";").compactMap { pair -> String? in
            let pair = pair.drop { $0 == " " || $0 == "\t" }
            return pair.hasPrefix(prefix) ? String(pair.dropFirst(prefix.count)) : nil
        }
        guard let first = values.first, !first.isEmpty, values.allSatisfy({ $0 == first }) else { return nil }
        return first
    }
}
