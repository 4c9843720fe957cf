import Kernel

extension PackLint {
    /// A condition that reads nothing, or asks who `me` is where nobody is (P818).
    ///
    /// Lines of a scoring are left out: `true` is how the last one says "else".
    mutating func constants() {
        for entity in pack.entities { guards(entity.moves, of: entity.id) }
        for part in pack.extensions { guards(part.moves, of: part.entity) }
        for automation in model.automations where automation.pack == pack.id {
            let thing = "the `if` of the automation `\(automation.definition.id)`"
            tell(automation.condition, thing, at: automation.definition.condition?.span)
            guard automation.condition?.readsPrincipal == true else { continue }
            let message = "\(thing) asks for `me`, which is null there: an automation acts by itself"
            warn(.conditionConstant, message, at: automation.definition.condition?.span)
        }
        for screen in model.presentation.screens where screen.owner == pack.id {
            let definition = screen.definition
            tell(screen.condition, "the `where` of the screen `\(definition.id)`", at: definition.condition?.span)
        }
        for requirement in model.obligations.requirements where requirement.owner == pack.id {
            let definition = requirement.definition
            tell(requirement.condition, "the `when` of `\(definition.id)`", at: definition.condition?.span)
        }
    }

    private mutating func guards(_ moves: [MoveDefinition], of entity: EntityID) {
        for move in moves {
            let node = model.entities[entity]?.moves[move.id]?.condition
            tell(node, "the guard of the move `\(move.id)` of `\(entity)`", at: move.guardExpression?.span)
        }
    }

    private mutating func tell(_ node: ExpressionNode?, _ thing: String, at span: SourceSpan?) {
        guard let sameness = node?.sameness else { return }
        warn(.conditionConstant, "\(thing) \(sameness)", at: span)
    }
}

extension ExpressionNode {
    /// How a condition that reads nothing comes out; `nil` for one that reads something.
    var sameness: String? {
        guard !readsAnything else { return nil }
        guard case .literal(.bool(let always)) = self else { return "reads nothing, so it always comes out the same" }
        return "is \(always ? "always" : "never") true"
    }

    /// Whether a part of it is a record's, the principal's, the request's or the tenant's.
    private var readsAnything: Bool {
        switch self {
        case .path, .me, .through, .setting, .input, .rate, .now, .today, .aggregate: true
        default: children.contains(where: \.readsAnything)
        }
    }
}
