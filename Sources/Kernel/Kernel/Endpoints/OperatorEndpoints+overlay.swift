extension Runtime {
    /// `GET /operator/overlay`: a tenant's edits; `?about=` asks for a capability or pack, and is 404 where there is none.
    func operatorOverlay(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let state = tenant.current.state
        let known = state.capabilities + (state.packs + state.dormant).map(\.id) + [OverlayEdit.owner]
        if let id = call.value("about"), !known.contains(id) {
            let hint = DidYouMean.question(for: id, in: known)
            let name = InputDecoder.shown(id)
            throw KernelError(.notFound, "`\(tenant.id)` has no capability or pack `\(name)`.\(hint)")
        }
        return .json(body: try overlayDocument(of: tenant.current))
    }

    /// `POST /operator/overlay/plan`: what edits would do; changes nothing.
    func operatorPlanOverlay(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try changeableTenant(call)
        let (requests, _) = try overlayRequests(call.invocation)
        return .json(body: Self.planned(try packChanges(call).planOverlay(requests, for: tenant)))
    }

    /// `PATCH /operator/overlay`.
    func operatorChangeOverlay(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try changeableTenant(call)
        let (requests, expecting) = try overlayRequests(call.invocation)
        let changer = packChanges(call)
        let requestID = call.invocation.requestID
        let (report, intent) = try await changes.alone(tenant.id) {
            try await changer.customise(requests, for: tenant, expecting: expecting) { view in
                tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID)
            }
        }
        return .json(body: try overlayChanged(report, intent))
    }
}

extension Runtime {
    /// `GET /operator/overlay/extract`: the overlay as a pack of its own.
    func operatorExtract(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try changeableTenant(call)
        let view = tenant.current
        let id = call.value("id") ?? "\(tenant.id.raw)-own"
        guard Naming.isKebab(id), id != OverlayEdit.owner, !view.state.capabilities.contains(id),
            !(view.state.packs + view.state.dormant).contains(where: { $0.id == id })
        else {
            throw KernelError.invalid([
                Finding(
                    "id",
                    "pattern",
                    "Must be an id in kebab-case that no capability or pack of the tenant has, those that are off included."
                )
            ])
        }
        let library = tenants.library
        let resolver = try library.resolver(of: view.state)
        let extract = OverlayExtract(
            state: view.state,
            resolved: try library.resolved(view.state),
            capabilities: resolver.capabilities.map(\.descriptor),
            below: resolver.draft()
        )
        let (files, leftOut) = try extract.pack(id)
        var writer = JSONWriter(capacity: 2048)
        writer.object { writer in
            writer.key("id")
            writer.string(id)
            writer.key("files")
            writer.object { writer in
                for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
                    writer.key(path)
                    writer.string(String(decoding: bytes, as: UTF8.self))
                }
            }
            writer.key("left_out")
            writer.array(leftOut) { $0.string($1) }
        }
        return .json(body: writer.bytes)
    }
}
