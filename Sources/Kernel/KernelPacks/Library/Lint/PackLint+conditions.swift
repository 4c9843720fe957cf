import Kernel

extension PackLint {
    /// A permission that implies reading what a role reads only some fields of (P809).
    mutating func masks() {
        for permission in pack.permissions {
            for entity in model.entities.values.sorted(by: { $0.id < $1.id }) {
                let read = Permission.record(entity.id, .read)
                guard permission.implies.contains(read) else { continue }
                let roles = model.roles.values.filter { role in
                    role.grants.contains { $0.permission == permission.id }
                        && role.grants.contains { $0.permission == read && $0.fields != nil }
                }
                guard !roles.isEmpty else { continue }
                let names = roles.map { "`\($0.id)`" }.sorted().joined(separator: ", ")
                let message =
                    "`\(permission.id)` implies `\(read)`, so the fields that \(names) may read are all of them"
                warn(.maskUndone, message, at: pack.spans["permission/\(permission.id)"])
            }
        }
    }

    /// A condition that is false where the record is nobody's (P810).
    mutating func conditions() {
        for rule in pack.rows { look(at: rule.condition, of: rule.entity) }
        for entity in pack.entities { look(at: entity.moves, entity.checks, of: entity.id) }
        for part in pack.extensions { look(at: part.moves, part.checks, of: part.entity) }
        for automation in pack.automations {
            if let condition = automation.condition { look(at: condition, of: automation.entity) }
        }
    }

    private mutating func look(at moves: [MoveDefinition], _ checks: [CheckDefinition], of entity: EntityID) {
        for move in moves {
            guard let source = move.guardExpression else { continue }
            let node = model.entities[entity]?.moves[move.id]?.condition
            if let node, node.leavesNobodyOut { tell(source) }
        }
        for check in checks { look(at: check.condition, of: entity) }
    }

    private mutating func look(at source: ExpressionSource, of entity: EntityID) {
        guard let model = model.entities[entity] else { return }
        let context = CheckingContext(model: self.model, entity: model, readable: .everything)
        guard let node = ExpressionCompiler.condition(source, in: context).node, node.leavesNobodyOut else { return }
        tell(source)
    }

    private mutating func tell(_ source: ExpressionSource) {
        let message = "`!= me` is false where the field is empty"
        warn(.nullOwnerLeftOut, message, at: source.span, hint: "such as `owner = null or owner != me`")
    }
}

extension ExpressionNode {
    /// Whether a part of it is `x != me` where nothing is said about an empty `x`.
    fileprivate var leavesNobodyOut: Bool {
        if otherThanMe != nil { return true }
        guard case .or(let parts) = self else { return children.contains(where: \.leavesNobodyOut) }
        let empty = parts.compactMap(\.isEmptyOf)
        return parts.contains { part in
            part.otherThanMe.map { !empty.contains($0) } ?? part.children.contains(where: \.leavesNobodyOut)
        }
    }

    /// `x` of `x != me`.
    private var otherThanMe: ExpressionPath? {
        guard case .compare(.notEqual, let left, let right) = self else { return nil }
        switch (left, right) {
        case (.path(let path), .me(nil)), (.me(nil), .path(let path)): return path
        default: return nil
        }
    }

    /// `x` of `x = null`.
    private var isEmptyOf: ExpressionPath? {
        guard case .compare(.equal, .path(let path), .literal(.null)) = self else { return nil }
        return path
    }
}
