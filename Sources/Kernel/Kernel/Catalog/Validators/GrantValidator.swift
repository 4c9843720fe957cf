/// Grants and needs: a permission that nobody declares (P214), a scope it cannot have (P215), a field or a limit that
/// the entity lacks (P216), a role that does not exist (P217).
struct GrantValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let declared = Dictionary(
            draft.permissions.map { ($0.content.id, $0.content) },
            uniquingKeysWith: { a, _ in a }
        )
        let roles = Set(draft.roles.map(\.content.id))
        let own = draft.roles.flatMap { role in
            role.content.grants.map {
                (role.content.id, Owned(owner: role.owner, content: $0, span: $0.span ?? role.span))
            }
        }
        var findings: [Diagnostic] = []
        for (role, grant) in own + draft.grants.map({ ($0.role, $0.grant) }) {
            if !roles.contains(role) {
                let message = "`\(grant.owner)` grants to the role `\(role)`, which does not exist"
                findings.append(
                    Diagnostic(code: "P217", message, at: grant.span, hint: DidYouMean.hint(for: role, in: roles))
                )
            }
            findings += check(grant, of: role, declared, draft)
        }
        return findings + needs(draft, declared)
    }

    private func check(
        _ grant: Owned<Grant>,
        of role: String,
        _ declared: [String: Permission],
        _ draft: ModelDraft
    ) -> [Diagnostic] {
        let id = grant.content.permission
        guard let permission = declared[id] else {
            let message = "the role `\(role)` is granted `\(id)`, which nobody declares"
            return [
                Diagnostic(code: "P214", message, at: grant.span, hint: DidYouMean.hint(for: id, in: declared.keys))
            ]
        }
        var findings: [Diagnostic] = []
        if !permission.scopes.contains(grant.content.scope) {
            let possible = permission.scopes.sorted().map { "`\($0.rawValue)`" }.joined(separator: ", ")
            let message =
                "`\(id)` cannot be granted with the scope `\(grant.content.scope.rawValue)`; it can with \(possible)"
            findings.append(Diagnostic(code: "P215", message, at: grant.span))
        }
        let names = (grant.content.fields ?? []).union(grant.content.limit.keys)
        guard !names.isEmpty, let entity = draft.entity(ofPermission: id) else { return findings }
        let merged = draft.merged(entity)
        let fields = Set(merged.fields.map(\.id))
        let inputs = Set(merged.moves.filter { id == "\(merged.id.raw).\($0.id)" }.flatMap(\.input).map(\.id))
        for name in names.subtracting(fields).subtracting(inputs).sorted() {
            let message = "the grant of `\(id)` to `\(role)` names `\(name)`, which is not a field of `\(merged.id)`"
            findings.append(
                Diagnostic(code: "P216", message, at: grant.span, hint: DidYouMean.hint(for: name, in: fields))
            )
        }
        return findings
    }

    private func needs(_ draft: ModelDraft, _ declared: [String: Permission]) -> [Diagnostic] {
        let moves = draft.entities.flatMap { entity in
            draft.merged(entity.content).moves.compactMap { move in
                move.needs.map { ("the move `\(move.id)` of `\(entity.content.id)`", $0, entity.span) }
            }
        }
        let fields = draft.entities.flatMap { entity in
            draft.merged(entity.content).fields.flatMap { field in
                [field.readNeeds, field.writeNeeds].compactMap { $0 }.map {
                    ("the field `\(field.id)` of `\(entity.content.id)`", $0, entity.span)
                }
            }
        }
        let implied = draft.permissions.flatMap { permission in
            permission.content.implies.map { ("the permission `\(permission.content.id)`", $0, permission.span) }
        }
        let actions = draft.actions.map { ("the action `\($0.content.path)`", $0.content.permission.id, $0.span) }
        return (moves + fields + implied + actions).filter { declared[$0.1] == nil }.map { place, id, span in
            let message = "\(place) names the permission `\(id)`, which nobody declares"
            return Diagnostic(code: "P214", message, at: span, hint: DidYouMean.hint(for: id, in: declared.keys))
        }
    }
}

/// Roles that include what does not exist (P217) or each other in a circle (P218).
struct RoleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let includes = Dictionary(
            draft.roles.map { ($0.content.id, $0.content.includes) },
            uniquingKeysWith: { first, _ in first }
        )
        return draft.roles.flatMap { role -> [Diagnostic] in
            let unknown = role.content.includes.filter { includes[$0] == nil }.map { name in
                let message = "the role `\(role.content.id)` includes `\(name)`, which does not exist"
                return Diagnostic(
                    code: "P217",
                    message,
                    at: role.span,
                    hint: DidYouMean.hint(for: name, in: includes.keys)
                )
            }
            guard let path = circle(from: role.content.id, includes) else { return unknown }
            let message = "roles include each other in a circle: \(path.joined(separator: " -> "))"
            return unknown + [Diagnostic(code: "P218", message, at: role.span)]
        }
    }

    /// The way back to a role; told at the smallest id of the circle only.
    private func circle(from start: String, _ includes: [String: [String]]) -> [String]? {
        var ways = [[start]]
        while let way = ways.popLast() {
            for next in includes[way[way.count - 1]] ?? [] {
                if next == start, way.min() == start { return way + [next] }
                if !way.contains(next) { ways.append(way + [next]) }
            }
        }
        return nil
    }
}

/// Row rules about entities (P212) or roles (P217) that do not exist.
struct RowRuleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let roles = Set(draft.roles.map(\.content.id))
        return draft.rows.flatMap { row -> [Diagnostic] in
            var findings: [Diagnostic] = []
            if draft.entity(row.content.entity) == nil {
                let id = row.content.entity.raw
                let hint = DidYouMean.hint(for: id, in: draft.entityNames)
                findings.append(
                    Diagnostic(code: "P212", "a row rule names `\(id)`, which does not exist", at: row.span, hint: hint)
                )
            }
            if let role = row.content.role, !roles.contains(role) {
                let hint = DidYouMean.hint(for: role, in: roles)
                findings.append(
                    Diagnostic(
                        code: "P217",
                        "a row rule names the role `\(role)`, which does not exist",
                        at: row.span,
                        hint: hint
                    )
                )
            }
            return findings
        }
    }
}
