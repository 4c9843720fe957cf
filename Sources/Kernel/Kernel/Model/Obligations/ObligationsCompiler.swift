/// Resolves requirements and contracts of a draft's packs, and tells what they name that is not there.
struct ObligationsCompiler {
    let draft: ModelDraft
    let compiler: DraftCompiler
    var diagnostics: [Diagnostic] = []

    init(draft: ModelDraft, compiler: DraftCompiler) {
        self.draft = draft
        self.compiler = compiler
    }

    /// What the packs ask for.
    mutating func obligations() -> ObligationsModel {
        var model = ObligationsModel()
        for part in draft.obligations {
            for requirement in part.content.requirements { add(requirement, of: part.owner, to: &model) }
            for contract in part.content.contracts { add(contract, of: part.owner, to: &model) }
        }
        return model
    }

    private mutating func add(_ requirement: ComplianceRequirement, of owner: String, to model: inout ObligationsModel)
    {
        var condition: ExpressionNode?
        if let subject = requirement.subject {
            guard let entity = compiler.definitions[subject] else {
                let message = "the requirement `\(requirement.id)` names `\(subject)`, which does not exist"
                let hint = DidYouMean.hint(for: subject.raw, in: draft.entityNames)
                let address = "compliance/\(requirement.id)/applies_to/\(subject)"
                return report("P212", message, at: draft.span(at: address, by: owner) ?? requirement.span, hint: hint)
            }
            if let source = requirement.condition {
                let compiled = ExpressionCompiler.condition(source, in: compiler.context(of: entity, input: nil))
                diagnostics += compiled.diagnostics
                condition = compiled.node
            }
        }
        let compiled = CompiledRequirement(owner: owner, definition: requirement, condition: condition)
        model.requirements.append(compiled)
        for block in requirement.blocks {
            guard let way = way(block, requirement) else { continue }
            let entry = CompiledBlock(requirement: compiled, way: way)
            model.blocks["\(block.entity.raw).\(block.move)", default: []].append(entry)
        }
    }

    private mutating func way(
        _ block: ComplianceRequirement.Block,
        _ requirement: ComplianceRequirement
    ) -> CompiledBlock.Way? {
        let place = "the requirement `\(requirement.id)`"
        guard let entity = compiler.definitions[block.entity] else {
            let hint = DidYouMean.hint(for: block.entity.raw, in: draft.entityNames)
            report("P212", "\(place) names `\(block.entity)`, which does not exist", at: block.span, hint: hint)
            return nil
        }
        guard entity.moves.contains(where: { $0.id == block.move }) else {
            let hint = DidYouMean.hint(for: block.move, in: entity.moves.map(\.id))
            let message = "\(place) blocks `\(block.move)`, which is not a move of `\(block.entity)`"
            report("P620", message, at: block.span, hint: hint)
            return nil
        }
        guard let subject = requirement.subject else { return .tenant }
        guard subject != block.entity else { return .itself }
        let ways = entity.fields.filter { $0.type.target == subject }.map(\.id)
        if ways.count == 1 { return .reference(ways[0]) }
        let message =
            ways.isEmpty
            ? "`\(block.entity)` has no reference to `\(subject)`, so \(place) cannot block its moves"
            : "`\(block.entity)` has several references to `\(subject)`, so \(place) cannot tell whose proof counts"
        report("P621", message, at: block.span)
        return nil
    }

    mutating func report(_ code: String, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        diagnostics.append(Diagnostic(code: code, message, at: span, hint: hint))
    }
}
