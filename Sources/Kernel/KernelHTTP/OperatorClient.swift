import Kernel

/// Why the operator's socket gave no answer.
package enum OperatorClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No server listens there: no socket, or one that a dead server left.
    case noServer(path: String)
    /// The server or the system does not let this caller in.
    case refused(reason: String)
    /// What came back is not an answer of this server.
    case brokenAnswer(reason: String)
    /// No whole answer within the time given. Whether the server has done what was asked is not known.
    case timedOut

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .noServer(let path): "No server listens on \(path)."
        case .refused(let reason): "The server cannot be reached: \(reason)."
        case .brokenAnswer(let reason): "The server's answer is broken: \(reason)."
        case .timedOut: "The server has not answered in time; whether it has done what was asked is not known."
        }
    }
}

/// Sends invocations to a running server through its Unix socket, one connection each.
///
/// Calls are synchronous and meant for the CLI, a process that does one thing; a server must not use them.
package struct OperatorClient: Sendable {
    private let path: String
    private let timeout: Duration
    private let answerLimit: Int

    /// A client of the socket at a path.
    /// - Parameters:
    ///   - socketPath: the socket.
    ///   - timeout: for connecting, sending and the whole answer together.
    ///   - answerLimit: bytes of an answer; more is a broken one.
    package init(socketPath: String, timeout: Duration = .seconds(120), answerLimit: Int = 1 << 30) {
        path = socketPath
        self.timeout = timeout
        self.answerLimit = answerLimit
    }

    /// Whether a server listens there.
    /// - Throws: ``OperatorClientError/refused(reason:)`` when that cannot be found out.
    package func serverListens() throws(OperatorClientError) -> Bool {
        do {
            _ = try UnixStream.connected(to: path, deadline: .now.advanced(by: timeout))
            return true
        } catch .noServer {
            return false
        } catch {
            throw error
        }
    }

    /// Sends one invocation and waits for its outcome.
    package func send(_ invocation: Invocation) throws(OperatorClientError) -> Outcome {
        let request = try OperatorRequest.bytes(invocation)
        let deadline = ContinuousClock.now.advanced(by: timeout)
        let stream = try UnixStream.connected(to: path, deadline: deadline)
        try stream.write(request, deadline: deadline)
        let answer = try stream.readToEnd(limit: answerLimit, deadline: deadline)
        return try OperatorAnswer.parse(answer, hasBody: invocation.method != "HEAD")
    }
}
