/// Does the steps of one automation for one record, inside a transaction.
struct AutomationWork {
    /// What came of it.
    struct Result {
        var state = AutomationRuns.State.done
        /// Why nothing was done.
        var reason: String?
        /// The value of the condition; `nil` where there is none.
        var condition: Bool?
        /// What each step did.
        var steps: [String] = []
    }

    let automation: CompiledAutomation
    let scope: TenantScope
    let backend: any TransactionBackend
    let ids: IDGenerator

    private var writer: RecordWriter { RecordWriter(scope: scope, backend: backend, ids: ids) }

    /// Runs the steps for a record.
    /// - Throws: what a step is refused with; nothing of the run may be kept then.
    func run(on id: RecordID) throws -> Result {
        var result = Result()
        guard try record(id) != nil else {
            result.state = .skipped
            result.reason = "The record is gone."
            return result
        }
        if let condition = automation.condition {
            result.condition = try evaluator(id).isTrue(condition)
            guard result.condition == true else {
                result.state = .skipped
                return result
            }
        }
        for step in automation.steps { result.steps.append(try run(step, on: id)) }
        return result
    }

    private func record(_ id: RecordID) throws -> Record? {
        guard let entity = scope.model.entities[automation.definition.entity] else { return nil }
        // What was deleted is in the bin, whichever event it was that happened before.
        return try backend.record(scope, entity, id, rows: .everything, bin: false)
            ?? (automation.definition.event == "deleted"
                ? backend.record(scope, entity, id, rows: .everything, bin: true) : nil)
    }

    /// Expressions see the record as the steps before left it.
    private func evaluator(_ id: RecordID) throws -> ExpressionEvaluator {
        guard let record = try record(id) else { throw KernelError(.notFound, "The record is gone.") }
        return ExpressionEvaluator(writer.context(of: record, input: [:]))
    }

    private func run(_ step: CompiledAutomation.Step, on id: RecordID) throws -> String {
        let evaluator = try evaluator(id)
        var values: [String: Value] = [:]
        for (field, node) in step.values { values[field.id] = try evaluator.value(node, for: field) }
        if case .action(let owner, let name) = step.act { return try run(owner, name, values) }
        guard let entity = step.entity.flatMap({ scope.model.entities[$0] }) else {
            throw KernelError(.notFound, "There is no `\(step.entity?.raw ?? "")`.")
        }
        if case .create = step.act {
            let permission = Permission.record(entity.id, .create)
            guard let access = scope.access.access(permission) else { throw KernelError.forbidden(permission) }
            let given = values.filter { !$0.value.isNull }
            let record = try writer.create(entity, id: nil, values: given, access: access)
            return "created \(entity.id) \(record.id.raw)"
        }
        let target = try target(of: step, on: id, evaluator)
        guard let target else { return "nothing to do: the reference is empty" }
        if case .move(let move, _) = step.act {
            var json = JSONWriter()
            json.object { json in
                for (name, value) in values.sorted(by: { $0.key < $1.key }) where !value.isNull {
                    json.key(name)
                    json.value(value)
                }
            }
            let input = try JSONReader.read(json.bytes)
            let record = try writer.move(entity, id: target, move, version: nil, input: input)
            return "moved \(entity.id) \(target.raw) to \(record.state ?? "")"
        }
        _ = try writer.update(entity, id: target, version: nil, values: values)
        return "set \(values.keys.sorted().joined(separator: ", ")) of \(entity.id) \(target.raw)"
    }

    private func target(
        of step: CompiledAutomation.Step,
        on id: RecordID,
        _ evaluator: ExpressionEvaluator
    ) throws -> RecordID? {
        guard let path = step.path else { return id }
        return try evaluator.value(path).reference
    }

    private func run(_ owner: String, _ name: String, _ values: [String: Value]) throws -> String {
        guard let action = scope.model.action(owner, name), case .write(let body) = action.body,
            let access = scope.access.access(action.permission.id)
        else { throw KernelError(.notFound, "There is no action `\(owner).\(name)`.") }
        let authority = ActionAuthority(owner: owner, permission: action.permission.id, access: access)
        var transaction = Transaction(scope: scope, backend: backend, ids: ids, authority: authority)
        _ = try body(&transaction, ActionInput(values: values.filter { !$0.value.isNull }))
        return "ran \(owner).\(name)"
    }
}
