import Kernel
import KernelCrypto
import Logging

/// Who is asking: identities, login, sessions and their cookies, put together.
///
/// One for each server. It implements the pipeline's port `SessionAuthority`; see `Identity+authority.swift`.
package final class Identity: Sendable {
    /// The people who can sign in.
    package let identities: Identities
    let login: Login
    let sessions: Sessions
    let cookies: CookieReader
    private let passwords: PasswordQueue
    private let notes: WorkThreads

    package init(
        control: any ControlStore,
        clock: any WallClock,
        random: any RandomSource,
        memberships: any MembershipDirectory,
        logger: Logger = Logger(label: "kernel.identity"),
        configuration: IdentityConfiguration
    ) {
        let threads = WorkThreads(name: "password", count: configuration.threads, waiting: configuration.waiting)
        let notes = WorkThreads(name: "session", count: 1, waiting: 1_000)
        self.notes = notes
        passwords = PasswordQueue(parameters: configuration.parameters, random: random, threads: threads)
        cookies = CookieReader(insecure: configuration.insecureCookies)
        identities = Identities(control: control, clock: clock, random: random, passwords: passwords)
        sessions = Sessions(
            control: control,
            clock: clock,
            random: random,
            logger: logger,
            policy: configuration.sessions,
            background: { work in
                // Both refusals mean the same here: a use is not noted this minute.
                do { try notes.submit(work) } catch { return false }
                return true
            }
        )
        login = Login(
            control: control,
            identities: identities,
            sessions: sessions,
            limiter: LoginLimiter(clock: clock, policy: configuration.limits),
            memberships: memberships,
            logger: logger
        )
    }

    /// Replaces a password and ends all sessions of the identity.
    ///
    /// Without a password, a one-time password is made and returned.
    /// - Throws: `notFound`; `invalid` with a finding on `password`; `rateLimited`; `unavailable`.
    package func replacePassword(of id: RecordID, with password: String?) async throws(KernelError) -> String? {
        let made = try await identities.replacePassword(of: id, with: password)
        try sessions.endAll(of: id)
        return made
    }

    /// Ends all sessions of an identity, or those in one tenant, such as when a member is disabled.
    package func endSessions(of identity: RecordID, in tenant: TenantID? = nil) throws(KernelError) {
        try sessions.endAll(of: identity, in: tenant)
    }

    /// Finishes what was begun and ends the threads; logins after it are refused with 503.
    package func shutdown() async {
        await passwords.shutdown()
        await notes.shutdown()
    }
}
