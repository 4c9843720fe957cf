import Synchronization

/// What sets of roles may do in one model, each computed once.
///
/// They belong to the model, so that they are the same objects for every tenant that has it: what the store prepares for
/// one serves all.
final class RoleAccesses: Sendable {
    private struct State {
        var system: PrincipalAccess?
        var held: [[String]: PrincipalAccess] = [:]
    }

    private static let limit = 256
    private let state = Mutex(State())

    /// The access of a set of roles.
    func access(of roles: [String], _ resolve: () -> PrincipalAccess) -> PrincipalAccess {
        if let known = state.withLock({ $0.held[roles] }) { return known }
        let access = resolve()
        return state.withLock { state in
            if let known = state.held[roles] { return known }
            if state.held.count >= Self.limit { state.held = [:] }
            state.held[roles] = access
            return access
        }
    }

    /// The access of the kernel's own work.
    func system(_ resolve: () -> PrincipalAccess) -> PrincipalAccess {
        if let known = state.withLock({ $0.system }) { return known }
        let access = resolve()
        return state.withLock { state in
            let kept = state.system ?? access
            state.system = kept
            return kept
        }
    }
}

extension TenantModel {
    /// What a set of roles may do, computed once.
    package func access(of roles: [String]) -> PrincipalAccess {
        accesses.access(of: roles) { AccessResolver.resolve(roles, in: self) }
    }

    /// What the kernel's own work may do, computed once: everything, row rules left aside.
    package var systemAccess: PrincipalAccess {
        accesses.system { AccessResolver.system(in: self) }
    }
}
