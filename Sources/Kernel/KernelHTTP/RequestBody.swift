import NIOCore
import NIOHTTP1

/// The parts of a connection's requests, in the order of the wire.
typealias RequestParts = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator

/// Reads one request's body into memory, never more than its limit.
enum RequestBody {
    /// Reads up to and with the request's end.
    /// - Throws: `HostRefusal` 413 over the limit and 408 for a stalled body; `ConnectionLost` when the connection ends
    ///   before the body does, so that a cut body is never taken for a whole one; `HTTPParserError` for broken framing.
    @concurrent
    static func read(_ parts: inout RequestParts, declared: Int?, limit: Int) async throws -> [UInt8] {
        var body: [UInt8] = []
        do {
            while let part = try await parts.next() {
                switch part {
                case .body(let buffer):
                    guard body.count + buffer.readableBytes <= limit else { throw HostRefusal.tooLarge(limit: limit) }
                    if body.isEmpty { body.reserveCapacity(min(declared ?? buffer.readableBytes, limit)) }
                    body.append(contentsOf: buffer.readableBytesView)
                case .end: return body
                case .head: throw ConnectionLost()
                }
            }
        } catch is StalledBody {
            throw HostRefusal.timeout
        } catch is TooManyBytes {
            throw HostRefusal.tooLarge(limit: limit)
        }
        throw ConnectionLost()
    }
}
