import Foundation
import NIOCore
import NIOPosix

/// One raw client connection: bytes out, answers in.
final class Wire {
    /// One HTTP answer as received.
    struct Answer {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: String

        subscript(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// The server closed where an answer was expected.
    struct Closed: Error {
        let received: String
    }

    private let channel: any Channel
    private var received: AsyncStream<ByteBuffer>.Iterator
    private var buffer = ""

    private init(channel: any Channel, received: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.received = received.makeAsyncIterator()
    }

    /// Opens a connection, hands it to `body` and closes it.
    static func with<Result>(
        _ port: Int,
        reads: Bool = true,
        _ body: (Wire) async throws -> Result
    ) async throws -> Result {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let wire = Wire(channel: channel, received: stream)
        do {
            let result = try await body(wire)
            try? await channel.close().get()
            return result
        } catch {
            try? await channel.close().get()
            throw error
        }
    }

    /// Sends text and waits for one answer.
    static func ask(_ port: Int, _ request: String, hasBody: Bool = true) async throws -> Answer {
        try await with(port) { wire in
            try await wire.send(request)
            return try await wire.answer(hasBody: hasBody)
        }
    }

    func send(_ text: String) async throws {
        try await send(bytes: Array(text.utf8))
    }

    func send(bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Says that nothing more will be sent.
    func finishSending() async throws {
        try await channel.close(mode: .output).get()
    }

    /// The next answer; its body by `Content-Length`.
    func answer(hasBody: Bool = true) async throws -> Answer {
        let head = try await text(through: "\r\n\r\n")
        var lines = head.split(separator: "\r\n")
        let status = lines.removeFirst().split(separator: " ")
        let headers = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        let body = try await hasBody ? text(count: length) : ""
        return Answer(status: Int(status[1]) ?? 0, headers: headers, body: body)
    }

    /// The next chunk of a body in chunks; `nil` for the last one, which is empty.
    func chunk() async throws -> String? {
        let size = try await text(through: "\r\n")
        guard let count = Int(size.filter(\.isHexDigit), radix: 16) else { throw Closed(received: size) }
        let body = try await text(count: count)
        _ = try await text(count: 2)
        return count == 0 ? nil : body
    }

    /// Waits for the connection's end without reading; a reset is seen by writing.
    func closed() async throws {
        do {
            while true { try await send("x") }
        } catch {
            // The end that was waited for.
        }
    }

    /// Everything until the server closes.
    func rest() async -> String {
        while await more() {}
        defer { buffer = "" }
        return buffer
    }

    private func text(through end: String) async throws -> String {
        while true {
            if let range = buffer.range(of: end) {
                defer { buffer.removeSubrange(..<range.upperBound) }
                return String(buffer[..<range.upperBound])
            }
            guard await more() else { throw Closed(received: buffer) }
        }
    }

    private func text(count: Int) async throws -> String {
        while buffer.utf8.count < count {
            guard await more() else { throw Closed(received: buffer) }
        }
        let end = buffer.utf8.index(buffer.startIndex, offsetBy: count)
        defer { buffer.removeSubrange(..<end) }
        return String(buffer[..<end])
    }

    private func more() async -> Bool {
        guard let bytes = await received.next(isolation: #isolation) else { return false }
        buffer += String(buffer: bytes)
        return true
    }

    private final class Receiver: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<ByteBuffer>.Continuation

        init(_ continuation: AsyncStream<ByteBuffer>.Continuation) {
            self.continuation = continuation
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(unwrapInboundIn(data))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { continuation.finish() }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            continuation.finish()
        }
    }
}
