extension RecordWriter {
    /// What a record must satisfy beside others: rules of its capability, then unique rules.
    ///
    /// Asked only when its own values are in order, so that a rule never sees what is none of a field's values.
    func settle(
        _ record: inout Record,
        before: Record?,
        of entity: EntityModel,
        _ check: inout WriteCheck
    ) throws {
        guard check.isClean else { return }
        if let rules = scope.model.rules[entity.id] {
            var draft = RecordDraft(before: before, record: record)
            let context = RuleContext(scope: scope, backend: backend)
            for rule in rules { check.add(try rule.body(context, &draft)) }
            record = draft.record
        }
        try hold(entity.checks, record, &check)
        guard check.isClean else { return }
        for rule in entity.definition.uniques where rule.concerns(record, before: before) {
            guard try backend.isTaken(scope, entity, rule, by: record) else { continue }
            let message = rule.message.text(scope.environment.language)
            check.add([Finding(rule.fields.last ?? "", "taken", message)])
        }
    }

    /// What the packs say must be true of every record; all that is not is told at once.
    private func hold(_ checks: [CompiledCheck], _ record: Record, _ check: inout WriteCheck) throws {
        guard !checks.isEmpty else { return }
        let evaluator = ExpressionEvaluator(context(of: record, input: [:]))
        for rule in checks where try !evaluator.isTrue(rule.condition) {
            check.add([rule.finding(in: scope.environment.language)])
        }
    }

    /// The fields in which two states of a record differ.
    func difference(_ before: Record, _ after: Record, of entity: EntityModel) -> Set<String> {
        var changed: Set<String> = []
        for field in entity.fields where !before[field.id].isIdentical(to: after[field.id]) {
            changed.insert(field.id)
        }
        return entity.computed.isEmpty ? changed : changed.filter { entity.computed[$0] == nil }
    }

    /// - Throws: 409 `state_refused` for a record whose state is locked.
    func requireUnlocked(_ record: Record, _ entity: EntityModel) throws {
        guard let state = entity.definition.states.first(where: { $0.id == record.state }), state.locked else { return }
        let title = entity.definition.title.text(scope.environment.language)
        let name = state.title.text(scope.environment.language)
        throw refused(entity, record, "\(title): \(name). It can no longer be changed.")
    }
}

extension UniqueRule {
    /// Whether a write can have broken the rule.
    fileprivate func concerns(_ record: Record, before: Record?) -> Bool {
        guard counts(in: record.state) else { return false }
        guard let before, counts(in: before.state), before.deletedAt == nil else { return true }
        return fields.contains { !before[$0].isIdentical(to: record[$0]) }
    }
}
