import Logging
import Synchronization

/// Denials that wait to be journaled: one per principal, permission and minute, written with the tenant's next write
/// or at the end, never awaited by the request that was denied.
final class Denials: Sendable {
    /// One kind of denial within a minute.
    struct Key: Hashable, Sendable {
        let principal: Principal
        let permission: String
        let minute: Int64
    }

    /// How often it happened, and in which request first.
    struct Count: Sendable {
        var times: Int
        let requestID: String
    }

    /// Kinds kept at once; what comes beyond in the same minute is not kept.
    private static let bound = 1_000
    private let waiting = Mutex<[Key: Count]>([:])

    /// Notes a denial.
    func note(_ principal: Principal, _ permission: String, at now: Int64, requestID: String) {
        let key = Key(principal: principal, permission: permission, minute: now / 60_000)
        waiting.withLock { waiting in
            if let known = waiting[key] {
                waiting[key] = Count(times: known.times + 1, requestID: known.requestID)
            } else if waiting.count < Self.bound {
                waiting[key] = Count(times: 1, requestID: requestID)
            }
        }
    }

    /// Takes all that wait.
    func take() -> [Key: Count] {
        waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
    }

    /// Puts back what could not be written.
    func putBack(_ denials: [Key: Count]) {
        waiting.withLock { waiting in
            waiting.merge(denials) { Count(times: $0.times + $1.times, requestID: $1.requestID) }
        }
    }
}

extension Runtime {
    /// Notes a refusal for want of a permission.
    func noteDenial(_ error: KernelError, of resolved: ResolvedInvocation) {
        guard error.problem == .forbidden, let permission = error.permission else { return }
        resolved.tenant.denials.note(
            .user(resolved.member.id),
            permission,
            at: parts.clock.now(),
            requestID: resolved.call.invocation.requestID
        )
    }

    /// Notes the refusals among the answers of one request.
    static func noteDenial(_ error: KernelError, of call: AuthorizedInvocation) {
        guard error.problem == .forbidden, let permission = error.permission else { return }
        let requestID = call.invocation.requestID
        call.tenant.denials.note(call.scope.principal, permission, at: call.scope.now, requestID: requestID)
    }

    /// Journals denials in a write of the same tenant.
    static func journal(
        _ denials: [Denials.Key: Denials.Count],
        _ scope: TenantScope,
        _ backend: any TransactionBackend
    ) throws {
        for (denial, count) in denials.sorted(by: { $0.value.requestID < $1.value.requestID }) {
            let own = TenantScope(
                tenant: scope.tenant,
                principal: denial.principal,
                model: scope.model,
                requestID: count.requestID,
                teams: [],
                access: PrincipalAccess(records: [:], permissions: [], spaces: []),
                now: denial.minute * 60_000,
                environment: scope.environment
            )
            let times = JournalEntry.Change(field: "times", before: .null, after: .int(Int64(count.times)))
            let entry = JournalEntry(
                entity: "access.permission",
                record: denial.permission,
                action: "denied",
                changes: [times]
            )
            try backend.journal(own, entry)
        }
    }

    /// Writes what waits of every open tenant; called before the folder is closed.
    package func flush() async {
        for tenant in tenants.opened {
            let denials = tenant.denials.take()
            guard !denials.isEmpty else { continue }
            let scope = tenants.systemScope(tenant, reason: SystemReason.audit.rawValue, requestID: "flush")
            do {
                try await tenants.store(of: tenant).write(scope) { try Self.journal(denials, scope, $0) }
            } catch {
                parts.logger.error(
                    "denials could not be journaled",
                    metadata: ["tenant.id": "\(tenant.id)", "cause": "\(error)"]
                )
            }
        }
    }
}
