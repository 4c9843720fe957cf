extension Runtime {
    /// `GET /api/audit`: the tenant's journal, newest first.
    ///
    /// A filter that few entries satisfy looks at many, so it runs on the blocking threads.
    func audit(_ call: AuthorizedInvocation) async throws -> Outcome {
        let query = try JournalQuery.read(call.query)
        let page = try await tenants.store(of: call.tenant).readAside(call.scope) { backend in
            try backend.journal(call.scope, query.filter, limit: query.limit, after: query.after)
        }
        return Self.page(page)
    }
}
