import Glibc
import NIOCore

/// What NIO does not tell or do about a connection's socket; both are nothing on a channel without one.
enum ClientSocket {
    /// Bytes of answers that the client has not taken yet: those that wait in this process, and those in the system's
    /// queue.
    ///
    /// The second part matters as much: a small answer fits into the system's queue whole, where a client that reads one
    /// byte a second keeps it for as long as it likes.
    static func unsentBytes(_ channel: any Channel) -> Int {
        // A channel that cannot say has nothing to wait for.
        let buffered = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        var queued: Int32 = 0
        let code = withSocket(channel) { ioctl($0, UInt(TIOCOUTQ), &queued) }
        return buffered + (code == 0 ? Int(queued) : 0)
    }

    /// Lets the next close send a reset and drop what is unsent.
    ///
    /// Whoever does not read would never see an orderly end, and the system would keep the unread bytes for it.
    static func resetWhenClosed(_ channel: any Channel) {
        var now = linger(l_onoff: 1, l_linger: 0)
        // Where it cannot be set the end is an orderly one.
        _ = withSocket(channel) {
            setsockopt($0, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
    }

    private static func withSocket(_ channel: any Channel, _ body: (CInt) -> CInt) -> CInt? {
        try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self, body)
    }
}
