/// Grants and needs: a permission that nobody declares (P214), a scope it cannot have (P215), a field or a limit that
/// fits nothing (P216), a role that does not exist (P217).
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
        return findings + needs(draft, declared) + reach(draft, declared)
    }

    /// A permission that may be granted with a scope which one that it implies cannot have: it would give nothing.
    private func reach(_ draft: ModelDraft, _ declared: [String: Permission]) -> [Diagnostic] {
        draft.permissions.flatMap { permission in
            permission.content.implies.compactMap { id in
                guard let implied = declared[id] else { return nil }
                let missing = permission.content.scopes.subtracting(implied.scopes).sorted()
                guard !missing.isEmpty else { return nil }
                func list(_ scopes: [Scope]) -> String { scopes.map { "`\($0.rawValue)`" }.joined(separator: ", ") }
                let message =
                    "`\(permission.content.id)` can be granted with \(list(missing)) and implies `\(id)`, which can only with \(list(implied.scopes.sorted()))"
                return Diagnostic(code: "P215", message, at: permission.span)
            }
        }
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
            let holder = id.lastIndex(of: ".").map { String(id[..<$0]) } ?? id
            // Where nothing of the holder is known, the holder is what is wrong.
            let isStrange = !declared.keys.contains { $0.hasPrefix("\(holder).") }
            let place = isStrange ? draft.span(at: "role/\(role)/grants/\(holder)", by: grant.owner) : nil
            let strange = GrantReach.within(grant.span, place)
            return [
                Diagnostic(
                    code: "P214",
                    message,
                    at: strange ?? grant.span,
                    hint: near(id, declared)
                )
            ]
        }
        var findings: [Diagnostic] = []
        if !permission.scopes.contains(grant.content.scope) {
            let possible = permission.scopes.sorted().map { "`\($0.rawValue)`" }.joined(separator: ", ")
            let message =
                "`\(id)` cannot be granted with the scope `\(grant.content.scope.rawValue)`; it can with \(possible)"
            let address = GrantReach.address(of: grant.content, to: role)
            let scope = grant.content.scope.rawValue
            // The short form and the long one; where one is not written, its place is that of the verb.
            let span = ["\(address)/\(scope)", "\(address)/scope/\(scope)"]
                .compactMap { GrantReach.within(grant.span, draft.span(at: $0, by: grant.owner)) }
                .max { ($0.line, $0.column) < ($1.line, $1.column) }
            findings.append(Diagnostic(code: "P215", message, at: span ?? grant.span))
        }
        return findings + GrantReach(draft).findings(grant, of: role)
    }

    /// A permission of the same holder that is near; of any other only where nothing of the holder is known.
    private func near(_ id: String, _ declared: [String: Permission]) -> String? {
        guard let dot = id.lastIndex(of: ".") else { return DidYouMean.hint(for: id, in: declared.keys) }
        let verbs = declared.keys.filter { $0.hasPrefix(id[...dot]) }.map { String($0[dot...].dropFirst()) }
            .filter { !$0.contains(".") }
        guard !verbs.isEmpty else { return DidYouMean.hint(for: id, in: declared.keys) }
        let verb = String(id[dot...].dropFirst())
        return DidYouMean.nearest(to: verb, in: verbs).map { "did you mean `\(id[...dot])\($0)`?" }
            ?? "possible: \(verbs.sorted().map { "`\($0)`" }.joined(separator: ", "))"
    }

    private func needs(_ draft: ModelDraft, _ declared: [String: Permission]) -> [Diagnostic] {
        let parts = draft.entities.flatMap(draft.parts)
        let moves = parts.flatMap { part in
            part.content.moves.compactMap { move in
                move.needs.map { needs in
                    let place = "move/\(move.id)/needs/\(needs)"
                    let span = draft.span(of: place, on: part.content.entity, by: part.owner) ?? part.span
                    return ("the move `\(move.id)` of `\(part.content.entity)`", needs, span)
                }
            }
        }
        let fields = parts.flatMap { part in
            part.content.fields.flatMap { field in
                [("read_needs", field.readNeeds), ("write_needs", field.writeNeeds)].compactMap { key, needs in
                    needs.map { needs in
                        let place = "field/\(field.id)/\(key)/\(needs)"
                        let span = draft.span(of: place, on: part.content.entity, by: part.owner) ?? part.span
                        return ("the field `\(field.id)` of `\(part.content.entity)`", needs, span)
                    }
                }
            }
        }
        let implied = draft.permissions.flatMap { permission in
            permission.content.implies.map { id in
                let address = "permission/\(permission.content.id)/implies/\(id)"
                let span = draft.span(at: address, by: permission.owner) ?? permission.span
                return ("the permission `\(permission.content.id)`", id, span)
            }
        }
        let actions = draft.actions.map { ("the action `\($0.content.path)`", $0.content.permission.id, $0.span) }
        return (moves + fields + implied + actions).filter { declared[$0.1] == nil }.map { place, id, span in
            let message = "\(place) names the permission `\(id)`, which nobody declares"
            return Diagnostic(code: "P214", message, at: span, hint: near(id, declared))
        }
    }
}

/// Roles that include what does not exist (P217), roles or permissions that come with each other in a circle (P218).
struct RoleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let includes = Dictionary(
            draft.roles.map { ($0.content.id, $0.content.includes) },
            uniquingKeysWith: { first, _ in first }
        )
        return draft.roles.flatMap { role -> [Diagnostic] in
            let unknown = role.content.includes.filter { includes[$0] == nil }.map { name in
                let message = "the role `\(role.content.id)` includes `\(name)`, which does not exist"
                let span = draft.span(at: "role/\(role.content.id)/includes/\(name)", by: role.owner) ?? role.span
                let hint = DidYouMean.hint(for: name, in: includes.keys)
                return Diagnostic(code: "P217", message, at: span, hint: hint)
            }
            guard let path = Circle.path(from: role.content.id, includes) else { return unknown }
            let message = "roles include each other in a circle: \(path.joined(separator: " -> "))"
            let address = "role/\(role.content.id)/includes/\(path.dropFirst().first ?? "")"
            let span = draft.span(at: address, by: role.owner) ?? role.span
            return unknown + [Diagnostic(code: "P218", message, at: span)]
        } + permissions(in: draft)
    }

    private func permissions(in draft: ModelDraft) -> [Diagnostic] {
        let implies = Dictionary(
            draft.permissions.map { ($0.content.id, $0.content.implies) },
            uniquingKeysWith: { first, _ in first }
        )
        return draft.permissions.compactMap { permission in
            guard let path = Circle.path(from: permission.content.id, implies) else { return nil }
            let message = "permissions imply each other in a circle: \(path.joined(separator: " -> "))"
            return Diagnostic(code: "P218", message, at: permission.span)
        }
    }
}

/// Things that stand on each other in a circle.
enum Circle {
    /// The way back to where it began, closed.
    /// - Parameters:
    ///   - start: Where it begins.
    ///   - edges: What stands on what.
    ///   - isSmallest: Whether a circle counts at its smallest id only, so that it is told once.
    /// - Returns: The way; `nil` where none leads back.
    static func path(from start: String, _ edges: [String: [String]], isSmallest: Bool = true) -> [String]? {
        var ways = [[start]]
        var seen: Set<String> = []
        while let way = ways.popLast() {
            for next in edges[way[way.count - 1]] ?? [] where next >= start || !isSmallest {
                if next == start { return way + [next] }
                if seen.insert(next).inserted { ways.append(way + [next]) }
            }
        }
        return nil
    }
}

/// Row rules about entities (P212) or roles (P217) that do not exist, or for a role that nothing narrows (P241).
struct RowRuleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let roles = Set(draft.roles.map(\.content.id))
        let whole = Set(draft.roles.filter(\.content.holdsEverything).map(\.content.id))
        return draft.rows.flatMap { row -> [Diagnostic] in
            var findings: [Diagnostic] = []
            if draft.entity(row.content.entity) == nil {
                let id = row.content.entity.raw
                let hint = DidYouMean.hint(for: id, in: draft.entityNames)
                let span = draft.span(at: "row/entity/\(id)", by: row.owner) ?? row.span
                let message = "a row rule names `\(id)`, which does not exist"
                findings.append(Diagnostic(code: "P212", message, at: span, hint: hint))
            }
            if let role = row.content.role, !roles.contains(role) {
                let hint = DidYouMean.hint(for: role, in: roles)
                let span = draft.span(at: "row/role/\(role)", by: row.owner) ?? row.span
                let message = "a row rule names the role `\(role)`, which does not exist"
                findings.append(Diagnostic(code: "P217", message, at: span, hint: hint))
            }
            if let role = row.content.role, whole.contains(role) {
                let message = "the role `\(role)` holds everything, so no rule of its own narrows it"
                let hint = "a rule without `role` narrows everybody"
                let span = draft.span(at: "row/role/\(role)", by: row.owner) ?? row.span
                findings.append(Diagnostic(code: "P241", message, at: span, hint: hint))
            }
            return findings
        }
    }
}
