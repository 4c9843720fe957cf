extension Runtime {
    /// Before it is known who asks: the address.
    ///
    /// Paths that mean nothing cost a read.
    func limitAddress(_ matched: MatchedInvocation) throws(KernelError) {
        let invocation = matched.invocation
        guard invocation.origin == .network else { return }
        try rates.check(
            .address,
            matched.match?.route.costs ?? .read,
            NetworkAddress.network(of: invocation.peer),
            isLoopback: invocation.isFromLoopback
        )
    }

    /// Once it is known who asks, and before anything is looked up for them: the person and the tenant.
    ///
    /// A refusal is given before an idempotency key is claimed, so that it is never kept under one.
    func limitSession(_ call: AuthenticatedInvocation) throws(KernelError) {
        guard let session = call.session else { return }
        let kind = call.match.route.costs
        let isLoopback = call.invocation.isFromLoopback
        try rates.check(.identity, kind, session.identity.raw, isLoopback: isLoopback)
        try rates.check(.tenant, kind, session.tenant.raw, isLoopback: isLoopback)
    }

    /// Answers a read in its tenant's turn; writes have their tenant's one writer to wait for.
    func inTurn(_ call: AuthorizedInvocation) async throws -> Outcome {
        guard call.match.route.method == "GET", await turns.begin(call.tenant.id) else { return try await answer(call) }
        defer { turns.end(call.tenant.id) }
        return try await answer(call)
    }
}
