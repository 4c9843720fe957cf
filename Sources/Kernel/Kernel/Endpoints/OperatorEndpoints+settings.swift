extension Runtime {
    /// `PATCH /operator/tenants/{tenant}/settings`: an object of setting ids and values; `null` goes back to the default.
    ///
    /// An empty object changes nothing and shows what is set.
    /// - Throws: 404 for an unknown tenant, 422 with every finding; then nothing is set.
    func operatorSettings(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let sent = try RequestBody.object(call.invocation, mayBeEmpty: true)
        let changes = packChanges(call)
        try await self.changes.alone(tenant.id) { try await changes.set(sent, for: tenant) }
        let view = tenant.current
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("settings")
            writer.object { writer in
                for (id, setting) in view.model.settings.sorted(by: { $0.key < $1.key }) {
                    writer.key(id)
                    writer.value(view.environment.settings[id] ?? setting.field.defaultValue)
                }
            }
        }
        return .json(body: writer.bytes)
    }
}

extension PackChanges {
    /// Sets settings of a tenant, each checked against its definition and journaled.
    func set(_ sent: JSONValue, for tenant: Tenant) async throws {
        let view = tenant.current
        var decoder = InputDecoder()
        let fields = view.model.settings.values.map(\.field).sorted { $0.id < $1.id }
        let values = decoder.object(sent, fields: fields)
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        var target = view.state
        for (id, value) in values {
            var writer = JSONWriter()
            writer.value(value)
            target.settings[id] = value.isNull ? nil : String(decoding: writer.bytes, as: UTF8.self)
        }
        let changed = fields.map(\.id).filter { target.settings[$0] != view.state.settings[$0] }
        guard !changed.isEmpty else { return }
        try await switchTo(try tenants.view(view.entry, state: target), tenant) { writer in
            for id in changed { try writer.journalChange("kernel.setting", id, "set") }
        }
    }
}
