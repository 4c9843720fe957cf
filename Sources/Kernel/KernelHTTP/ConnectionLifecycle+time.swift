import Kernel
import NIOCore
import NIOHTTP1

extension ConnectionLifecycle {
    // MARK: What the client owes

    /// One timer that finds out when it fires how long it still has to wait: cheaper than one per request.
    func lookAgain(_ context: ChannelHandlerContext, in time: TimeAmount) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.timerFired(context) }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        let unsent = ClientSocket.unsentBytes(context.channel)
        switch watch.verdict(at: context.eventLoop.now, unsent: unsent, crowded: connections.isCrowded) {
        case .wait(let time): lookAgain(context, in: time)
        case .refuse(let cut):
            refuse(context, cut)
            lookAgain(context, in: watch.limits.look)
        case .cut(.idle):
            context.close(promise: nil)
        case .cut(.header):
            metrics.cuts.add(1, ConnectionWatch.Cut.header.rawValue)
            context.close(promise: nil)
        case .cut(let cut):
            abort(context, cut)
        }
    }

    /// The task answers 408, which ends the connection.
    private func refuse(_ context: ChannelHandlerContext, _ cut: ConnectionWatch.Cut) {
        metrics.cuts.add(1, cut.rawValue)
        isDiscarding = true
        context.fireErrorCaught(cut == .header ? LateHead() : StalledBody())
    }

    /// Ends the connection with a reset.
    private func abort(_ context: ChannelHandlerContext, _ cut: ConnectionWatch.Cut) {
        metrics.cuts.add(1, cut.rawValue)
        ClientSocket.resetWhenClosed(context.channel)
        context.close(promise: nil)
    }

    // MARK: Event streams

    /// Comment lines keep proxies from closing a silent stream, and show when the client is gone without a word.
    func beatLater(_ context: ChannelHandlerContext) {
        beats = context.eventLoop.assumeIsolated().scheduleTask(in: heartbeat) {
            if !self.hasSentEvent, context.channel.isWritable {
                let comment = IOData.byteBuffer(ByteBuffer(string: ":\n\n"))
                context.writeAndFlush(self.wrapOutboundOut(.body(comment)), promise: nil)
            }
            self.hasSentEvent = false
            self.beatLater(context)
        }
    }

    func endEvents() {
        isStreamingEvents = false
        beats?.cancel()
    }

    // MARK: Shutdown

    /// First a body that is under way is given up; after half as long again the client's time to read is over too.
    func beginDrain(_ context: ChannelHandlerContext) {
        drainTimer = context.eventLoop.assumeIsolated().scheduleTask(in: drain) {
            if self.watch.giveUpBody() { self.refuse(context, .drain) }
            let rest = TimeAmount.nanoseconds(self.drain.nanoseconds / 2)
            self.drainTimer = context.eventLoop.assumeIsolated().scheduleTask(in: rest) { self.endDrain(context) }
        }
    }

    private func endDrain(_ context: ChannelHandlerContext) {
        if watch.requestsInProgress == 0 || ClientSocket.unsentBytes(context.channel) > 0 { abort(context, .drain) }
    }
}
