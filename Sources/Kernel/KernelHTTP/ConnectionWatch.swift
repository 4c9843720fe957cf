import NIOCore

/// Whom a connection waits for, since when, and when that has been long enough.
///
/// Only a client is ever timed out here: a handler that runs is the server's own matter. What a client owes:
///
///     nothing sent yet, or between two requests    the first byte of a head, within `idle` (`header` on a new connection)
///     a head under way                             its end, within `header` of its first byte
///     a body under way                             its end within `body`, and never less than `rate` after the `grace`
///     an answer not yet taken                      at least `rate` of it in every `stall`
///
/// Times of a head or a body run only while no earlier request of the connection waits for its answer: until then the
/// host itself may have stopped reading. When the host is crowded, what a client owes before a request is whole is due
/// four times as early.
struct ConnectionWatch {
    /// The times and amounts.
    struct Limits: Sendable {
        let idle: TimeAmount
        let header: TimeAmount
        let body: TimeAmount
        let grace: TimeAmount
        /// Bytes a second.
        let rate: Int
        let stall: TimeAmount
        /// Bytes of one request as sent, framing included.
        let bytes: Int

        /// The longest time between two looks: what has begun since the last one is noticed by then.
        var look: TimeAmount { min(.seconds(5), idle, header, min(grace, stall)) }
    }

    /// What is to be done when the timer fires.
    enum Verdict: Equatable {
        /// Look again after this time.
        case wait(TimeAmount)
        /// The head or the body is late: refuse it with 408.
        case refuse(Cut)
        /// End the connection.
        case cut(Cut)
    }

    /// What a connection is ended for; a label of the metrics.
    enum Cut: String, Sendable {
        case idle, header, body, answer, bytes, drain
        /// Too many connections of one address.
        case address
    }

    private enum Incoming {
        case nothing
        case head
        case body
        /// Refused; nothing more is expected.
        case refused
    }

    let limits: Limits
    private(set) var requestsInProgress = 0
    private var incoming = Incoming.nothing
    private var hasAsked = false
    /// When the client began to owe what it owes.
    private var since: NIODeadline
    /// Bytes since then.
    private var received = 0
    /// Bytes of the request under way, framing included.
    private var requestBytes = 0
    /// When the bytes that are being read arrived.
    private var readTime: NIODeadline
    private var offered = 0
    private var slowSince: (time: NIODeadline, taken: Int)?

    init(_ limits: Limits, now: NIODeadline) {
        self.limits = limits
        since = now
        readTime = now
    }

    /// Whether a body is under way.
    var isReadingBody: Bool { incoming == .body }

    // MARK: What the client sends

    /// Bytes have come; they are decoded next.
    /// - Returns: whether the request is still within its bound.
    mutating func bytesArrived(_ count: Int, at now: NIODeadline) -> Bool {
        readTime = now
        requestBytes += count
        if incoming == .nothing {
            incoming = .head
            // A new connection owes its first head from connecting on.
            if hasAsked { restart(at: now) }
        }
        received += count
        return requestBytes <= limits.bytes
    }

    mutating func headArrived() {
        requestsInProgress += 1
        hasAsked = true
        incoming = .body
        restart(at: readTime)
    }

    mutating func requestEnded() {
        incoming = .nothing
        requestBytes = 0
        restart(at: readTime)
    }

    /// Waits no longer for a body that is under way.
    /// - Returns: whether there was one.
    mutating func giveUpBody() -> Bool {
        guard incoming == .body else { return false }
        incoming = .refused
        return true
    }

    // MARK: What the client takes

    /// Bytes of an answer's body were handed over to be sent.
    mutating func offers(_ count: Int) {
        offered += count
    }

    /// An answer was written; also called for a bare one, which answers no request.
    mutating func answered(at now: NIODeadline) {
        requestsInProgress = max(0, requestsInProgress - 1)
        // The client's time for its next request, or for the one that was queued, begins now.
        if incoming != .refused { restart(at: now) }
    }

    private mutating func restart(at now: NIODeadline) {
        since = now
        received = 0
    }

    // MARK: The judgement

    /// - Parameters:
    ///   - now: the time of the check.
    ///   - unsent: bytes of answers that the client has not taken yet.
    ///   - crowded: whether connections are scarce.
    /// - Returns: what is to be done.
    mutating func verdict(at now: NIODeadline, unsent: Int, crowded: Bool) -> Verdict {
        if isTooSlowATaker(unsent, now) { return .cut(.answer) }
        let next = slowSince.map { $0.time + limits.stall - now } ?? limits.look
        if unsent > 0, requestsInProgress == 0, incoming == .nothing {
            // Still reading its last answer: the time for its next request has not begun.
            since = now
            return .wait(min(next, limits.look))
        }
        guard let owed = owed(crowded) else { return .wait(min(next, limits.look)) }
        if now < owed.until { return .wait(min(owed.until - now, next, limits.look)) }
        guard incoming == .head || incoming == .body else { return .cut(owed.cut) }
        incoming = .refused
        return .refuse(owed.cut)
    }

    /// What the client owes and until when; `nil` while it is the server's turn.
    private func owed(_ crowded: Bool) -> (cut: Cut, until: NIODeadline)? {
        func due(_ time: TimeAmount) -> TimeAmount { crowded ? .nanoseconds(time.nanoseconds / 4) : time }
        switch (incoming, requestsInProgress) {
        case (.nothing, 0) where hasAsked: return (.idle, since + due(limits.idle))
        case (.nothing, 0): return (.header, since + due(limits.header))
        case (.head, 0): return (.header, since + due(limits.header))
        case (.body, 1):
            let earned = TimeAmount.milliseconds(Int64(received) * 1_000 / Int64(limits.rate))
            return (.body, since + min(limits.body, due(limits.grace) + earned))
        default: return nil
        }
    }

    private mutating func isTooSlowATaker(_ unsent: Int, _ now: NIODeadline) -> Bool {
        guard unsent > 0 else {
            slowSince = nil
            return false
        }
        let taken = offered - unsent
        guard let begun = slowSince else {
            slowSince = (now, taken)
            return false
        }
        let time = now - begun.time
        guard time >= limits.stall else { return false }
        slowSince = (now, taken)
        return Int64(taken - begun.taken) * 1_000 < time.nanoseconds / 1_000_000 * Int64(limits.rate)
    }
}
