import NIOCore

/// Whom a connection waits for, and for how long already.
struct IdleWatch {
    /// What is to be done when the timer fires.
    enum Verdict: Equatable {
        /// Look again after this time.
        case wait(TimeAmount)
        /// A body has stopped arriving.
        case stalled
        /// No request has come.
        case idle
    }

    let limit: TimeAmount
    private(set) var requestsInProgress = 0
    private var isReadingBody = false
    private var lastActivity: NIODeadline
    private var lastUnsent = Int.max

    init(limit: TimeAmount, now: NIODeadline) {
        self.limit = limit
        lastActivity = now
    }

    mutating func headArrived(at now: NIODeadline) {
        lastActivity = now
        requestsInProgress += 1
        isReadingBody = true
    }

    mutating func bodyArrived(at now: NIODeadline) {
        lastActivity = now
    }

    mutating func requestEnded(at now: NIODeadline) {
        lastActivity = now
        isReadingBody = false
    }

    /// Also called for the bare 400, which answers no request.
    mutating func answered(at now: NIODeadline) {
        lastActivity = now
        requestsInProgress = max(0, requestsInProgress - 1)
    }

    /// Waits no longer for a body that is under way.
    /// - Returns: whether there was one.
    mutating func giveUpBody() -> Bool {
        defer { isReadingBody = false }
        return isReadingBody
    }

    /// Only a client is ever timed out here: a handler that runs is the server's own matter.
    ///
    /// A stalled body is told once; its request is then one that waits for its answer. An answer that the client still
    /// takes, however slowly, is waited for too.
    /// - Parameters:
    ///   - now: the time of the check.
    ///   - unsent: bytes of answers that the system has not taken yet.
    /// - Returns: what is to be done.
    mutating func verdict(at now: NIODeadline, unsent: Int) -> Verdict {
        let deadline = lastActivity + limit
        let isTaking = unsent > 0 && unsent < lastUnsent
        lastUnsent = now < deadline ? .max : unsent
        if now < deadline { return .wait(deadline - now) }
        if giveUpBody() { return .stalled }
        return requestsInProgress == 0 && !isTaking ? .idle : .wait(limit)
    }
}
