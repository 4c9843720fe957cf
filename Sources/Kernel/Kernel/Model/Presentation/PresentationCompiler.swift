/// Resolves screens, menu, first steps and brand of a draft's packs, and tells what they name that is not there.
struct PresentationCompiler {
    let draft: ModelDraft
    let compiler: DraftCompiler
    var diagnostics: [Diagnostic] = []
    /// Names of far ends by the entity that has them.
    let farEnds: [EntityID: Set<String>]

    init(draft: ModelDraft, compiler: DraftCompiler) {
        self.draft = draft
        self.compiler = compiler
        farEnds =
            draft.presentations.isEmpty
            ? [:] : draft.index.farEnds.mapValues { Set($0.map(\.name)) }
    }

    /// What people see.
    mutating func presentation() -> PresentationModel {
        var model = PresentationModel()
        var owners: [String: String] = [:]
        for part in draft.presentations {
            for screen in part.content.screens {
                if let other = owners.updateValue(part.owner, forKey: screen.id) {
                    let message = "the screen `\(screen.id)` is declared by `\(other)` and by `\(part.owner)`"
                    report("P601", message, at: screen.span)
                    continue
                }
                if let compiled = self.screen(screen, of: part.owner) { model.screens.append(compiled) }
            }
            if let branding = part.content.branding { model.branding = branding }
        }
        for part in draft.presentations {
            menu(part.content.menu, into: &model)
            for step in part.content.steps { self.step(step, of: part.owner, into: &model) }
        }
        return model
    }

    private mutating func menu(_ groups: [MenuGroup], into model: inout PresentationModel) {
        for group in groups {
            let items = group.items.map { item in
                (item: item, condition: item.condition.flatMap { condition($0, over: item.target) })
            }
            for item in group.items { check(item.target, "the menu", at: item.span) }
            if let index = model.menu.firstIndex(where: { $0.id == group.id }) {
                model.menu[index].items += items
            } else {
                model.menu.append(CompiledMenuGroup(id: group.id, title: group.title, items: items))
            }
        }
    }

    private mutating func step(_ step: OnboardingStep, of owner: String, into model: inout PresentationModel) {
        if let other = model.steps.first(where: { $0.definition.id == step.id })?.owner {
            let twice = other == owner ? "stands twice" : "is declared by `\(other)` and by `\(owner)`"
            return report("P605", "the onboarding step `\(step.id)` \(twice)", at: step.span)
        }
        check(step.opens, "the step `\(step.id)`", at: step.span)
        let compiler = compiler
        var conditions = TenantConditionCompiler(draft: draft, owner: owner) { id in
            compiler.definitions[id].map { compiler.context(of: $0, input: nil) }
        }
        let done = conditions.compile(step.done)
        diagnostics += conditions.diagnostics
        guard let done else { return }
        model.steps.append(CompiledStep(owner: owner, definition: step, done: done))
    }

    private mutating func condition(_ source: ExpressionSource, over target: ScreenTarget) -> ExpressionNode? {
        guard case .entity(let id, _) = target, let entity = compiler.definitions[id] else { return nil }
        return condition(source, of: entity)
    }

    mutating func condition(_ source: ExpressionSource, of entity: EntityDefinition) -> ExpressionNode? {
        let (node, findings) = ExpressionCompiler.condition(source, in: compiler.context(of: entity, input: nil))
        diagnostics += findings
        return node
    }

    private mutating func check(_ target: ScreenTarget, _ place: String, at span: SourceSpan?) {
        switch target {
        case .entity(let id, let kind):
            if let entity = compiler.definitions[id] {
                guard let reason = entity.reason(against: kind) else { return }
                return report("P603", "\(place) names `\(target.text)`: \(reason)", at: span)
            }
            let hint = DidYouMean.hint(for: id.raw, in: draft.entityNames)
            report("P212", "\(place) names `\(id)`, which does not exist", at: span, hint: hint)
        case .screen(let id):
            let screens = draft.presentations.flatMap(\.content.screens).map(\.id)
            guard !screens.contains(id) else { return }
            let hint = DidYouMean.hint(for: id, in: screens)
            report("P604", "\(place) names the screen `\(id)`, which does not exist", at: span, hint: hint)
        }
    }

    mutating func report(
        _ code: String,
        _ message: String,
        at span: SourceSpan?,
        hint: String? = nil,
        _ severity: Diagnostic.Severity = .error
    ) {
        diagnostics.append(Diagnostic(severity, code: code, message, at: span, hint: hint))
    }
}
