extension Runtime {
    /// What the operator asks through the data folder's socket, or the CLI that owns the folder.
    func operatorConsole(_ call: AuthenticatedInvocation) async throws -> Outcome {
        switch call.match.route.endpoint {
        case .operatorRoutes: operatorRoutes()
        case .operatorOpenAPI: try operatorOpenAPI(call)
        case .operatorTenants: try operatorTenants()
        case .operatorTenant: try operatorTenant(call)
        case .operatorCreateTenant: try await createTenant(call)
        case .operatorSuspendTenant: try await moveTenant(call, "suspend")
        case .operatorResumeTenant: try await moveTenant(call, "resume")
        case .operatorUsers: try operatorUsers(call)
        case .operatorInvite: try await operatorInvite(call)
        case .operatorPacks: try operatorPacks()
        case .operatorPack: try operatorPack(call)
        case .operatorEnablePack: try await changePack(call, on: true)
        case .operatorUpgradePack: try await upgradePack(call)
        case .operatorDisablePack: try await changePack(call, on: false)
        case .operatorPlanPack: try planPack(call)
        case .operatorReceipts: try operatorReceipts(call)
        case .operatorUndo: try await undoReceipt(call)
        case .operatorPurgePack: try await purgePack(call)
        case .operatorDropRetired: try await dropRetired(call)
        case .operatorExportTenant: try await exportTenant(call)
        case .operatorImportTenant: try await importTenant(call)
        case .operatorCapabilities: try operatorCapabilities(call)
        case .operatorEnableCapability: try await changeCapability(call, on: true)
        case .operatorDisableCapability: try await changeCapability(call, on: false)
        case .operatorExtract: try operatorExtract(call)
        case .operatorInspect: try operatorInspect(call)
        case .operatorOverlay: try operatorOverlay(call)
        case .operatorPlanOverlay: try operatorPlanOverlay(call)
        case .operatorChangeOverlay: try await operatorChangeOverlay(call)
        case .operatorSettings: try operatorSettings(call)
        case .operatorChangeSettings: try await operatorChangeSettings(call)
        case .operatorInventory: try operatorInventory(call)
        case .operatorAuditTail: try auditTail(call)
        case .operatorAuditVerify: try auditVerify(call)
        case .operatorAuditBypasses: auditBypasses()
        case .operatorAutomations: try operatorAutomations(call)
        case .operatorAutomationRuns: try operatorAutomationRuns(call)
        case .operatorRetryAutomation: try await operatorRetryAutomation(call)
        case .operatorDryRun: try await operatorDryRun(call)
        case .operatorKeys: operatorKeys()
        case .operatorRotateKeys: try rotateKeys()
        default: throw KernelError.notFound
        }
    }

    /// The tenant that a command names, else the only one.
    /// - Throws: 409 `choose_tenant` naming them all.
    func operatorTenantNamed(_ call: AuthenticatedInvocation) throws -> Tenant {
        if let name = call.query.first(where: { $0.name == "tenant" })?.value {
            guard let id = TenantID(name), try parts.directory.control.tenant(id) != nil else {
                let ids = try parts.directory.control.tenants().map(\.id.raw)
                let hint = DidYouMean.question(for: name, in: ids)
                throw KernelError(.notFound, "There is no tenant `\(InputDecoder.shown(name))`.\(hint)")
            }
            return try tenants.tenant(id)
        }
        let all = try parts.directory.control.tenants()
        guard all.count == 1 else {
            let names = all.map(\.id.raw).joined(separator: ", ")
            throw KernelError(
                .chooseTenant,
                all.isEmpty ? "There is no tenant yet." : "Name one with --tenant: \(names)."
            )
        }
        return try tenants.tenant(all[0].id)
    }

    func packChanges(_ call: AuthenticatedInvocation) -> PackChanges {
        PackChanges(
            tenants: tenants,
            directory: parts.directory,
            packs: parts.packs,
            ids: ids,
            requestID: call.invocation.requestID
        )
    }

    /// The platform's own tenant has what the server has for it, and nothing else.
    func changeableTenant(_ call: AuthenticatedInvocation) throws -> Tenant {
        let tenant = try operatorTenantNamed(call)
        guard tenant.id != .platform else {
            throw KernelError(
                .inUse,
                "The platform's own tenant takes no packs, and its capabilities stay as they are."
            )
        }
        return tenant
    }

    private func changeCapability(_ call: AuthenticatedInvocation, on: Bool) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let id = call.parameter("capability")
        let changes = packChanges(call)
        let report = try await self.changes.alone(tenant.id) {
            on
                ? try await changes.enableCapability(id, for: tenant)
                : try await changes.disableCapability(id, for: tenant)
        }
        return Self.report(report, of: id, tenant, enabled: on)
    }

    private func auditBypasses() -> Outcome {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("bypasses")
            writer.array(SystemReason.allCases) { writer, reason in
                writer.object { writer in
                    writer.key("reason")
                    writer.string(reason.rawValue)
                    writer.key("purpose")
                    writer.string(reason.purpose)
                }
            }
        }
        return .json(body: writer.bytes)
    }
}
