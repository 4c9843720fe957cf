/// Makes entity models of a valid draft: merges fields, finds far ends, compiles guards, assignments and row rules.
struct DraftCompiler {
    let draft: ModelDraft
    private(set) var diagnostics: [Diagnostic] = []
    let definitions: [EntityID: EntityDefinition]
    private let names: [EntityID]
    private let rates: [String: [String: FieldDefinition]]
    private let settings: [String: SettingDefinition]
    private let farEnds: [EntityID: [String: FarEnd]]

    init(draft: ModelDraft) {
        self.draft = draft
        farEnds = draft.index.farEnds.mapValues { ends in
            Dictionary(ends.map { ($0.name, $0.end) }, uniquingKeysWith: { first, _ in first })
        }
        definitions = Dictionary(
            draft.entities.map { ($0.content.id, draft.merged($0.content)) },
            uniquingKeysWith: { first, _ in first }
        )
        names = Array(definitions.keys)
        rates = draft.rates
        settings = Dictionary(
            draft.settings.map { ($0.content.field.id, $0.content) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Entity models in the order of declaration.
    mutating func entities() -> [EntityModel] {
        draft.entities.compactMap { entity in
            guard let definition = definitions[entity.content.id] else { return nil }
            let own = entity.content.fields.map { FieldModel(definition: $0, owner: entity.owner) }
            let added = draft.additions(to: definition.id).flatMap { addition in
                addition.content.fields.map { FieldModel(definition: $0, owner: addition.owner) }
            }
            let moves = definition.moves.map { ($0.id, move($0, of: definition, by: owner(of: $0, entity))) }
            let scoring = scoring(of: definition)
            return EntityModel(
                definition: definition,
                fields: own + added,
                farEnds: farEnds[definition.id] ?? [:],
                moves: Dictionary(moves, uniquingKeysWith: { first, _ in first }),
                checks: definition.checks.compactMap { check($0, of: definition) },
                computed: computed(definition, scoring),
                scoring: scoring
            )
        }
    }

    /// Row rules, checked.
    mutating func rows() -> [CompiledRowRule] {
        draft.rows.compactMap { row in
            guard let entity = definitions[row.content.entity] else { return nil }
            let context = context(of: entity, input: nil)
            let (node, findings) = ExpressionCompiler.condition(row.content.condition, in: context)
            diagnostics += findings
            return node.map { CompiledRowRule(entity: entity.id, role: row.content.role, condition: $0) }
        }
    }

    /// What packs do by themselves, checked.
    mutating func automations() -> [CompiledAutomation] {
        var compiler = AutomationCompiler(draft: draft, entities: definitions) { [self] entity in
            context(of: entity, input: nil)
        }
        let automations = compiler.automations()
        diagnostics += compiler.diagnostics
        return automations
    }

    /// What gives the computed fields of an entity their values.
    private mutating func computed(
        _ entity: EntityDefinition,
        _ scoring: CompiledScoring?
    ) -> [String: ExpressionNode] {
        var computed = scoring?.computed ?? [:]
        for field in entity.fields where computed[field.id] == nil {
            guard let source = field.compute else { continue }
            let (node, findings) = ExpressionCompiler.value(source, for: field, in: context(of: entity, input: nil))
            diagnostics += findings
            guard let node else { continue }
            if node.readsPrincipal {
                let message = "`\(entity.id).\(field.id)` depends on who asks; a value is the same for everybody"
                diagnostics.append(Diagnostic(code: "P254", message, at: source.span))
            }
            computed[field.id] = node
        }
        return computed
    }

    private mutating func scoring(of entity: EntityDefinition) -> CompiledScoring? {
        guard let scoring = draft.scorings.first(where: { $0.content.entity == entity.id }) else { return nil }
        let context = context(of: entity, input: nil)
        let factors = scoring.content.factors.map { factor in
            let lines = factor.lines.compactMap { line -> (condition: ExpressionNode, points: Int64)? in
                let (node, findings) = ExpressionCompiler.condition(line.condition, in: context)
                diagnostics += findings
                if let node, node.readsPrincipal {
                    let message = "the score of `\(entity.id)` depends on who asks; it is the same for everybody"
                    diagnostics.append(Diagnostic(code: "P254", message, at: line.condition.span))
                }
                return node.map { ($0, line.points) }
            }
            return CompiledScoring.Factor(definition: factor, lines: lines)
        }
        return CompiledScoring(definition: scoring.content, owner: scoring.owner, factors: factors)
    }

    private mutating func check(_ check: CheckDefinition, of entity: EntityDefinition) -> CompiledCheck? {
        let (node, findings) = ExpressionCompiler.condition(check.condition, in: context(of: entity, input: nil))
        diagnostics += findings
        guard let node else { return nil }
        if node.paths.isEmpty {
            let message = "the check `\(check.id)` of `\(entity.id)` reads nothing of its record"
            diagnostics.append(Diagnostic(code: "P251", message, at: check.condition.span))
        }
        return CompiledCheck(definition: check, condition: node)
    }

    /// Who declares a move: the entity's owner, or the pack that adds it.
    private func owner(of move: MoveDefinition, _ entity: Owned<EntityDefinition>) -> String {
        if entity.content.moves.contains(where: { $0.id == move.id }) { return entity.owner }
        return draft.additions(to: entity.content.id).first { addition in
            addition.content.moves.contains { $0.id == move.id }
        }?.owner ?? entity.owner
    }

    private mutating func move(
        _ move: MoveDefinition,
        of entity: EntityDefinition,
        by owner: String
    ) -> CompiledMove {
        var context = context(of: entity, input: move.input)
        context.pack = owner
        var condition: ExpressionNode?
        if let source = move.guardExpression {
            let (node, findings) = ExpressionCompiler.condition(source, in: context)
            condition = node
            diagnostics += findings
        }
        var assignments: [(field: String, value: ExpressionNode)] = []
        for assignment in move.set {
            guard let field = entity.fields.first(where: { $0.id == assignment.field }) else { continue }
            let (node, findings) = ExpressionCompiler.value(assignment.value, for: field, in: context)
            diagnostics += findings
            if let node { assignments.append((assignment.field, node)) }
        }
        return CompiledMove(
            definition: move,
            permission: move.needs ?? "\(entity.id.raw).\(move.id)",
            condition: condition,
            assignments: assignments
        )
    }

    func context(of entity: EntityDefinition, input: [FieldDefinition]?) -> CheckingContext {
        let (definitions, farEnds) = (definitions, farEnds)
        let own = ExpressionEntity(entity, farEnds: farEnds[entity.id] ?? [:])
        var context = CheckingContext(entity: own, settings: settings, input: input) { id in
            definitions[id].map { ExpressionEntity($0, farEnds: farEnds[id] ?? [:]) }
        }
        context.tenantEntities = names
        if input != nil { context.rates = rates }
        return context
    }
}
