import KernelCrypto

extension Runtime {
    /// `GET /api/zone`: when the clocks of the tenant's zone change, for expressions that a client evaluates.
    ///
    /// Not in the model, which tenants of several zones share.
    func zoneDocument(_ call: AuthorizedInvocation) -> Outcome {
        var writer = JSONWriter()
        ZoneRules.of(call.view.environment.zone).write(to: &writer)
        let tag = "\"\(SHA256.hex(writer.bytes))\""
        let header = Outcome.Header("ETag", tag)
        if Preconditions.noneMatches(call.invocation, tag: tag) { return Outcome(status: 304, headers: [header]) }
        return .json(body: writer.bytes, [header])
    }
}
