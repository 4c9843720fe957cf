/// One automation and one event: the run has a record from the first attempt on.
struct AutomationAttempt: Sendable {
    private(set) var automation: CompiledAutomation
    let record: RecordID
    /// The event's number in the journal.
    let seq: Int64
    /// The place of this automation in a chain of them, from 1.
    let depth: Int
    /// Attempts that failed before.
    let tries: Int
    /// The record of the run, where there is one.
    var run: RecordID?

    init(automation: CompiledAutomation, record: RecordID, seq: Int64, depth: Int, tries: Int) {
        self.automation = automation
        self.record = record
        self.seq = seq
        self.depth = depth
        self.tries = tries
    }

    init(event: AutomationEvent, automation: CompiledAutomation) {
        self.init(automation: automation, record: event.record, seq: event.seq, depth: event.depth + 1, tries: 0)
    }

    /// A run that is tried again; `nil` where its automation is off.
    init?(_ run: Record, in model: TenantModel) {
        guard let automation = model.automations.first(where: { $0.name == run["automation"].text }),
            let record = run["record"].text.flatMap({ RecordID($0) })
        else { return nil }
        self.init(
            automation: automation,
            record: record,
            seq: run["seq"].int ?? 0,
            depth: Int(run["depth"].int ?? 1),
            tries: Int(run["attempts"].int ?? 0)
        )
        self.run = run.id
    }

    /// The same run with its automation as a model has it; `nil` where it has none.
    func following(_ model: TenantModel) -> AutomationAttempt? {
        guard let now = model.automations.first(where: { $0.name == automation.name }) else { return nil }
        var attempt = self
        attempt.automation = now
        return attempt
    }

    /// What tells this run from all others.
    var key: String { "\(seq)/\(automation.name)" }
}

/// Keeps runs in the transaction of their effects.
struct RunKeeper {
    let scope: TenantScope
    let backend: any TransactionBackend
    let ids: IDGenerator

    /// Whether an event was handled by an automation already.
    func exists(_ key: String) throws -> Bool {
        guard let entity = scope.model.entities[AutomationRuns.entity] else { return false }
        return try backend.isTaken(scope, entity, field: "event_key", value: .text(key), except: nil)
    }

    /// Writes what came of an attempt.
    func keep(
        _ attempt: AutomationAttempt,
        _ state: AutomationRuns.State,
        due: Int64?,
        trace: AutomationWork.Result?,
        error: String?
    ) throws {
        guard let entity = scope.model.entities[AutomationRuns.entity] else { return }
        let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
        let definition = attempt.automation.definition
        let values: [String: Value] = [
            "automation": .text(attempt.automation.name),
            "event_key": .text(attempt.key),
            "event": .text("\(definition.entity).\(definition.event)"),
            "seq": .int(attempt.seq),
            "record": .text(attempt.record.raw),
            "depth": .int(Int64(attempt.depth)),
            "attempts": .int(Int64(attempt.tries + 1)),
            "due": due.map { .datetime($0, zone: nil) } ?? .null,
            "condition": trace?.condition.map { .bool($0) } ?? .null,
            "steps": (trace?.steps).flatMap { $0.isEmpty ? nil : .text($0.joined(separator: "\n")) } ?? .null,
            "error": error.map { .text(String($0.prefix(2000))) } ?? .null,
        ]
        let all = RecordAccess(rows: .everything, fields: nil)
        guard let run = attempt.run, let known = try backend.record(scope, entity, run, rows: .everything, bin: false)
        else {
            _ = try writer.create(entity, id: nil, values: values, access: all, state: state.rawValue)
            return
        }
        var changed = known
        changed.values.merge(values) { _, new in new }
        changed.state = state.rawValue
        let fields = writer.difference(known, changed, of: entity)
        _ = try writer.store(changed, after: known, of: entity, changed: fields, "tried")
    }
}
