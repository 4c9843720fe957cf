import Kernel
import Logging

/// Signing in by e-mail and password.
///
/// Every refusal is the same 401 after the same work: an e-mail that nobody has is verified against a decoy; a member
/// who is not active, a tenant that is suspended and one that the identity does not belong to are told apart in the
/// log only. What lies behind a right password (the list of tenants) is answered after the password was verified.
package struct Login: Sendable {
    private let control: any ControlStore
    private let passwords: PasswordQueue
    private let identities: Identities
    private let sessions: Sessions
    private let limiter: LoginLimiter
    private let memberships: any MembershipDirectory
    private let logger: Logger

    package init(
        control: any ControlStore,
        identities: Identities,
        sessions: Sessions,
        limiter: LoginLimiter,
        memberships: any MembershipDirectory,
        logger: Logger = Logger(label: "kernel.identity")
    ) {
        self.control = control
        self.identities = identities
        self.sessions = sessions
        self.limiter = limiter
        self.memberships = memberships
        self.logger = logger
        passwords = identities.passwords
    }

    /// Verifies the password and opens a session.
    /// - Parameters:
    ///   - email: as typed.
    ///   - password: exactly as typed.
    ///   - tenant: the tenant to sign in to; may be left out by whoever belongs to one only. A text that is no tenant's
    ///     id is a tenant that nobody belongs to.
    ///   - peer: the client's address, for the limits.
    ///   - userAgent: kept with the session for its owner to see.
    /// - Returns: the session with its token.
    /// - Throws: `invalidCredentials` for every reason alike; `rateLimited` with `Retry-After`; `chooseTenant` with the
    ///   member `tenants`, a list of `{id, name}`; `unavailable`.
    package func login(
        email: String,
        password: String,
        tenant: String?,
        peer: String,
        userAgent: String
    ) async throws(KernelError) -> LoginResult {
        let folded = Identities.folded(email)
        let attempt = try limiter.admit(address: peer, email: folded ?? email)
        do throws(KernelError) {
            let identity = try await verified(folded, password)
            let result = try open(identity, tenant, userAgent)
            limiter.finish(attempt, .succeeded)
            return result
        } catch {
            limiter.finish(attempt, Self.result(of: error))
            throw error
        }
    }

    private static func result(of error: KernelError) -> LoginLimiter.Result {
        switch error.problem {
        case .invalidCredentials: .failed
        case .chooseTenant: .succeeded
        default: .abandoned
        }
    }

    /// The identity whose password this is, with its hash brought to today's cost.
    private func verified(_ email: String?, _ password: String) async throws(KernelError) -> IdentityEntry {
        let found = try ControlFault.mapped { try email.flatMap { try control.identity(email: $0) } }
        // No stored password is longer, and a long one must not take longer.
        let isPossible = password.unicodeScalars.count <= PasswordPolicy.maximum
        let candidate = isPossible ? password : ""
        let answer = try await passwords.verify(candidate, against: found?.passwordHash ?? passwords.decoy)
        guard let found else { throw Self.refusal("unknown e-mail") }
        guard answer.matches, isPossible else { throw Self.refusal("wrong password") }
        return answer.needsRehash ? await rehashed(found, password) : found
    }

    /// Hashes anew what was hashed at another cost.
    ///
    /// A login does not fail by it: the next one tries again.
    private func rehashed(_ identity: IdentityEntry, _ password: String) async -> IdentityEntry {
        do throws(KernelError) {
            let hash = try await passwords.hash(password)
            return try identities.replace(identity, hash: hash) ?? identity
        } catch {
            logger.notice(
                "A password was not hashed anew",
                metadata: ["identity.id": "\(identity.id)", "cause": "\(error.cause ?? error.problem.code)"]
            )
            return identity
        }
    }

    private func open(
        _ identity: IdentityEntry,
        _ tenant: String?,
        _ userAgent: String
    ) throws(KernelError) -> LoginResult {
        let place = try place(of: identity, tenant)
        let (token, session) = try sessions.create(
            identity: identity.id,
            tenant: place.tenant.id,
            space: place.space,
            userAgent: userAgent
        )
        // Whoever replaces a password ends all sessions after it. Either that found this session, or this finds the
        // new password: what was verified against the old one never stays signed in.
        let current = try ControlFault.mapped { try control.identity(identity.id) }
        guard current?.passwordHash == identity.passwordHash else {
            try sessions.end(session)
            throw Self.refusal("password replaced meanwhile")
        }
        logger.debug(
            "Signed in",
            metadata: [
                "identity.id": "\(identity.id)", "tenant.id": "\(place.tenant.id)", "session.id": "\(session.id)",
            ]
        )
        return LoginResult(token: token, session: session, identity: identity, tenant: place.tenant)
    }

    private struct Place {
        let tenant: TenantEntry
        let space: Space
    }

    private func place(of identity: IdentityEntry, _ named: String?) throws(KernelError) -> Place {
        let all = try ControlFault.mapped { try control.memberships(identity.id) }
        if let named {
            guard let id = all.first(where: { $0.raw == named }), let place = try place(of: identity, in: id) else {
                throw Self.refusal("no access to the tenant")
            }
            return place
        }
        var places: [Place] = []
        var failure: KernelError?
        for id in all {
            do throws(KernelError) {
                if let place = try place(of: identity, in: id) { places.append(place) }
            } catch {
                // One tenant that cannot be opened must not keep people out of their others.
                logger.warning(
                    "A membership was not read",
                    metadata: ["tenant.id": "\(id)", "cause": "\(error.cause ?? "")"]
                )
                failure = error
            }
        }
        if places.count > 1 { throw Self.choice(of: places.map(\.tenant)) }
        guard let only = places.first else { throw failure ?? Self.refusal("no tenant") }
        return only
    }

    private func place(of identity: IdentityEntry, in id: TenantID) throws(KernelError) -> Place? {
        try ControlFault.mapped {
            guard let tenant = try control.tenant(id), tenant.status == "active",
                let membership = try memberships.membership(identity.id, in: id), membership.active,
                let space = membership.spaces.first
            else { return nil }
            return Place(tenant: tenant, space: space)
        }
    }

    private static func refusal(_ cause: String) -> KernelError {
        var error = KernelError(.invalidCredentials, "The e-mail address or the password is wrong.")
        error.cause = cause
        return error
    }

    private static func choice(of tenants: [TenantEntry]) -> KernelError {
        var writer = JSONWriter()
        writer.array(tenants.sorted { ($0.name, $0.id) < ($1.name, $1.id) }) { writer, tenant in
            writer.object { writer in
                writer.key("id")
                writer.string(tenant.id.raw)
                writer.key("name")
                writer.string(tenant.name)
            }
        }
        var error = KernelError(.chooseTenant, "You belong to several tenants. Name one of them as `tenant`.")
        error.members.append((name: "tenants", json: writer.bytes))
        return error
    }
}
