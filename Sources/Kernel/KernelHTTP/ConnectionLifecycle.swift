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

    private let drain: TimeAmount
    private let linger: TimeAmount
    private var watch: IdleWatch
    private let heartbeat: TimeAmount
    private var isInputClosed = false
    private var isStreamingEvents = false
    private var isQuiescing = false
    private var isLastAnswer = false
    private var isDiscarding = false
    private var isLingering = false
    private var timer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var beats: Scheduled<Void>?
    private var hasSentEvent = false

    init(_ bounds: HTTPBounds) {
        watch = IdleWatch(limit: TimeAmount(bounds.idle), now: .now())
        drain = TimeAmount(bounds.drain)
        linger = TimeAmount(bounds.linger)
        heartbeat = TimeAmount(bounds.heartbeat)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        lookAgain(context, in: watch.limit)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        drainTimer?.cancel()
        beats?.cancel()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        // Accepted requests are finished on shutdown; one that comes after its start is not accepted.
        if case .head = part, isQuiescing || isLastAnswer { isDiscarding = true }
        guard !isDiscarding else { return }
        switch part {
        case .head: watch.headArrived(at: .now())
        case .body: watch.bodyArrived(at: .now())
        case .end: watch.requestEnded(at: .now())
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
            drainTimer = context.eventLoop.assumeIsolated().scheduleTask(in: drain) { self.drainEnded(context) }
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
            endEvents()
            watch.answered(at: .now())
            // A shutdown that began within this answer found no head to put a `close` into.
            if isQuiescing, watch.requestsInProgress == 0 { isLastAnswer = true }
            if isLastAnswer { return writeLast(context, data, promise) }
            context.write(data, promise: promise)
        default:
            hasSentEvent = true
            context.write(data, promise: promise)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is EventStreamStarted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        if isInputClosed { return context.close(promise: nil) }
        isStreamingEvents = true
        beatLater(context)
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
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: linger) { context.close(promise: nil) }
    }

    // MARK: Event streams

    /// Comment lines keep proxies from closing a silent stream, and show when the client is gone without a word.
    private func beatLater(_ context: ChannelHandlerContext) {
        beats = context.eventLoop.assumeIsolated().scheduleTask(in: heartbeat) {
            if !self.hasSentEvent, context.channel.isWritable {
                let comment = IOData.byteBuffer(ByteBuffer(string: ":\n\n"))
                context.writeAndFlush(self.wrapOutboundOut(.body(comment)), promise: nil)
            }
            self.hasSentEvent = false
            self.beatLater(context)
        }
    }

    private func endEvents() {
        isStreamingEvents = false
        beats?.cancel()
    }

    // MARK: Idle

    /// One timer that finds out when it fires how long it still has to wait: cheaper than one per request.
    private func lookAgain(_ context: ChannelHandlerContext, in time: TimeAmount) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.timerFired(context) }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        let buffered = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        switch watch.verdict(at: .now(), unsent: buffered ?? 0) {
        case .wait(let time):
            lookAgain(context, in: time)
        case .stalled:
            refuseBody(context)
            lookAgain(context, in: watch.limit)
        case .idle:
            context.close(promise: nil)
        }
    }

    /// The task answers 408, which ends the connection.
    private func refuseBody(_ context: ChannelHandlerContext) {
        isDiscarding = true
        context.fireErrorCaught(StalledBody())
    }

    // MARK: Shutdown

    private func drainEnded(_ context: ChannelHandlerContext) {
        if watch.giveUpBody() { refuseBody(context) }
    }
}
