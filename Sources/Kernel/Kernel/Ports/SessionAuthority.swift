/// Who is signed in: implemented by the identity room, used by the pipeline.
package protocol SessionAuthority: Sendable {
    /// The session of a request, or `nil` where none is sent or it is no longer valid.
    /// - Throws: 403 for a write by cookie without the headers that a foreign site cannot send.
    func authenticate(_ invocation: Invocation) throws(KernelError) -> SessionEntry?

    /// Whether a session that was good before still is; asking is no use of it.
    func isLive(_ session: SessionEntry) throws(KernelError) -> Bool

    /// Signs in; the answer's headers set the cookie where that is allowed.
    func login(_ request: LoginRequest) async throws(KernelError) -> LoginAnswer

    /// Ends a session of an identity; `false` when it has no such session.
    func endSession(_ id: RecordID, of identity: RecordID) throws(KernelError) -> Bool

    /// The identity's sessions, newest first.
    func sessions(of identity: RecordID) throws(KernelError) -> [SessionEntry]

    /// The header that makes a browser forget the cookie, where cookies are used.
    func forgettingCookie(_ invocation: Invocation) -> Outcome.Header?

    /// Finds or makes the identity of an e-mail address. A made one has the given password or a random one, told once;
    /// the password of one that is there already stays and is not told.
    func enrol(
        email: String,
        password: String?
    ) async throws(KernelError) -> (identity: IdentityEntry, password: String?)
}

/// A sign-in as sent.
package struct LoginRequest: Sendable {
    package let email: String
    package let password: String
    package let tenant: String?
    package let invocation: Invocation

    package init(email: String, password: String, tenant: String?, invocation: Invocation) {
        self.email = email
        self.password = password
        self.tenant = tenant
        self.invocation = invocation
    }
}

/// A sign-in that worked.
package struct LoginAnswer: Sendable {
    package let token: String
    package let session: SessionEntry
    package let headers: [Outcome.Header]

    package init(token: String, session: SessionEntry, headers: [Outcome.Header]) {
        self.token = token
        self.session = session
        self.headers = headers
    }
}
