/// Compiles the automations of packs: needs (P760), events (P761), steps (P762), loops (P763).
struct AutomationCompiler {
    let draft: ModelDraft
    let entities: [EntityID: EntityDefinition]
    let context: (EntityDefinition) -> CheckingContext
    private(set) var diagnostics: [Diagnostic] = []

    init(
        draft: ModelDraft,
        entities: [EntityID: EntityDefinition],
        context: @escaping (EntityDefinition) -> CheckingContext
    ) {
        self.draft = draft
        self.entities = entities
        self.context = context
    }

    /// The automations that are on, in the order of packs and declarations.
    mutating func automations() -> [CompiledAutomation] {
        let compiled = draft.automations.compactMap { compile($0.content, of: $0.owner) }
        diagnostics += AutomationLoop.findings(compiled, draft)
        return compiled
    }

    private mutating func compile(_ automation: AutomationDefinition, of pack: String) -> CompiledAutomation? {
        guard checkNeeds(automation, pack) else { return nil }
        guard let entity = entities[automation.entity] else {
            report("P761", "`\(automation.entity)` does not exist", automation.span, near(automation.entity))
            return nil
        }
        let events = AutomationDefinition.verbs + entity.states.map(\.id)
        guard events.contains(automation.event) else {
            let message = "nothing of `\(entity.id)` is called `\(automation.event)`"
            report("P761", message, automation.span, DidYouMean.hint(for: automation.event, in: events))
            return nil
        }
        let context = context(entity)
        var condition: ExpressionNode?
        if let source = automation.condition {
            let (node, findings) = ExpressionCompiler.condition(source, in: context)
            diagnostics += findings
            condition = node
        }
        let isGone = automation.event == "deleted"
        let steps = automation.steps.compactMap { step in
            isGone && changesEvent(step, entity) ? nil : self.step(step, entity, context)
        }
        return CompiledAutomation(definition: automation, pack: pack, condition: condition, steps: steps)
    }

    /// Runs are kept by the capability `automations`; an interface that is not there switches an automation off.
    private mutating func checkNeeds(_ automation: AutomationDefinition, _ id: String) -> Bool {
        guard let pack = draft.packs.first(where: { $0.id == id }) else { return true }
        if !pack.requires.contains(where: { $0.id == AutomationRuns.interface }) {
            let hint = "add `\(AutomationRuns.interface): \"1.0\"` to `requires`"
            report("P760", "automations need the interface `\(AutomationRuns.interface)`", automation.span, hint)
        }
        guard let need = automation.with else { return true }
        guard let interface = (pack.requires + pack.optional).first(where: { $0.id == need }) else {
            let message = "`\(need)` is neither required nor optional in this pack"
            let span = draft.span(at: "automation/\(automation.id)/with/\(need)", by: id) ?? automation.span
            report("P760", message, span, "add it to `optional`")
            return false
        }
        return draft.capabilities.contains { $0.descriptor.provides.contains { $0.meets(interface) } }
    }

    private mutating func step(
        _ step: AutomationStep,
        _ entity: EntityDefinition,
        _ context: CheckingContext
    ) -> CompiledAutomation.Step? {
        switch step.act {
        case .set(let of):
            guard let (target, path) = target(of, entity, context, step) else { return nil }
            let fields = target.fields.filter { $0.compute == nil }
            return made(step, target.id, path, values(step, fields, of: "`\(target.id)`", context))
        case .create(let id):
            guard let target = entities[id] else {
                report("P762", "`\(id)` does not exist", step.span, near(id))
                return nil
            }
            guard target.verbs.contains(.create) else {
                report("P762", "records of `\(id)` cannot be created", step.span)
                return nil
            }
            let fields = target.fields.filter { $0.compute == nil }
            return made(step, id, nil, values(step, fields, of: "`\(id)`", context))
        case .move(let id, let of):
            guard let (target, path) = target(of, entity, context, step) else { return nil }
            guard let move = target.moves.first(where: { $0.id == id }) else {
                let hint = DidYouMean.hint(for: id, in: target.moves.map(\.id))
                report("P762", "`\(id)` is not a move of `\(target.id)`", step.span, hint)
                return nil
            }
            return made(step, target.id, path, values(step, move.input, of: "the move `\(id)`", context))
        case .action(let owner, let id):
            let actions = draft.actions.map(\.content)
            guard let action = actions.first(where: { $0.owner == owner && $0.id == id }) else {
                let hint = DidYouMean.hint(for: "\(owner).\(id)", in: actions.map { "\($0.owner).\($0.id)" })
                report("P762", "there is no action `\(owner).\(id)`", step.span, hint)
                return nil
            }
            guard case .write = action.body else {
                report("P762", "`\(owner).\(id)` changes nothing", step.span)
                return nil
            }
            return made(step, nil, nil, values(step, action.input, of: "`\(owner).\(id)`", context))
        }
    }

    /// A deleted record is in the bin: nothing sets its fields or moves it.
    private mutating func changesEvent(_ step: AutomationStep, _ entity: EntityDefinition) -> Bool {
        let verb: String
        switch step.act {
        case .set(of: nil): verb = "set"
        case .move(_, of: nil): verb = "move"
        default: return false
        }
        let message = "a deleted `\(entity.id)` is in the bin, so `\(verb)` cannot change it"
        report("P762", message, step.span, "`of` names a record that it refers to")
        return true
    }

    private func made(
        _ step: AutomationStep,
        _ entity: EntityID?,
        _ path: ExpressionNode?,
        _ values: [(field: FieldDefinition, value: ExpressionNode)]
    ) -> CompiledAutomation.Step {
        CompiledAutomation.Step(act: step.act, entity: entity, path: path, values: values)
    }

    /// The record that a step writes: the event's own, or the one that a reference field names.
    private mutating func target(
        _ name: String?,
        _ entity: EntityDefinition,
        _ context: CheckingContext,
        _ step: AutomationStep
    ) -> (EntityDefinition, ExpressionNode?)? {
        guard let name else { return (entity, nil) }
        let references = entity.fields.filter { if case .reference = $0.type { true } else { false } }
        guard let field = references.first(where: { $0.id == name }), let id = field.type.target,
            let target = entities[id]
        else {
            let hint = DidYouMean.hint(for: name, in: references.map(\.id))
            report("P762", "`\(name)` is not a reference of `\(entity.id)`", step.span, hint)
            return nil
        }
        let (node, findings) = ExpressionCompiler.value(ExpressionSource(name, at: step.span), for: field, in: context)
        diagnostics += findings
        return node.map { (target, $0) }
    }

    private mutating func values(
        _ step: AutomationStep,
        _ fields: [FieldDefinition],
        of thing: String,
        _ context: CheckingContext
    ) -> [(field: FieldDefinition, value: ExpressionNode)] {
        var values: [(field: FieldDefinition, value: ExpressionNode)] = []
        for assignment in step.values {
            guard let field = fields.first(where: { $0.id == assignment.field }) else {
                let hint =
                    reason(assignment.field, step) ?? DidYouMean.hint(for: assignment.field, in: fields.map(\.id))
                report(
                    "P762",
                    "\(thing) has no `\(assignment.field)`",
                    assignment.span ?? assignment.value.span ?? step.span,
                    hint
                )
                continue
            }
            let (node, findings) = ExpressionCompiler.value(assignment.value, for: field, in: context)
            diagnostics += findings
            if let node { values.append((field, node)) }
        }
        let given = Set(step.values.map(\.field))
        if case .set = step.act { return values }
        for field in fields where field.required && field.defaultValue.isNull && !given.contains(field.id) {
            report("P762", "\(thing) needs `\(field.id)`", step.span)
        }
        return values
    }

    /// Why a field that may be there cannot be set.
    private func reason(_ field: String, _ step: AutomationStep) -> String? {
        switch step.act {
        case .set, .create:
            if field == SystemField.state.rawValue { return "states change by moves: write a step `move`" }
            if SystemField(rawValue: field) != nil { return "the kernel sets `\(field)` itself" }
            let isComputed = entities.values.contains { entity in
                entity.fields.contains { $0.id == field && $0.compute != nil }
            }
            return isComputed ? "a computed field is never set" : nil
        case .move, .action: return nil
        }
    }

    private func near(_ id: EntityID) -> String? {
        DidYouMean.hint(for: id.raw, in: entities.keys.map(\.raw))
    }

    private mutating func report(_ code: String, _ message: String, _ span: SourceSpan?, _ hint: String? = nil) {
        diagnostics.append(Diagnostic(code: code, message, at: span, hint: hint))
    }
}

/// Automations that would start one another without end (P763).
///
/// What an action of a capability does is not known here; a chain over such is ended at run time by its length.
enum AutomationLoop {
    static func findings(_ automations: [CompiledAutomation], _ draft: ModelDraft) -> [Diagnostic] {
        var next: [Int: [Int]] = [:]
        for (index, automation) in automations.enumerated() {
            let effects = automation.steps.flatMap { self.effects(of: $0, draft) }
            next[index] = automations.indices.filter { other in
                let definition = automations[other].definition
                return effects.contains("\(definition.entity).\(definition.event)")
            }
        }
        var told: Set<Int> = []
        return automations.indices.compactMap { start in
            guard !told.contains(start), let path = circle(from: start, next) else { return nil }
            told.formUnion(path)
            let names = (path + [start]).map { "`\(automations[$0].name)`" }.joined(separator: " -> ")
            let message = "automations start one another without end: \(names)"
            return Diagnostic(code: "P763", message, at: automations[start].definition.span)
        }
    }

    /// The events that a step brings about.
    private static func effects(of step: CompiledAutomation.Step, _ draft: ModelDraft) -> [String] {
        guard let id = step.entity, let entity = draft.entity(id).map(draft.merged) else { return [] }
        switch step.act {
        case .set: return ["\(id).updated"]
        case .create: return ["\(id).created"] + entity.states.filter(\.start).map { "\(id).\($0.id)" }
        case .move(let move, _): return entity.moves.filter { $0.id == move }.map { "\(id).\($0.to)" }
        case .action: return []
        }
    }

    /// A way from an automation back to itself.
    private static func circle(from start: Int, _ next: [Int: [Int]]) -> [Int]? {
        var paths = [[start]]
        var seen: Set<Int> = []
        while let path = paths.popLast() {
            for following in next[path[path.count - 1]] ?? [] {
                if following == start { return path }
                if seen.insert(following).inserted { paths.append(path + [following]) }
            }
        }
        return nil
    }
}
