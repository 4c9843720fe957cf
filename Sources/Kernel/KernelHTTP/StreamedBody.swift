import Kernel
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization

/// Sends a body that is made while it is sent, and notices when it has to end early.
struct StreamedBody: Sendable {
    /// How a stream ended.
    enum End: String, Sendable {
        /// The producer has sent all.
        case whole
        /// The server shuts down.
        case stopped
        /// The client has hung up.
        case gone
        /// The producer threw.
        case failed
    }

    /// Bytes that may be on their way to the connection's thread: whether the client takes more is known there only, and a
    /// thread that is kept from running would otherwise be handed a whole export.
    private static let ahead = 262_144

    let stream: OutcomeStream
    let answers: Exchange.Answers
    let channel: any Channel

    /// Runs the producer to the stream's end.
    /// - Returns: how it ended, and why it failed. After `gone` and `failed` the connection is of no more use.
    func run() async -> (end: End, cause: String?) {
        let (signal, tell) = AsyncStream.makeStream(of: End.self, bufferingPolicy: .bufferingOldest(1))
        channel.closeFuture.whenComplete { _ in tell.yield(.gone) }
        return await withGracefulShutdownHandler {
            await produce(until: signal)
        } onGracefulShutdown: {
            if stream.isEndless { tell.yield(.stopped) }
        }
    }

    private func produce(until signal: AsyncStream<End>) async -> (end: End, cause: String?) {
        await withTaskGroup(of: (End, String?).self) { group in
            group.addTask { await produced() }
            group.addTask { (await signal.first { _ in true } ?? .whole, nil) }
            let first = await group.next() ?? (.whole, nil)
            group.cancelAll()
            // The other one ends too before anybody goes on: a producer never outlives its answer.
            await group.waitForAll()
            return first
        }
    }

    private func produced() async -> (End, String?) {
        let unseen = Mutex(0)
        do {
            try await stream.produce { bytes in
                guard !bytes.isEmpty else { return }
                try await answers.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
                let isMuch = unseen.withLock { unseen in
                    unseen += bytes.count
                    guard unseen >= Self.ahead else { return false }
                    unseen = 0
                    return true
                }
                if isMuch { try await channel.eventLoop.submit {}.get() }
            }
            return (.whole, nil)
        } catch {
            // Nobody takes the bytes: the client has gone, or this is cancelled since it is known that it must end.
            if Task.isCancelled || !channel.isActive || error is ChannelError { return (.gone, nil) }
            return (.failed, "\(type(of: error)): \(error)")
        }
    }
}

/// Tells the connection that its answer is an event stream from now on.
struct EventStreamStarted: Sendable {}
