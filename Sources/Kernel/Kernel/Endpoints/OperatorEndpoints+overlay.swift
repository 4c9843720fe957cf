extension Runtime {
    /// `GET /operator/overlay`: a tenant's edits.
    func operatorOverlay(_ call: AuthenticatedInvocation) throws -> Outcome {
        .json(body: try overlayDocument(of: try operatorTenantNamed(call).current))
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
