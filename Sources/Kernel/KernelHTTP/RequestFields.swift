import Kernel
import NIOHTTP1

/// The header fields of one request, read in one pass.
///
/// A field that has one meaning only may be repeated with the same value; with another value the request is ambiguous
/// (a proxy before this host may have looked at the other one) and refused. `Host` may not be repeated at all.
struct RequestFields {
    /// What the pipeline reads.
    var headers = InvocationHeaders()
    /// `Content-Length`.
    var contentLength: Int?
    /// Whether there is a `Transfer-Encoding`; the decoder has refused all but `chunked`.
    var isChunked = false
    /// `Expect: 100-continue`.
    var expectsContinue = false
    /// Whether the client asks for another protocol; the decoder reads nothing after such a request.
    var asksForUpgrade = false
    /// `X-Request-Id` as sent.
    var requestID: String?
    /// `X-Forwarded-For`, all of them.
    var forwardedFor: String?
    /// `X-Forwarded-Proto`, the last one.
    var forwardedProto: String?
    /// `X-Forwarded-Host`, the last one.
    var forwardedHost: String?
    private var fault: String?

    /// Whether a body follows.
    var announcesBody: Bool { isChunked || contentLength ?? 0 > 0 }

    /// Reads the fields that count; what is wrong with them is thrown by ``check(version:)``.
    init(_ fields: HTTPHeaders) {
        for (name, value) in fields {
            guard let known = RequestHeaderName(name) else { continue }
            if !readForPipeline(known, name, value) { readForHost(known, name, value) }
        }
    }

    /// Refuses ambiguous and missing fields.
    func check(version: HTTPVersion) throws(HostRefusal) {
        if let fault { throw .malformed(fault) }
        if isChunked, contentLength != nil {
            throw .malformed("Content-Length and Transfer-Encoding exclude each other.")
        }
        if isChunked, version == .http1_0 { throw .malformed("Transfer-Encoding needs HTTP/1.1.") }
        if headers.host == nil, version != .http1_0 { throw .malformed("The Host header is missing.") }
    }

    private mutating func readForPipeline(_ known: RequestHeaderName, _ name: String, _ value: String) -> Bool {
        switch known {
        case .authorization:
            if Self.differs(&headers.authorization, value) { fault = "The header \(name) has two values." }
        case .contentEncoding: Self.join(&headers.contentEncoding, ", ", value)
        case .contentType: if Self.differs(&headers.contentType, value) { fault = "The header \(name) has two values." }
        case .idempotencyKey:
            if Self.differs(&headers.idempotencyKey, value) { fault = "The header \(name) has two values." }
        case .requestedWith:
            if Self.differs(&headers.requestedWith, value) { fault = "The header \(name) has two values." }
        case .origin: if Self.differs(&headers.origin, value) { fault = "The header \(name) has two values." }
        case .secFetchSite:
            if Self.differs(&headers.secFetchSite, value) { fault = "The header \(name) has two values." }
        case .cookie: Self.join(&headers.cookie, "; ", value)
        case .ifMatch: Self.join(&headers.ifMatch, ", ", value)
        case .lastEventID: Self.join(&headers.lastEventID, ", ", value)
        case .ifNoneMatch: Self.join(&headers.ifNoneMatch, ", ", value)
        case .userAgent: headers.userAgent = value.utf8.count > 200 ? String(value.prefix(200)) : value
        case .host:
            if headers.host != nil { fault = "The Host header is repeated." }
            headers.host = value
        default: return false
        }
        return true
    }

    private mutating func readForHost(_ known: RequestHeaderName, _ name: String, _ value: String) {
        switch known {
        case .contentLength:
            if let length = Int(value), length >= 0, contentLength == nil || contentLength == length {
                contentLength = length
            } else {
                fault = "Content-Length is not one number."
            }
        case .transferEncoding: isChunked = true
        case .expect: expectsContinue = value.lowercased() == "100-continue"
        case .upgrade: asksForUpgrade = true
        case .requestID: requestID = requestID == nil ? value : ""
        case .forwardedFor: Self.join(&forwardedFor, ",", value)
        case .forwardedProto: forwardedProto = value
        case .forwardedHost: forwardedHost = value
        default: break
        }
    }

    /// Whether a field was set to something else before.
    private static func differs(_ field: inout String?, _ value: String) -> Bool {
        let known = field
        field = value
        return known.map { $0 != value } ?? false
    }

    private static func join(_ field: inout String?, _ separator: String, _ value: String) {
        field = field.map { $0 + separator + value } ?? value
    }
}
