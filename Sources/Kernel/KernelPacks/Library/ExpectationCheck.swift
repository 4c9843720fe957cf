import Kernel

/// Checks that what a test expects can come out at all.
struct ExpectationCheck {
    let test: PackTest
    let names: TestNames

    func check(_ expectation: PackTest.Expectation) {
        let span = expectation.subject.span
        switch expectation.kind {
        case .refused(let refusal):
            requireStep("can be refused", span)
            permission(refusal)
            code(refusal)
        case .visible(let keys), .hidden(let keys), .deleted(let keys):
            for key in keys { _ = names.record(key.text, at: key.span) }
        case .masked(let key, let fields):
            guard let entity = names.record(key, at: span) else { return }
            for field in fields { _ = names.field(field.text, of: entity, at: field.span) }
        case .value(let key, let field, let value):
            guard let entity = names.record(key, at: span) else { return }
            self.value(value, of: field, in: entity)
        case .count(let entity, _): _ = names.entity(entity, at: span)
        case .journal: requireStep("writes to the journal", span)
        case .events(let events):
            requireStep("happens", span)
            for event in events { self.event(event) }
        case .answer: requireStep("is answered", span)
        case .made(let id, let rows):
            requireStep("makes records", span)
            guard let entity = names.entity(id, at: span) else { return }
            for row in rows {
                for (field, value) in row.sorted(by: { $0.key < $1.key }) { self.value(value, of: field, in: entity) }
            }
        }
    }

    private func requireStep(_ verb: String, _ span: SourceSpan?) {
        guard test.allSteps.isEmpty else { return }
        names.findings.report(.testExpectation, "nothing \(verb) in a test without `do` or `offline`", at: span)
    }

    /// Codes of the kernel are known; an action, and a record whose capability has rules of its own, may have others.
    private func code(_ refusal: PackTest.Refusal) {
        guard let code = refusal.code else { return }
        let known = ProblemCode.ofSteps.map(\.code)
        guard !known.contains(code.text), let last = test.allSteps.last else { return }
        switch last.act {
        case .action: return
        case .record(let key, _):
            if let entity = names.keys[key], names.model.rules[entity] != nil { return }
        case .create(let entity, _):
            if names.model.rules[entity] != nil { return }
        }
        let possible = known.map { "`\($0)`" }.joined(separator: ", ")
        let hint = DidYouMean.hint(for: code.text, in: known) ?? "possible: \(possible), or a permission"
        names.findings.report(.testExpectation, "nothing is refused as `\(code.text)`", at: code.span, hint: hint)
    }

    private func permission(_ refusal: PackTest.Refusal) {
        guard let permission = refusal.permission, names.model.permissions[permission.text] == nil else { return }
        let hint = DidYouMean.hint(for: permission.text, in: names.model.permissions.keys)
        names.findings.report(
            .testExpectation,
            "there is no permission `\(permission.text)`",
            at: permission.span,
            hint: hint
        )
    }

    /// A field or a system field, and a value that it can have.
    private func value(_ value: SeedValue, of id: String, in entity: EntityModel) {
        switch SystemField(rawValue: id) {
        case .state:
            guard case .text(let state, let span) = value else { return }
            names.state(state, of: entity, at: span)
        case .owner, .createdBy, .updatedBy: names.person(value)
        case .version:
            guard case .text(let text, let span) = value, Int64(text) == nil else { return }
            names.findings.report(.testValue, "`version` is a whole number, found `\(text.clipped)`", at: span)
        case .id, .createdAt, .updatedAt:
            let message = "`\(id)` differs from run to run"
            names.findings.report(.testExpectation, message, at: value.span)
        case nil:
            names.value(value, of: id, in: entity, besides: ["state", "owner", "version"])
        }
    }

    /// `<entity>.created`, `<entity>.<state>`, or an event of a capability.
    private func event(_ event: PackTest.Word) {
        let parts = event.text.split(separator: ".").map(String.init)
        guard parts.count == 3 else { return }
        guard let entity = names.entity(EntityID(owner: parts[0], name: parts[1]), at: event.span) else { return }
        let known = ["created", "updated", "deleted", "restored"] + entity.definition.states.map(\.id)
        guard !known.contains(parts[2]) else { return }
        let message = "nothing of `\(entity.id)` is called `\(parts[2].clipped)`"
        names.findings.report(
            .testExpectation,
            message,
            at: event.span,
            hint: Spelling.hint(for: parts[2], in: known)
        )
    }
}
