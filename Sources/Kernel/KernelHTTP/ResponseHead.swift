import Kernel
import NIOHTTP1

/// Turns an outcome into the head of an HTTP answer, with the headers that every answer has.
struct ResponseHead {
    /// What the host adds to one answer.
    struct Context {
        let requestID: String
        let date: String
        let version: HTTPVersion
        let keepsAlive: Bool
        let isHead: Bool

        /// Whether a body of unknown length can only be ended by closing: HTTP/1.0 knows no chunks, and an answer to HEAD
        /// has no chunk that could be the last one.
        var endsByClosing: Bool { isHead || version == .http1_0 }
    }

    /// Why an outcome cannot be sent: a mistake of this program, not of the client.
    struct Unsendable: Error {
        let reason: String
    }

    /// The head of an answer.
    /// - Throws: `Unsendable` for a status or a header that HTTP does not know, such as one with a line break in it.
    static func make(_ outcome: Outcome, _ context: Context) throws(Unsendable) -> HTTPResponseHead {
        guard (200...599).contains(outcome.status) else {
            throw Unsendable(reason: "The outcome has the status \(outcome.status).")
        }
        var headers = HTTPHeaders()
        headers.reserveCapacity(outcome.headers.count + 9)
        // First, where ConnectionLifecycle looks for it.
        let closes = !context.keepsAlive || outcome.stream.map { $0.isEndless || context.endsByClosing } ?? false
        if closes {
            headers.add(name: "Connection", value: "close")
        } else if context.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let given = try add(outcome.headers, to: &headers)
        if outcome.status != 204, outcome.status != 304, outcome.stream == nil {
            headers.add(name: "Content-Length", value: String(outcome.body.count))
        }
        headers.add(name: "Date", value: context.date)
        headers.add(name: "X-Request-Id", value: context.requestID)
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if !given.contains(.cacheControl) { headers.add(name: "Cache-Control", value: "private, no-cache") }
        if !given.contains(.referrerPolicy) { headers.add(name: "Referrer-Policy", value: "no-referrer") }
        if !given.contains(.contentSecurityPolicy) {
            headers.add(name: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'")
        }
        return HTTPResponseHead(
            version: outcome.stream != nil && context.endsByClosing ? .http1_0 : .http1_1,
            status: HTTPResponseStatus(statusCode: outcome.status),
            headers: headers
        )
    }

    /// The defaults that an outcome's own headers replace.
    private struct Given: OptionSet {
        let rawValue: Int
        static let cacheControl = Given(rawValue: 1)
        static let referrerPolicy = Given(rawValue: 2)
        static let contentSecurityPolicy = Given(rawValue: 4)
    }

    /// Framing belongs to the host, so an outcome's own idea of it is not sent.
    private static func add(_ own: [Outcome.Header], to headers: inout HTTPHeaders) throws(Unsendable) -> Given {
        var given: Given = []
        for header in own {
            guard isToken(header.name), header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
                throw Unsendable(reason: "The outcome has a header that cannot be sent.")
            }
            switch header.name.utf8.count {
            case 4, 10, 12, 13, 14, 15, 17, 22, 23:
                switch header.name.lowercased() {
                case "date", "connection", "x-request-id", "content-length", "transfer-encoding": continue
                case "x-content-type-options": continue
                case "cache-control": given.insert(.cacheControl)
                case "referrer-policy": given.insert(.referrerPolicy)
                case "content-security-policy": given.insert(.contentSecurityPolicy)
                default: break
                }
            default: break
            }
            headers.add(name: header.name, value: header.value)
        }
        return given
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}
