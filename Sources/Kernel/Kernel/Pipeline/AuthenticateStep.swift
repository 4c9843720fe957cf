/// After step 2: it is known who asks.
///
/// Only here does a request without a session end, if its path needs one.
struct AuthenticatedInvocation {
    let invocation: Invocation
    let match: MatchStep.Match
    let query: [(name: String, value: String)]
    let session: SessionEntry?

    /// A parameter of the path.
    func parameter(_ name: String) -> String {
        match.parameters[name] ?? ""
    }
}

extension Runtime {
    /// Step 2.
    ///
    /// Without a session every path of the API that is not public is 401, whether it exists or not. A public path with
    /// another method is 405 for everybody.
    func authenticate(_ matched: MatchedInvocation) throws -> AuthenticatedInvocation {
        let invocation = matched.invocation
        if matched.match?.route.access == .public, matched.match?.route.endpoint != .openapi, let match = matched.match
        {
            return AuthenticatedInvocation(invocation: invocation, match: match, query: matched.query, session: nil)
        }
        guard invocation.origin == .network else {
            guard let match = matched.match else { throw matched.refusal ?? .notFound }
            return AuthenticatedInvocation(invocation: invocation, match: match, query: matched.query, session: nil)
        }
        if matched.isPublicRefusal, let refusal = matched.refusal { throw refusal }
        let session = try parts.sessions.authenticate(invocation)
        if session == nil, matched.match?.route.access != .public, isAPI(invocation.path) {
            throw Self.unauthenticated
        }
        guard let match = matched.match, match.route.access != .operatorConsole else {
            throw matched.match == nil ? matched.refusal ?? .notFound : .notFound
        }
        return AuthenticatedInvocation(invocation: invocation, match: match, query: matched.query, session: session)
    }

    private func isAPI(_ path: String) -> Bool {
        path == "/api" || path.hasPrefix("/api/")
    }

    private static var unauthenticated: KernelError {
        var error = KernelError(.unauthenticated, "Send a session token: Authorization: Bearer <token>.")
        error.headers = [Outcome.Header("WWW-Authenticate", "Bearer")]
        return error
    }
}
