import Foundation
import Kernel

/// A request as a test writes it down.
public struct TestRequest: Sendable {
    /// Upper case.
    public var method: String
    /// Without the query, as it stands on the wire.
    public var path: String
    /// Names and values, not yet encoded.
    public var query: [(name: String, value: String)]
    /// A session's token, sent as `Authorization: Bearer`.
    public var token: String?
    /// The body as JSON text.
    public var json: String?
    /// Headers that the pipeline reads, such as `If-Match`; others are ignored, as by the host.
    public var headers: [String: String]
    /// Whether it comes through the data folder's socket.
    public var fromOperator = false

    /// A request.
    public init(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        token: String? = nil,
        json: String? = nil,
        headers: [String: String] = [:]
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.token = token
        self.json = json
        self.headers = headers
    }

    /// The same request as the runtime takes it.
    func invocation(requestID: String) -> Invocation {
        var fields = InvocationHeaders()
        fields.authorization = token.map { "Bearer \($0)" }
        fields.contentType = json == nil ? nil : "application/json"
        for (name, value) in headers {
            switch name.lowercased() {
            case "authorization": fields.authorization = value
            case "cookie": fields.cookie = value
            case "content-encoding": fields.contentEncoding = value
            case "content-type": fields.contentType = value
            case "if-match": fields.ifMatch = value
            case "if-none-match": fields.ifNoneMatch = value
            case "last-event-id": fields.lastEventID = value
            case "idempotency-key", "x-idempotency-key": fields.idempotencyKey = value
            case "x-requested-with": fields.requestedWith = value
            case "origin": fields.origin = value
            case "sec-fetch-site": fields.secFetchSite = value
            case "host": fields.host = value
            case "user-agent": fields.userAgent = value
            default: break
            }
        }
        return Invocation(
            method: method,
            path: path,
            query: query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&"),
            headers: fields,
            body: Array((json ?? "").utf8),
            requestID: requestID,
            origin: fromOperator ? .operatorConsole : .network
        )
    }

    private static func encoded(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
