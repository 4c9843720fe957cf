import Foundation

/// A connection to a Unix socket with a deadline on everything; closed when it goes out of scope.
struct UnixStream: ~Copyable {
    private let descriptor: Int32

    /// Connects.
    /// - Throws: `noServer` when nothing listens there, `refused` otherwise.
    static func connected(to path: String, deadline: ContinuousClock.Instant) throws(OperatorClientError) -> UnixStream
    {
        guard path.utf8.count <= SocketPlace.pathLimit else {
            throw .refused(reason: "the socket path is longer than \(SocketPlace.pathLimit) bytes")
        }
        let stream = UnixStream(descriptor: try open())
        while connect(stream.descriptor, path) != 0 {
            switch errno {
            case EINTR: continue
            // The server's backlog is full: a Unix socket cannot be waited for, only asked again.
            case EAGAIN where ContinuousClock.now < deadline: _ = poll(nil, 0, 10)
            case EAGAIN: throw .timedOut
            case ENOENT, ECONNREFUSED, ENOTSOCK: throw .noServer(path: path)
            default: throw .refused(reason: SystemFault.text(of: errno))
            }
        }
        return stream
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        _ = Foundation.close(descriptor)
    }

    /// Sends everything, or as much as the server takes: one that answers early need not read the rest.
    borrowing func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) throws(OperatorClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.send(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Self.noSignal)
            }
            if count >= 0 {
                sent += count
            } else if errno == EPIPE || errno == ECONNRESET {
                return
            } else {
                try wait(for: Int16(POLLOUT), deadline)
            }
        }
    }

    /// Receives until the server closes.
    borrowing func readToEnd(limit: Int, deadline: ContinuousClock.Instant) throws(OperatorClientError) -> [UInt8] {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count == 0 || (count < 0 && errno == ECONNRESET) { return received }
            if count < 0 {
                try wait(for: Int16(POLLIN), deadline)
            } else {
                received += chunk[..<count]
                guard received.count <= limit else { throw .brokenAnswer(reason: "it is longer than \(limit) bytes") }
            }
        }
    }

    /// Waits after a call that would have blocked; other failures end here.
    private borrowing func wait(for event: Int16, _ deadline: ContinuousClock.Instant) throws(OperatorClientError) {
        guard errno == EAGAIN || errno == EINTR else { throw .refused(reason: SystemFault.text(of: errno)) }
        let left = ContinuousClock.now.duration(to: deadline)
        let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { throw .timedOut }
        var entry = pollfd(fd: descriptor, events: event, revents: 0)
        _ = poll(&entry, 1, Int32(clamping: milliseconds))
    }

    private static var noSignal: Int32 {
        #if canImport(Glibc)
        Int32(MSG_NOSIGNAL)
        #else
        0
        #endif
    }

    /// A socket that does not block and that no child process inherits.
    private static func open() throws(OperatorClientError) -> Int32 {
        #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw .refused(reason: SystemFault.text(of: errno)) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return descriptor
    }

    private static func connect(_ descriptor: Int32, _ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Foundation.connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
