import Logging
import Synchronization

/// Runs the automations of tenants: reads the journal from where it stopped, and keeps each run with its effect in one
/// transaction, so that a stop at any point neither loses nor repeats one.
package final class AutomationRunner: Sendable {
    private struct Place {
        /// The journal up to here is handled.
        var seq: Int64
        /// When the next failed run is due.
        var due: Int64?
    }

    let tenants: TenantRegistry
    let ids: IDGenerator
    let clock: any WallClock
    let logger: Logger
    private let places = Mutex<[TenantID: Place]>([:])
    private let busy = RunningChanges()

    init(tenants: TenantRegistry, ids: IDGenerator, clock: any WallClock, logger: Logger) {
        self.tenants = tenants
        self.ids = ids
        self.clock = clock
        self.logger = logger
    }

    /// Tenants in which a failed run is due.
    func dueTenants() -> [TenantID] {
        let now = clock.now()
        return places.withLock { places in places.filter { $0.value.due.map { $0 <= now } ?? false }.map(\.key) }
    }

    /// Handles everything that happened in a tenant and every failed run that is due.
    ///
    /// One call at a time for each tenant.
    func run(_ tenant: Tenant) async throws {
        guard Self.isOn(tenant.current.model) else { return }
        try await busy.alone(tenant.id) {
            let store = try tenants.store(of: tenant)
            var seq = try places.withLock { $0[tenant.id]?.seq } ?? start(tenant, store)
            while case let entries = try store.journalTail(limit: 200, after: seq, Self.done), !entries.isEmpty {
                for bytes in entries {
                    let json = try JSONReader.read(bytes)
                    if let event = AutomationEvent(json) { try await handle(event, tenant, store) }
                    if case .number(let text)? = json["seq"], let number = Int64(text) { seq = max(seq, number) }
                    let handled = seq
                    places.withLock { $0[tenant.id] = Place(seq: handled, due: $0[tenant.id]?.due) }
                }
            }
            let handled = seq
            let due = try await retry(tenant, store)
            places.withLock { $0[tenant.id] = Place(seq: handled, due: due) }
        }
    }

    /// Leaves aside what happened in a tenant up to an entry of its journal: what a test says was there before.
    func pass(_ tenant: TenantID, through seq: Int64) {
        places.withLock { $0[tenant] = Place(seq: seq, due: $0[tenant]?.due) }
    }

    static func isOn(_ model: TenantModel) -> Bool {
        !model.automations.isEmpty && model.entities[AutomationRuns.entity] != nil
    }

    private static let done = {
        var filter = JournalFilter()
        filter.success = true
        return filter
    }()

    /// Every event up to the last run was handled, that of the run itself perhaps not by every automation.
    private func start(_ tenant: Tenant, _ store: any TenantStore) throws -> Int64 {
        let scope = tenants.systemScope(tenant, reason: SystemReason.automations.rawValue, requestID: "automations")
        var query = RecordQuery(entity: AutomationRuns.entity)
        query.sort = [RecordQuery.SortKey(field: "seq", descending: true)]
        query.limit = 1
        let last = try store.read(scope) { try $0.records(scope, query, rows: .everything).first?["seq"].int }
        return max((last ?? 1) - 1, try switchedOn(tenant.current.model, store))
    }

    /// The journal's entry with which the first of the packs that have automations was switched on.
    private func switchedOn(_ model: TenantModel, _ store: any TenantStore) throws -> Int64 {
        let packs = Set(model.automations.map(\.pack))
        let entries = try packs.map { pack -> Int64 in
            let last = try store.journalTail(limit: 1, after: nil, Self.enabled(pack)).first
            guard case .number(let text)? = try last.map({ try JSONReader.read($0) })?["seq"] else { return 0 }
            return Int64(text) ?? 0
        }
        return entries.min() ?? 0
    }

    private static func enabled(_ pack: String) -> JournalFilter {
        var filter = JournalFilter()
        filter.entity = "kernel.pack"
        filter.record = pack
        filter.action = "enabled"
        return filter
    }

    /// Events from before a pack was switched on are none of its automations'.
    private func isLater(_ event: AutomationEvent, than pack: String, _ store: any TenantStore) throws -> Bool {
        try store.journalTail(limit: 1, after: event.seq, Self.enabled(pack)).isEmpty
    }

    private func handle(_ event: AutomationEvent, _ tenant: Tenant, _ store: any TenantStore) async throws {
        for automation in tenant.current.model.automations where event.starts(automation) {
            guard try isLater(event, than: automation.pack, store) else { continue }
            try await attempt(AutomationAttempt(event: event, automation: automation), tenant, store)
        }
    }

    /// Does one run on the model in force, once more where a change of packs came between.
    private func attempt(_ attempt: AutomationAttempt, _ tenant: Tenant, _ store: any TenantStore) async throws {
        for _ in 0..<Self.rounds {
            let view = tenant.current
            // What the pack says by now; one that went does nothing.
            guard let current = attempt.following(view.model) else { return }
            do {
                return try await carryOut(current, view, store)
            } catch let error as KernelError where error.isStale {
                await tenant.changed(since: view)
            }
        }
        throw KernelError.stale
    }

    /// Changes of packs that may come between before a run waits for its next turn.
    private static let rounds = 4

    /// Does one run; what fails is kept to be tried again.
    private func carryOut(_ attempt: AutomationAttempt, _ view: Tenant.View, _ store: any TenantStore) async throws {
        let (scope, own) = scopes(view, attempt)
        let (ids, now) = (ids, clock.now())
        do {
            try await store.write(scope) { backend in
                let runs = RunKeeper(scope: own, backend: backend, ids: ids)
                if attempt.run == nil, try runs.exists(attempt.key) { return }
                guard attempt.depth <= AutomationRuns.depth else {
                    let reason = "More than \(AutomationRuns.depth) automations started one another."
                    return try runs.keep(attempt, .parked, due: nil, trace: nil, error: reason)
                }
                let work = AutomationWork(automation: attempt.automation, scope: scope, backend: backend, ids: ids)
                let result = try work.run(on: attempt.record)
                try runs.keep(attempt, result.state, due: nil, trace: result, error: result.reason)
            }
        } catch let error as KernelError where error.problem != .unavailable {
            let reason = Self.reason(error)
            try await store.write(own) { backend in
                let runs = RunKeeper(scope: own, backend: backend, ids: ids)
                let tries = attempt.tries
                let pause = tries < AutomationRuns.pauses.count ? AutomationRuns.pauses[tries] : nil
                let state: AutomationRuns.State = pause == nil ? .parked : .waiting
                try runs.keep(attempt, state, due: pause.map { now + $0 }, trace: nil, error: reason)
            }
        }
    }

    /// What would happen for a record; nothing is kept.
    func dryRun(
        _ automation: CompiledAutomation,
        on record: RecordID,
        _ tenant: Tenant
    ) async throws
        -> AutomationWork.Result
    {
        let store = try tenants.store(of: tenant)
        let attempt = AutomationAttempt(automation: automation, record: record, seq: 0, depth: 1, tries: 0)
        let scope = scopes(tenant.current, attempt).work
        let ids = ids
        do {
            return try await store.write(scope) { backend in
                let work = AutomationWork(automation: automation, scope: scope, backend: backend, ids: ids)
                throw Rehearsal(result: try work.run(on: record))
            }
        } catch let rehearsal as Rehearsal {
            return rehearsal.result
        } catch let error as KernelError where error.problem != .unavailable {
            return AutomationWork.Result(state: .waiting, reason: Self.reason(error))
        }
    }

    /// Why a run was refused, as it is kept.
    private static func reason(_ error: KernelError) -> String {
        let findings = error.findings.map { "\($0.path): \($0.message)" }
        let parts = [error.problem.code, error.detail, error.permission ?? ""] + findings
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func scopes(_ view: Tenant.View, _ attempt: AutomationAttempt) -> (work: TenantScope, own: TenantScope) {
        let request = "automation-\(attempt.depth)-\(attempt.seq)"
        let own = tenants.systemScope(view, reason: SystemReason.automations.rawValue, requestID: request)
        let work = TenantScope(
            tenant: view.entry.id,
            principal: .automation(attempt.automation.name),
            model: view.model,
            requestID: request,
            teams: [],
            access: attempt.automation.access(in: view.model),
            now: own.now,
            environment: view.environment
        )
        return (work, own)
    }

    /// Tries failed runs that are due.
    /// - Returns: when the next one is.
    private func retry(_ tenant: Tenant, _ store: any TenantStore) async throws -> Int64? {
        let model = tenant.current.model
        let scope = tenants.systemScope(tenant, reason: SystemReason.automations.rawValue, requestID: "automations")
        let now = clock.now()
        for run in try waiting(scope, store) where run.due <= now {
            guard let attempt = AutomationAttempt(run.record, in: model) else { continue }
            try await self.attempt(attempt, tenant, store)
        }
        return try waiting(scope, store).map(\.due).filter { $0 > now }.min()
    }

    private func waiting(
        _ scope: TenantScope,
        _ store: any TenantStore
    ) throws -> [(record: Record, due: Int64)] {
        guard let entity = scope.model.entities[AutomationRuns.entity] else { return [] }
        var query = RecordQuery(entity: entity.id)
        let context = CheckingContext(model: scope.model, entity: entity, readable: .everything)
        query.filter = try ExpressionCompiler.filter("state = waiting", in: context)
        query.sort = [RecordQuery.SortKey(field: "seq", descending: false)]
        query.limit = 500
        return try store.read(scope) { try $0.records(scope, query, rows: .everything) }.map { record in
            if case .datetime(let due, _) = record["due"] { (record, due) } else { (record, 0) }
        }
    }
}

/// Carries what a rehearsal came to out of the transaction that it undoes.
private struct Rehearsal: Error {
    let result: AutomationWork.Result
}
