/// Unique rules that cannot hold (P237): no field, a field or a state that does not exist, a field that several columns or
/// another table hold.
struct UniqueRuleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity in
            entity.content.uniques.enumerated().flatMap { findings($1, number: $0, on: entity, in: draft) }
        }
    }

    private func findings(
        _ rule: UniqueRule,
        number: Int,
        on owner: Owned<EntityDefinition>,
        in draft: ModelDraft
    ) -> [Diagnostic] {
        let entity = draft.merged(owner.content)
        func finding(_ message: String, _ hint: String? = nil, at name: String = "") -> Diagnostic {
            let span = draft.span(of: "unique/\(number)/\(name)", on: entity.id, by: owner.owner) ?? owner.span
            return Diagnostic(code: "P237", "a unique rule of `\(entity.id)` \(message)", at: span, hint: hint)
        }
        var findings: [Diagnostic] = rule.fields.isEmpty ? [finding("names no field")] : []
        if Set(rule.fields).count != rule.fields.count { findings.append(finding("names a field twice")) }
        for name in rule.fields {
            // The owner's own fields only: a rule must not change with the packs that are on.
            guard let field = owner.content.fields.first(where: { $0.id == name }) else {
                let hint = DidYouMean.hint(for: name, in: owner.content.fields.map(\.id))
                findings.append(finding("names `\(name)`, which is not a field", hint, at: name))
                continue
            }
            if field.secret || !Self.compares(field.type) {
                findings.append(finding("names `\(name)`, whose type \(field.type.word) cannot be compared", at: name))
            }
        }
        let states = entity.states.map(\.id)
        for state in rule.states ?? [] where !states.contains(state) {
            let hint = DidYouMean.hint(for: state, in: states)
            findings.append(finding("names the state `\(state)`, which does not exist", hint))
        }
        return findings
    }

    /// Whether one column tells values of a type apart.
    private static func compares(_ type: FieldType) -> Bool {
        switch type {
        case .money, .choices, .references, .list, .geo: false
        default: true
        }
    }
}

/// Rules over records of another owner's entity (P202): a rule sets fields, which only their owner may.
struct RecordRuleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.rules.filter { $0.content.entity.owner != $0.owner }.map { rule in
            let message = "`\(rule.owner)` has a rule over `\(rule.content.entity)`, which belongs to another owner"
            return Diagnostic(code: "P202", message)
        }
    }
}
