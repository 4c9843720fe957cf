// A tenant's own changes on the wire:
//
//   {"model": "<hash>", "edits": [{"address", "property", "value", "base", "value_in_force", "state", "base_changed",
//    "owner", "reason", "waiting"}, ...]}
//
// Asked for as {"expecting": "<hash>", "edits": [{"address", "property", "value"}, {"address", "property", "revert": true}]}.

extension Runtime {
    /// `GET /api/overlay`.
    func overlay(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        return .json(body: try overlayDocument(of: call.view))
    }

    /// `POST /api/overlay/plan`: what the edits would do; changes nothing.
    func planOverlay(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        let (requests, _) = try overlayRequests(call.invocation)
        try requireMay(requests, call)
        let intent = try overlayChanges(call.invocation).planOverlay(requests, for: call.tenant)
        return .json(body: Self.planned(intent))
    }

    /// `PATCH /api/overlay`.
    func changeOverlay(_ call: AuthorizedInvocation) async throws -> Outcome {
        try Self.refuseQuery(call)
        let (requests, expecting) = try overlayRequests(call.invocation)
        return try await changeOverlay(requests, expecting, call)
    }

    /// `DELETE /api/overlay/{address}`: the layers below again; `?property=` for one property.
    func revertOverlay(_ call: AuthorizedInvocation) async throws -> Outcome {
        try await askOverlay(.revert, call)
    }

    /// `POST /api/overlay/{address}/reapply`: reverted edits again; `?property=` for one property.
    func reapplyOverlay(_ call: AuthorizedInvocation) async throws -> Outcome {
        try await askOverlay(.reapply, call)
    }

    private func askOverlay(_ ask: OverlayRequest.Ask, _ call: AuthorizedInvocation) async throws -> Outcome {
        for parameter in call.query where parameter.name != "property" {
            throw KernelError(.malformed, "There is no parameter `\(InputDecoder.shown(parameter.name))` here.")
        }
        let address = call.parameter("address")
        guard DefinitionAddress(address) != nil else {
            throw KernelError(.notFound, "`\(InputDecoder.shown(address))` is not an address.")
        }
        let property = call.query.first { $0.name == "property" }?.value
        let expecting = Self.modelExpected(call.invocation)
        return try await changeOverlay([OverlayRequest(address, property, ask)], expecting, call)
    }

    private func changeOverlay(
        _ requests: [OverlayRequest],
        _ expecting: String?,
        _ call: AuthorizedInvocation
    ) async throws -> Outcome {
        try requireMay(requests, call)
        let changer = overlayChanges(call.invocation)
        let (report, intent) = try await changes.alone(call.tenant.id) {
            try await changer.customise(requests, for: call.tenant, expecting: expecting) { view in
                TenantScope(
                    tenant: view.entry.id,
                    principal: call.scope.principal,
                    model: view.model,
                    requestID: call.invocation.requestID,
                    teams: call.scope.teams,
                    access: call.scope.access,
                    now: call.scope.now,
                    environment: view.environment
                )
            }
        }
        return .json(body: try overlayChanged(report, intent))
    }

    /// Roles, permissions and moves decide who may do what: who does not hold everything could give themselves more.
    private func requireMay(_ requests: [OverlayRequest], _ call: AuthorizedInvocation) throws {
        let model = call.view.model
        guard !call.member.roles.contains(where: { model.roles[$0]?.holdsEverything == true }) else { return }
        let guarded = requests.first { request in
            switch DefinitionAddress(request.address) {
            case .role, .permission, .move: true
            case .entity: request.property == nil || request.property == OverlayEdit.whole
            default: false
            }
        }
        guard let guarded else { return }
        var error = KernelError.forbidden(RouteTable.overlayPermission)
        error.detail =
            "`\(guarded.address)` decides who may do what: it takes somebody who holds everything to change it."
        throw error
    }
}

extension Runtime {
    func overlayChanges(_ invocation: Invocation) -> PackChanges {
        PackChanges(
            tenants: tenants,
            directory: parts.directory,
            packs: parts.packs,
            ids: ids,
            requestID: invocation.requestID
        )
    }

    /// The edits that a body asks for, and the model that it was made for.
    func overlayRequests(_ invocation: Invocation) throws -> ([OverlayRequest], expecting: String?) {
        let types = ["application/json", "application/merge-patch+json"]
        let body = try RequestBody.object(invocation, types: types)
        for member in body.members ?? [] where !["edits", "expecting"].contains(member.name) {
            let hint = DidYouMean.question(for: member.name, in: ["edits", "expecting"])
            let name = InputDecoder.shown(member.name)
            throw KernelError.invalid([Finding(name, "unknown", "There is no member `\(name)`.\(hint)")])
        }
        if let expecting = body["expecting"], expecting.text == nil {
            throw KernelError.invalid([Finding("expecting", "type", "Must be the hash of a model.")])
        }
        return (try OverlayRequest.read(body["edits"]), body["expecting"]?.text ?? Self.modelExpected(invocation))
    }

    /// The model in `If-Match`.
    private static func modelExpected(_ invocation: Invocation) -> String? {
        invocation.headers.ifMatch.map { String($0.filter { $0 != "\"" && $0 != " " }) }
    }

    /// Every edit of a tenant, with what stands below it and what is in force.
    func overlayDocument(of view: Tenant.View) throws -> [UInt8] {
        let resolved = try tenants.library.resolved(view.state)
        let below = try tenants.library.resolver(of: view.state).draft()
        var writer = JSONWriter(capacity: 4096)
        try writer.object { writer in
            writer.key("model")
            writer.string(view.model.hash)
            writer.key("edits")
            try writer.array(view.state.overlay) { writer, edit in
                let found = DefinitionAddress(edit.address).flatMap { below.definition(at: $0) }
                try writer.edit(edit, found, in: resolved)
            }
        }
        return writer.bytes
    }

    func overlayChanged(_ report: PackChanges.Report, _ intent: PackChanges.OverlayIntent) throws -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writer.key("changed")
            writer.bool(report.changed)
            writer.key("model")
            writer.string(report.view.model.hash)
            writer.key("receipt")
            if let receipt = report.receipt { writer.string(receipt.raw) } else { writer.null() }
            writer.parked(intent.parked)
            writer.key("changes")
            writer.array(report.changed ? intent.plan.changes : []) { $0.modelChange($1) }
            writer.key("risks")
            writer.array(report.changed ? intent.plan.risks : []) { $0.risk($1) }
        }
        return writer.bytes
    }

    static func planned(_ intent: PackChanges.OverlayIntent) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.object { writer in
            writer.parked(intent.parked)
            writer.key("plan")
            writer.raw(intent.plan.json)
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func parked(_ parked: [String: Diagnostic]) {
        key("parked")
        array(parked.sorted { $0.key < $1.key }) { writer, edit in
            writer.object { writer in
                writer.key("edit")
                writer.string(edit.key)
                writer.reason(edit.value)
            }
        }
    }

    private mutating func reason(_ diagnostic: Diagnostic) {
        key("reason")
        object { writer in
            writer.key("code")
            writer.string(diagnostic.code)
            writer.key("message")
            writer.string(diagnostic.message)
        }
    }

    mutating func edit(_ edit: OverlayEdit, _ below: FoundDefinition?, in resolved: ResolvedModel) throws {
        let value = try edit.json
        let base = below?.properties[edit.property]
        let waiting = edit.isReverted ? nil : resolved.waiting[edit.key]
        let parts = edit.isReverted || waiting != nil ? [] : resolved.parts[edit.key] ?? []
        let inForce = edit.isReverted || waiting != nil ? base : try resolved.rest[edit.key]?.json ?? value
        let state = edit.isReverted ? "reverted" : waiting != nil ? "parked" : parts.isEmpty ? "in_force" : "partly"
        object { writer in
            writer.key("address")
            writer.string(edit.address)
            writer.key("property")
            writer.string(edit.property)
            writer.key("value")
            writer.value(value)
            writer.key("base")
            writer.value(base ?? .null)
            writer.key("value_in_force")
            writer.value(inForce ?? .null)
            writer.key("state")
            writer.string(state)
            writer.key("base_changed")
            writer.bool(OverlayEdit.hash(of: base) != edit.base)
            writer.key("owner")
            writer.string(below?.owner ?? OverlayEdit.owner)
            if let waiting { writer.reason(waiting) }
            guard !parts.isEmpty else { return }
            writer.key("waiting")
            writer.array(parts) { writer, part in
                writer.object { writer in
                    writer.key("part")
                    writer.string(part.name)
                    writer.reason(part.reason)
                }
            }
        }
    }
}
