import Kernel
import Logging
import Synchronization

/// The sessions of all tenants: opaque tokens, found by their hash.
///
/// A session ends by being ended, by standing idle, or at its absolute end, whichever comes first. Every request asks
/// for one, so those in use are kept in memory; every end goes through here and is in force for the next request.
/// When a session was used last is written once a minute at most, and never on the request's own thread.
package final class Sessions: Sendable {
    /// Takes a piece of work to do elsewhere; `false` when it cannot.
    package typealias Background = @Sendable (_ work: @escaping @Sendable () -> Void) -> Bool

    /// How long sessions live.
    package struct Policy: Hashable, Sendable {
        /// Milliseconds without a request after which a session is over.
        package var idle: Int64 = 30 * 60_000
        /// Milliseconds after which it is over in any case.
        package var absolute: Int64 = 12 * 3_600_000
        /// Milliseconds between two notes of its use.
        package var touchInterval: Int64 = 60_000
        /// Sessions kept in memory.
        package var cached = 20_000

        package init() {}
    }

    private struct State {
        var cache: BoundedCache<[UInt8], SessionEntry>
        /// Grows with every end.
        ///
        /// What was read from the store under an older one may have ended meanwhile.
        var ends = 0
        var nextSweep = Int64.min
    }

    private static let sweepInterval: Int64 = 3_600_000

    package let policy: Policy
    private let control: any ControlStore
    private let clock: any WallClock
    private let random: any RandomSource
    private let ids: IDGenerator
    private let logger: Logger
    private let background: Background
    private let state: Mutex<State>

    package init(
        control: any ControlStore,
        clock: any WallClock,
        random: any RandomSource,
        logger: Logger = Logger(label: "kernel.identity"),
        policy: Policy = Policy(),
        background: @escaping Background
    ) {
        self.control = control
        self.clock = clock
        self.random = random
        self.logger = logger
        self.policy = policy
        self.background = background
        ids = IDGenerator(clock: clock, random: random)
        state = Mutex(State(cache: BoundedCache(capacity: policy.cached)))
    }

    /// Opens a session.
    ///
    /// The token is told here and never again.
    /// - Throws: `unavailable` when the control database fails.
    package func create(
        identity: RecordID,
        tenant: TenantID,
        space: Space,
        userAgent: String
    ) throws(KernelError) -> (token: String, session: SessionEntry) {
        let now = clock.now()
        sweep(now)
        let (token, hash) = SessionToken.make(random)
        let session = SessionEntry(
            id: ids.next(),
            tokenHash: hash,
            identity: identity,
            tenant: tenant,
            space: space,
            createdAt: now,
            lastSeen: now,
            expiresAt: now + policy.absolute,
            userAgent: userAgent
        )
        try ControlFault.mapped { try control.insertSession(session) }
        return (token, session)
    }

    /// The live session of a token; `nil` for every other text.
    /// - Throws: `unavailable` when the control database fails: the token was not refused.
    package func authenticate(_ token: String) throws(KernelError) -> SessionEntry? {
        guard let hash = SessionToken.hash(token) else { return nil }
        let now = clock.now()
        let (cached, ends) = state.withLock { ($0.cache[hash], $0.ends) }
        if let cached { return isLive(cached, now) ? used(cached, now) : nil }
        guard let stored = try ControlFault.mapped({ try control.session(tokenHash: hash) }), isLive(stored, now) else {
            return nil
        }
        state.withLock { if $0.ends == ends { $0.cache[hash] = stored } }
        return used(stored, now)
    }

    /// Whether a session lives; asking is no use of it.
    package func isLive(_ session: SessionEntry) throws(KernelError) -> Bool {
        let now = clock.now()
        if let cached = state.withLock({ $0.cache[session.tokenHash] }) { return isLive(cached, now) }
        let stored = try ControlFault.mapped { try control.session(tokenHash: session.tokenHash) }
        return stored.map { isLive($0, now) } ?? false
    }

    /// Live sessions of an identity, newest first.
    package func list(of identity: RecordID) throws(KernelError) -> [SessionEntry] {
        let now = clock.now()
        return try ControlFault.mapped { try control.sessions(of: identity) }.filter { isLive($0, now) }
    }

    /// Ends one session of an identity; `false` when it has no such session.
    package func end(_ id: RecordID, of identity: RecordID) throws(KernelError) -> Bool {
        let all = try ControlFault.mapped { try control.sessions(of: identity) }
        guard let session = all.first(where: { $0.id == id }) else { return false }
        return try end(session)
    }

    /// Ends a session, such as the one that logs out; `false` when it was over already.
    @discardableResult
    package func end(_ session: SessionEntry) throws(KernelError) -> Bool {
        let ended = try ControlFault.mapped { try control.deleteSession(session.id) }
        // After the store: who reads it from now on finds nothing, and who read before does not cache what was found.
        state.withLock { state in
            state.ends += 1
            state.cache[session.tokenHash] = nil
        }
        return ended
    }

    /// Ends every session of an identity, or those in one tenant: after a password was replaced, a member disabled.
    package func endAll(of identity: RecordID, in tenant: TenantID? = nil) throws(KernelError) {
        let all = try ControlFault.mapped { try control.sessions(of: identity) }
        for session in all where tenant == nil || session.tenant == tenant {
            try end(session)
        }
    }

    private func isLive(_ session: SessionEntry, _ now: Int64) -> Bool {
        now < session.expiresAt && now - session.lastSeen < policy.idle
    }

    /// Notes the use of a session, once in each interval.
    private func used(_ session: SessionEntry, _ now: Int64) -> SessionEntry {
        guard now - session.lastSeen >= policy.touchInterval else { return session }
        let touched = session.seen(at: now)
        let isFirst = state.withLock { state in
            guard let cached = state.cache[session.tokenHash], cached.lastSeen == session.lastSeen else { return false }
            state.cache[session.tokenHash] = touched
            return true
        }
        guard isFirst else { return touched }
        let accepted = background { [control, logger] in
            do {
                try control.touchSession(session.id, lastSeen: now)
            } catch {
                logger.warning("Use of a session was not noted", metadata: ["cause": "\(type(of: error))"])
            }
        }
        if !accepted { logger.debug("Use of a session was not noted", metadata: ["cause": "queue full"]) }
        return touched
    }

    /// Removes what is past its absolute end, once an hour, when somebody signs in.
    private func sweep(_ now: Int64) {
        let isDue = state.withLock { state in
            guard now >= state.nextSweep else { return false }
            state.nextSweep = now + Self.sweepInterval
            return true
        }
        guard isDue else { return }
        let accepted = background { [control, logger] in
            do {
                try control.deleteExpiredSessions(now: now)
            } catch {
                logger.warning("Expired sessions were not removed", metadata: ["cause": "\(type(of: error))"])
            }
        }
        if !accepted { state.withLock { $0.nextSweep = now } }
    }
}

extension SessionEntry {
    /// The same session, used at another time.
    fileprivate func seen(at now: Int64) -> SessionEntry {
        SessionEntry(
            id: id,
            tokenHash: tokenHash,
            identity: identity,
            tenant: tenant,
            space: space,
            createdAt: createdAt,
            lastSeen: now,
            expiresAt: expiresAt,
            userAgent: userAgent
        )
    }
}
