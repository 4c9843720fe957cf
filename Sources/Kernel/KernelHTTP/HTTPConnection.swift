import HummingbirdCore
import Kernel
import Logging
import NIOCore
import NIOHTTP1

/// HTTP/1.1 on one accepted connection: the pipeline, and the task that answers its requests one after the other.
///
/// The pipeline is built here and not taken from Hummingbird, since the host needs what that one hides: the target as
/// sent, a repeated Host, the version, whether a body was whole, and when each byte came. Accepting, the bound on all
/// connections and the order to finish on shutdown stay Hummingbird's.
struct HTTPConnection: ServerChildChannel {
    /// A connection and who is at its other end.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let peer: ConnectionPeer
        /// `nil` when its address has too many already.
        let requests: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>?
    }

    let exchange: Exchange
    let bounds: HTTPBounds
    let proxies: TrustedProxies
    let connections: OpenConnections
    let certificate: TLSCertificate?

    init(exchange: Exchange, bounds: HTTPBounds, proxies: TrustedProxies, certificate: TLSCertificate? = nil) {
        self.certificate = certificate
        self.exchange = exchange
        self.bounds = bounds
        self.proxies = proxies
        connections = OpenConnections(
            limit: bounds.possibleConnections,
            limitPerAddress: bounds.connectionsPerAddress,
            proxies: proxies,
            countsLoopback: bounds.countsLoopback
        )
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let open = exchange.metrics.connections
        let connections = connections
        let peer = ConnectionPeer(channel.remoteAddress, proxies: proxies)
        open.add(1)
        let isWelcome = connections.began(peer.address)
        channel.closeFuture.whenComplete { _ in
            open.add(-1)
            connections.ended(peer.address)
        }
        return channel.eventLoop.makeCompletedFuture {
            Value(channel: channel, peer: peer, requests: isWelcome ? try pipeline(channel) : nil)
        }
    }

    private func pipeline(
        _ channel: any Channel
    ) throws -> NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart> {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = bounds.headerField
        limits.maxHeaderListSize = bounds.headerList
        limits.maxHeaderFieldCount = bounds.headerCount
        let lifecycle = ConnectionLifecycle(bounds, bodyLimit: exchange.bodyLimit, connections, exchange.metrics)
        // First, so that only what a request is made of counts as its bytes.
        if let certificate { try channel.pipeline.syncOperations.addHandler(TLSHandler(certificate.current)) }
        try channel.pipeline.syncOperations.addHandler(ByteWatch(lifecycle))
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: false,
            withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: limits
        )
        try channel.pipeline.syncOperations.addHandler(lifecycle)
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true)
        )
    }

    @concurrent
    func handle(value: Value, logger: Logger) async {
        let channel = value.channel
        guard let requests = value.requests else {
            // Not in `setup`, where a failed connection would end the whole listener.
            exchange.metrics.cuts.add(1, ConnectionWatch.Cut.address.rawValue)
            return channel.close(promise: nil)
        }
        await withTaskCancellationHandler {
            do {
                try await requests.executeThenClose { inbound, outbound in
                    await withTaskExecutorPreference(EventLoopExecutor(channel.eventLoop)) {
                        await answerAll(inbound, outbound, value)
                    }
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
        _ value: Value
    ) async {
        var parts = inbound.makeAsyncIterator()
        do {
            while case .head(let head)? = try await parts.next() {
                guard try await exchange.answer(head, &parts, outbound, value.peer, value.channel) else { return }
            }
        } catch is LateHead {
            await answerBare(.requestTimeout, outbound)
        } catch is HTTPParserError {
            await answerBare(.badRequest, outbound)
        } catch is TooManyBytes {
            await answerBare(.badRequest, outbound)
        } catch {
            // The client hung up in the middle: an event of the network, not of this program.
            value.channel.close(promise: nil)
        }
    }

    /// Answers what is no request: no body, no headers of this product, and the end.
    @concurrent
    private func answerBare(_ status: HTTPResponseStatus, _ outbound: Exchange.Answers) async {
        if status == .badRequest { exchange.metrics.unreadable.add() }
        let headers: HTTPHeaders = ["Connection": "close", "Content-Length": "0"]
        let bare = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        // The client may be gone already, and then there is nobody to tell.
        try? await outbound.write(contentsOf: [.head(bare), .end(nil)])
    }
}
