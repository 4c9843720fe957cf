import Foundation
import HTTPTypes
import Hummingbird
import Logging

// floor --port N --database FILE --constant BYTES
//
//   GET /constant                      BYTES bytes that are always the same: the host and nothing else
//   GET /api/work-orders/<id>          GET /api/work-orders?priority=P&sort=-id&limit=N
//   POST /api/work-orders              PATCH /api/work-orders/<id>
//
// The host is Hummingbird without router and middleware, the fastest way it offers to answer.

@main
struct Floor {
    static func main() async throws {
        let path = argument("--database") ?? ""
        let size = max(2, argument("--constant").flatMap { Int($0) } ?? 2)
        let service = Service(
            constant: Array("\"\(String(repeating: "x", count: size - 2))\"".utf8),
            orders: WorkOrders(readers: Readers(path: path), writer: try Writer(path: path))
        )
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await service.respond(request)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: argument("--port").flatMap { Int($0) } ?? 0)),
            onServerRunning: { channel in
                print("{\"event\": \"ready\", \"address\": \"http://127.0.0.1:\(channel.localAddress?.port ?? 0)\"}")
                fflush(nil)
            },
            logger: Logger(label: "floor") { _ in SwiftLogNoOpLogHandler() }
        )
        try await application.runService()
    }

    private static func argument(_ name: String) -> String? {
        let all = CommandLine.arguments
        return all.firstIndex(of: name).flatMap { $0 + 1 < all.count ? all[$0 + 1] : nil }
    }
}

/// Finds the operation of a request.
struct Service: Sendable {
    let constant: [UInt8]
    let orders: WorkOrders

    private static let collection = "/api/work-orders"
    private static let key = HTTPField.Name("Idempotency-Key")

    func respond(_ request: Request) async throws -> Response {
        let path = request.uri.path
        if path == "/constant" { return Self.response(Reply(body: constant)) }
        guard path.hasPrefix(Self.collection) else { return Response(status: .notFound) }
        let id = String(path.dropFirst(Self.collection.count + 1))
        switch request.method {
        case .get where id.isEmpty:
            let query = request.uri.queryParameters
            let limit = query["limit"].flatMap { Int64($0) } ?? 50
            return Self.response(try orders.list(priority: query["priority"].map { String($0) } ?? "", limit: limit))
        case .get: return try orders.point(id).map(Self.response) ?? Response(status: .notFound)
        case .post: return Self.response(try await orders.create(order(request)))
        case .patch: return Self.response(try await orders.update(id, order(request)))
        default: return Response(status: .methodNotAllowed)
        }
    }

    private func order(_ request: Request) async throws -> Order {
        guard let name = Self.key, let key = request.headers[name] else { throw Failure("no key") }
        let body = try await request.body.collect(upTo: 1 << 20)
        return Order(
            method: request.method.rawValue,
            path: request.uri.path,
            body: Array(body.readableBytesView),
            key: key,
            match: request.headers[.ifMatch]
        )
    }

    private static func response(_ reply: Reply) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let tag = reply.tag { headers[.eTag] = tag }
        let status = HTTPResponse.Status(code: reply.status)
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
}
