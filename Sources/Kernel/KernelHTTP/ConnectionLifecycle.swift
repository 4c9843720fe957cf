import Kernel
import NIOCore
import NIOHTTP1

/// When a connection ends: idle, after a last answer, or on shutdown once its accepted requests are answered.
///
/// Sits between the HTTP codec and the connection's task. A last answer is one whose first header is `Connection:
/// close` (``ResponseHead`` puts it there). After it the output is closed and input is thrown away until the client
/// hangs up or the linger time is over: closing at once with unread input would make the system send a reset, and the
/// client could lose the answer.
final class ConnectionLifecycle: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    let connections: OpenConnections
    let metrics: HTTPMetrics
    let drain: TimeAmount
    let heartbeat: TimeAmount
    private let linger: TimeAmount
    var watch: ConnectionWatch
    var isDiscarding = false
    var isStreamingEvents = false
    var hasSentEvent = false
    private var isInputClosed = false
    private var isQuiescing = false
    private var isLastAnswer = false
    private(set) var isLingering = false
    /// `nil` once the connection is over; timers that fire later do nothing.
    private(set) var context: ChannelHandlerContext?

    init(_ bounds: HTTPBounds, bodyLimit: Int, _ connections: OpenConnections, _ metrics: HTTPMetrics) {
        self.connections = connections
        self.metrics = metrics
        watch = ConnectionWatch(ConnectionWatch.Limits(bounds, bodyLimit: bodyLimit), now: .now())
        drain = TimeAmount(bounds.drain)
        linger = TimeAmount(bounds.linger)
        heartbeat = TimeAmount(bounds.heartbeat)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        lookAgain(in: watch.limits.look)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    // MARK: Requests

    /// Bytes have come and are decoded next.
    /// - Returns: whether they may be.
    func bytesArrived(_ count: Int, at now: NIODeadline) -> Bool {
        if isDiscarding { return true }
        if watch.bytesArrived(count, at: now) { return true }
        metrics.cuts.add(1, ConnectionWatch.Cut.bytes.rawValue)
        isDiscarding = true
        return false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        // Accepted requests are finished on shutdown; one that comes after its start is not accepted.
        if case .head = part, isQuiescing || isLastAnswer { isDiscarding = true }
        guard !isDiscarding else { return }
        switch part {
        case .head: watch.headArrived()
        case .body: break
        case .end: watch.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if isLingering { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            if watch.requestsInProgress == 0, !isLingering { return context.close(promise: nil) }
            beginDrain()
        case ChannelEvent.inputClosed:
            isInputClosed = true
            // Whoever listens to events and stops sending has hung up; other clients may still read their answer.
            if isLingering || isStreamingEvents { context.close(promise: nil) }
            context.fireUserInboundEventTriggered(event)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if isQuiescing, watch.requestsInProgress <= 1, !isLast(head) {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
                isLastAnswer = true
            } else {
                isLastAnswer = isLast(head)
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            isStreamingEvents = false
            watch.answered(at: context.eventLoop.now)
            // A shutdown that began within this answer found no head to put a `close` into.
            if isQuiescing, watch.requestsInProgress == 0 { isLastAnswer = true }
            if isLastAnswer { return writeLast(context, data, promise) }
            context.write(data, promise: promise)
        case .body(let bytes):
            hasSentEvent = true
            watch.offers(bytes.readableBytes)
            context.write(data, promise: promise)
        default:
            context.write(data, promise: promise)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is EventStreamStarted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        if isInputClosed { return context.close(promise: nil) }
        isStreamingEvents = true
        beatLater()
    }

    private func isLast(_ head: HTTPResponseHead) -> Bool {
        head.headers.first.map { $0.name == "Connection" && $0.value == "close" } ?? false
    }

    private func writeLast(_ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?) {
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { _ in self.hangUp(context) }
        context.writeAndFlush(data, promise: written)
    }

    private func hangUp(_ context: ChannelHandlerContext) {
        guard !isLingering, context.channel.isActive else { return }
        isLingering = true
        isDiscarding = true
        guard !isInputClosed else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        context.read()
        later(linger) { $1.close(promise: nil) }
    }
}
