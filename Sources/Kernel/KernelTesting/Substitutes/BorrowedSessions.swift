import Kernel
import Synchronization

/// A broken authority: it answers sessions that were never asked for.
package final class BorrowedSessions: SessionAuthority {
    /// How it is broken.
    package enum Fault: Sendable {
        /// Whoever sends a session is taken for somebody of another tenant.
        case otherTenant
        /// Whoever sends none is taken for who signed in first.
        case noToken
    }

    private let base: any SessionAuthority
    private let fault: Fault
    private let known = Mutex<[SessionEntry]>([])

    package init(_ base: any SessionAuthority, _ fault: Fault) {
        self.base = base
        self.fault = fault
    }

    package func authenticate(_ invocation: Invocation) throws(KernelError) -> SessionEntry? {
        let session = try base.authenticate(invocation)
        let known = known.withLock { $0 }
        switch fault {
        case .otherTenant: return session.map { own in known.first { $0.tenant != own.tenant } ?? own }
        case .noToken: return session ?? known.first
        }
    }

    package func isLive(_ session: SessionEntry) throws(KernelError) -> Bool {
        try base.isLive(session)
    }

    package func login(_ request: LoginRequest) async throws(KernelError) -> LoginAnswer {
        let answer = try await base.login(request)
        known.withLock { $0.append(answer.session) }
        return answer
    }

    package func endSession(_ id: RecordID, of identity: RecordID) throws(KernelError) -> Bool {
        try base.endSession(id, of: identity)
    }

    package func sessions(of identity: RecordID) throws(KernelError) -> [SessionEntry] {
        try base.sessions(of: identity)
    }

    package func forgettingCookie(_ invocation: Invocation) -> Outcome.Header? {
        base.forgettingCookie(invocation)
    }

    package func enrol(
        email: String,
        password: String?
    ) async throws(KernelError) -> (identity: IdentityEntry, password: String?) {
        try await base.enrol(email: email, password: password)
    }
}
