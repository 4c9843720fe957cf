import Kernel
import NIOCore
import NIOHTTP1

extension ConnectionLifecycle {
    /// Runs something later, if the connection is still there then.
    ///
    /// Timers are never cancelled: that would search all timers of the event loop, and the end of thousands of
    /// connections at once would hold up all others for seconds. What is left behind is one small task each.
    func later(
        _ time: TimeAmount,
        _ body: @escaping (ConnectionLifecycle, ChannelHandlerContext) -> Void
    ) {
        context?.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            guard let self, let context = self.context else { return }
            body(self, context)
        }
    }

    // MARK: What the client owes

    /// One timer that finds out when it fires how long it still has to wait: cheaper than one per request.
    func lookAgain(in time: TimeAmount) {
        later(time) { $0.timerFired($1) }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        guard !isLingering else { return }
        let unsent = ClientSocket.unsentBytes(context.channel)
        switch watch.verdict(at: context.eventLoop.now, unsent: unsent, crowded: connections.isCrowded) {
        case .wait(let time): lookAgain(in: time)
        case .refuse(let cut):
            refuse(context, cut)
            lookAgain(in: watch.limits.look)
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
    func beatLater() {
        later(heartbeat) { lifecycle, context in
            guard lifecycle.isStreamingEvents else { return }
            if !lifecycle.hasSentEvent, context.channel.isWritable {
                let comment = IOData.byteBuffer(ByteBuffer(string: ":\n\n"))
                context.writeAndFlush(lifecycle.wrapOutboundOut(.body(comment)), promise: nil)
            }
            lifecycle.hasSentEvent = false
            lifecycle.beatLater()
        }
    }

    // MARK: Shutdown

    /// First a body that is under way is given up; after half as long again the client's time to read is over too.
    func beginDrain() {
        later(drain) { lifecycle, context in
            if lifecycle.watch.giveUpBody() { lifecycle.refuse(context, .drain) }
            let rest = TimeAmount.nanoseconds(lifecycle.drain.nanoseconds / 2)
            lifecycle.later(rest) { $0.endDrain($1) }
        }
    }

    private func endDrain(_ context: ChannelHandlerContext) {
        if watch.requestsInProgress == 0 || ClientSocket.unsentBytes(context.channel) > 0 { abort(context, .drain) }
    }
}
