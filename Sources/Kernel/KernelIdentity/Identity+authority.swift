import Kernel

extension Identity: SessionAuthority {
    private static let safeMethods: Set<String> = ["GET", "HEAD", "OPTIONS"]

    /// The live session that a request carries; `nil` when it carries none.
    /// - Throws: `forbidden` for a write by cookie that `SameOrigin` does not let through; `unavailable`.
    package func authenticate(_ invocation: Invocation) throws(KernelError) -> SessionEntry? {
        guard let credential = cookies.credential(in: invocation.headers),
            let session = try sessions.authenticate(credential.token)
        else { return nil }
        if credential.isCookie, !Self.safeMethods.contains(invocation.method) {
            try SameOrigin.check(invocation.headers)
        }
        return session
    }

    /// Whether a session lives; asking is no use of it.
    package func isLive(_ session: SessionEntry) throws(KernelError) -> Bool {
        try sessions.isLive(session)
    }

    /// Signs in; see `Login`.
    ///
    /// The cookie is set where the connection allows one and no other site made the browser ask.
    package func login(_ request: LoginRequest) async throws(KernelError) -> LoginAnswer {
        let invocation = request.invocation
        let result = try await login.login(
            email: request.email,
            password: request.password,
            tenant: request.tenant,
            peer: invocation.peer,
            userAgent: invocation.headers.userAgent ?? ""
        )
        let allowed = invocation.cookiesAllowed && !SameOrigin.isForeign(invocation.headers)
        return LoginAnswer(
            token: result.token,
            session: result.session,
            headers: allowed ? [cookies.setting(result.token)] : []
        )
    }

    /// Ends a session of an identity; `false` when it has no such session.
    package func endSession(_ id: RecordID, of identity: RecordID) throws(KernelError) -> Bool {
        try sessions.end(id, of: identity)
    }

    /// The identity's live sessions, newest first.
    package func sessions(of identity: RecordID) throws(KernelError) -> [SessionEntry] {
        try sessions.list(of: identity)
    }

    /// The header that makes a browser forget the cookie, where cookies are used.
    package func forgettingCookie(_ invocation: Invocation) -> Outcome.Header? {
        invocation.cookiesAllowed ? cookies.clearing : nil
    }

    /// Finds or makes the identity of an e-mail address; a made one has the given password, or a random one told once.
    /// - Throws: `invalid` with findings on `email` and `password`; `rateLimited`; `unavailable`.
    package func enrol(
        email: String,
        password: String?
    ) async throws(KernelError) -> (identity: IdentityEntry, password: String?) {
        try await identities.enrol(email: email, password: password)
    }
}
