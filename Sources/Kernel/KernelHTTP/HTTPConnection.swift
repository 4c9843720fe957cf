import HummingbirdCore
import Kernel
import Logging
import NIOCore
import NIOHTTP1

/// HTTP/1.1 on one accepted connection: the pipeline, and the task that answers its requests one after the other.
///
/// The pipeline is built here and not taken from Hummingbird, since the host needs what that one hides: the target as
/// sent, a repeated Host, the version, and whether a body was whole. Accepting, bounds on connections and the order to
/// finish on shutdown stay Hummingbird's.
struct HTTPConnection: ServerChildChannel {
    typealias Value = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    let exchange: Exchange
    let bounds: HTTPBounds
    let proxies: TrustedProxies

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let connections = exchange.metrics.connections
        connections.add(1)
        channel.closeFuture.whenComplete { _ in connections.add(-1) }
        return channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = bounds.headerField
            limits.maxHeaderListSize = bounds.headerList
            limits.maxHeaderFieldCount = bounds.headerCount
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: limits
            )
            try channel.pipeline.syncOperations.addHandler(
                ConnectionLifecycle(bounds)
            )
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    @concurrent
    func handle(value: Value, logger: Logger) async {
        let channel = value.channel
        await withTaskCancellationHandler {
            do {
                try await value.executeThenClose { inbound, outbound in
                    await answerAll(inbound, outbound, channel)
                    // Returning closes at once; ConnectionLifecycle closes when the client has read the last answer.
                    outbound.finish()
                    try await channel.closeFuture.get()
                }
            } catch {
                logger.debug("connection lost", metadata: ["cause": .string("\(error)")])
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    @concurrent
    private func answerAll(
        _ inbound: NIOAsyncChannelInboundStream<HTTPServerRequestPart>,
        _ outbound: Exchange.Answers,
        _ channel: any Channel
    ) async {
        let peer = ConnectionPeer(channel.remoteAddress, proxies: proxies)
        var parts = inbound.makeAsyncIterator()
        do {
            while case .head(let head)? = try await parts.next() {
                guard try await exchange.answer(head, &parts, outbound, peer, channel) else { return }
            }
        } catch is HTTPParserError {
            exchange.metrics.unreadable.add()
            let headers: HTTPHeaders = ["Connection": "close", "Content-Length": "0"]
            let bare = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
            // The client may be gone already, and then there is nobody to tell.
            try? await outbound.write(contentsOf: [.head(bare), .end(nil)])
        } catch {
            // The client hung up in the middle: an event of the network, not of this program.
            channel.close(promise: nil)
        }
    }
}
