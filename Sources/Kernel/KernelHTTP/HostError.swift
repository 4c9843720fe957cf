import Kernel

/// Why the host cannot start.
package enum HostError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address cannot be listened on: taken, not of this machine, or not permitted.
    case cannotListen(address: String, reason: String)
    /// A trusted proxy is neither an address nor a network.
    case notAnAddress(String)
    /// A certificate or a key cannot be used.
    case tls(file: String, reason: String)
    /// The path of a Unix socket is longer than the system takes.
    case socketPathTooLong(path: String, limit: Int)
    /// Something stands where the Unix socket belongs and may not be replaced.
    case socketTaken(path: String, reason: String)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .cannotListen(let address, let reason):
            "Cannot listen on \(address): \(reason)."
        case .notAnAddress(let text):
            "\"\(text)\" is neither an IP address nor a network such as 10.0.0.0/8."
        case .tls(let file, let reason):
            "Cannot use \(file) for TLS: \(reason)."
        case .socketPathTooLong(let path, let limit):
            "The socket path \(path) is too long: \(path.utf8.count) bytes, the system takes \(limit). "
                + "Use a shorter data folder."
        case .socketTaken(let path, let reason):
            "Cannot make the socket \(path): \(reason)."
        }
    }
}

/// Why the host refuses a request by itself.
///
/// The connection ends with the answer, since the rest of the request is unread.
struct HostRefusal: Error {
    let error: KernelError

    static func malformed(_ detail: String) -> HostRefusal {
        HostRefusal(error: KernelError(.malformed, detail))
    }

    static func tooLarge(limit: Int) -> HostRefusal {
        HostRefusal(error: KernelError(.tooLarge, "The body is larger than \(limit) bytes."))
    }

    static let timeout = HostRefusal(error: KernelError(.timeout, "The body did not arrive in time."))
}

/// A body stopped arriving; fired by the connection's timer, answered with 408.
struct StalledBody: Error {}

/// A head did not arrive in time; answered with a bare 408.
struct LateHead: Error {}

/// A request has more bytes than its body and its framing may have.
struct TooManyBytes: Error {}

/// The connection ended in the middle of a request; nobody is left to answer.
struct ConnectionLost: Error {}
