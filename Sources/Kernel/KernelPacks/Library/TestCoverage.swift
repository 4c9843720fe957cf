import Kernel

/// What of a pack no test looks at: moves (P710), row rules (P711), guards (P712).
///
/// By name: a move is tested by a step that makes it and is expected to succeed, a row rule by a test in its role that
/// expects a record of its entity to be hidden, a guard by a step that is expected to be refused.
package enum TestCoverage {
    /// Warnings at the places of what is not tested.
    package static func findings(_ pack: PackDefinition, _ model: TenantModel) -> [Diagnostic] {
        let seen = Seen(pack, model)
        var findings: [Diagnostic] = []
        for (entity, address, move) in moves(of: pack) {
            let name = "\(entity).\(move.id)"
            let place = pack.spans["\(address)/move/\(move.id)"]
            if !seen.made.contains(name) {
                let message = "no test makes the move `\(move.id)` of `\(entity)`"
                findings.append(Diagnostic(.warning, .untestedMove, message, at: place))
            }
            if let condition = move.guardExpression, !seen.refused.contains(name) {
                let message = "no test expects the guard of `\(move.id)` of `\(entity)` to refuse"
                findings.append(Diagnostic(.warning, .untestedGuard, message, at: condition.span ?? place))
            }
        }
        for rule in pack.rows where !seen.hides(rule) {
            let role = rule.role.map { " for `\($0)`" } ?? ""
            let message = "no test expects the rule of `\(rule.entity)`\(role) to hide a record"
            findings.append(Diagnostic(.warning, .untestedRule, message, at: rule.condition.span))
        }
        return findings
    }

    private static func moves(of pack: PackDefinition) -> [(EntityID, String, MoveDefinition)] {
        pack.entities.flatMap { entity in entity.moves.map { (entity.id, "entity/\(entity.id.name)", $0) } }
            + pack.extensions.flatMap { addition in
                addition.moves.map { (addition.entity, "extend/\(addition.entity)", $0) }
            }
    }
}

/// What the tests of a pack do and expect.
private struct Seen {
    var made: Set<String> = []
    var refused: Set<String> = []
    /// Roles with everything they include, and the entity that is hidden from them.
    private var hidden: [(roles: Set<String>, entity: EntityID)] = []

    init(_ pack: PackDefinition, _ model: TenantModel) {
        for test in pack.tests { look(at: test, pack, model) }
    }

    private mutating func look(at test: PackTest, _ pack: PackDefinition, _ model: TenantModel) {
        let names = TestNames(test, of: pack, model: model, findings: Findings())
        let refusal = test.expectations.lazy.compactMap { expectation -> PackTest.Refusal? in
            if case .refused(let refusal) = expectation.kind { refusal } else { nil }
        }.first
        for (index, step) in test.allSteps.enumerated() {
            guard case .record(let key, let verb) = step.act, let entity = names.keys[key] else { continue }
            if index < test.allSteps.count - 1 || refusal == nil {
                made.insert("\(entity).\(verb)")
            } else if refusal?.code?.text == ProblemCode.stateRefused.code {
                refused.insert("\(entity).\(verb)")
            }
        }
        let roles = closure(of: test.roles.map(\.text), in: model)
        for expectation in test.expectations {
            guard case .hidden(let keys) = expectation.kind else { continue }
            hidden += keys.compactMap { names.keys[$0.text] }.map { (roles, $0) }
        }
    }

    private func closure(of roles: [String], in model: TenantModel) -> Set<String> {
        var (found, open): (Set<String>, [String]) = ([], roles)
        while let role = open.popLast() {
            if found.insert(role).inserted { open += model.roles[role]?.includes ?? [] }
        }
        return found
    }

    func hides(_ rule: RowRule) -> Bool {
        hidden.contains { seen in
            seen.entity == rule.entity && rule.role.map { seen.roles.contains($0) } ?? true
        }
    }
}
