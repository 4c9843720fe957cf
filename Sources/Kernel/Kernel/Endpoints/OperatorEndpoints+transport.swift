extension Runtime {
    func transport(_ call: AuthenticatedInvocation) -> TenantTransport {
        transport(requestID: call.invocation.requestID)
    }

    func transport(requestID: String) -> TenantTransport {
        TenantTransport(
            tenants: tenants,
            directory: parts.directory,
            ids: ids,
            clock: parts.clock,
            requestID: requestID,
            platform: platform(requestID: requestID),
            works: works
        )
    }

    /// `POST /operator/tenants/{tenant}/export`: `{"file"}`, on this machine, as everything the operator asks.
    func exportTenant(_ call: AuthenticatedInvocation) async throws -> Outcome {
        guard let id = TenantID(call.parameter("tenant")), id != .platform,
            try parts.directory.control.tenant(id) != nil
        else {
            throw KernelError(.notFound, "There is no tenant `\(InputDecoder.shown(call.parameter("tenant")))`.")
        }
        let values = try file(call, and: [])
        let tenant = try tenants.tenant(id)
        let path = values["file"]?.text ?? ""
        let transport = transport(call)
        let bytes = try await changes.alone(id) { try await transport.export(tenant, to: path) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(id.raw)
            writer.key("file")
            writer.string(path)
            writer.key("bytes")
            writer.int(bytes)
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/tenants/import`: `{"file", "as"}`.
    func importTenant(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let values = try file(call, and: [FieldDefinition("as", .text(min: 1, max: 63))])
        let transport = transport(call)
        let path = values["file"]?.text ?? ""
        let (envelope, tenant) = try await transport.opened(path, as: values["as"]?.text)
        let imported = try await changes.alone(tenant) { try await transport.import(path, envelope, as: tenant) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.members(of: imported.entry)
            writer.key("sealed")
            writer.int(Int64(imported.sealed))
        }
        return .json(201, writer.bytes)
    }

    private func file(
        _ call: AuthenticatedInvocation,
        and fields: [FieldDefinition]
    ) throws -> [String: Value] {
        var decoder = InputDecoder()
        let file = FieldDefinition("file", .text(min: 1, max: 4096), required: true)
        let values = decoder.input(try RequestBody.object(call.invocation), fields: [file] + fields)
        if decoder.findings.isEmpty, values["file"]?.text?.hasPrefix("/") != true {
            decoder.report("file", "format", "Must be a whole path.")
        }
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        return values
    }
}
