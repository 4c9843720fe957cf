import Kernel

/// Reads the section `roles`.
///
/// Grants stand under what their permission belongs to, by verb or move:
///
///     work-orders.work_order: { read: assigned, update: { scope: assigned, fields: [notes] } }
///     cleaning: { inspect: team }
struct RoleDecoder {
    let places: Places

    /// The roles, in the author's order.
    func roles(_ node: NodeDecoder) -> [RoleDefinition] {
        (node.entries("a mapping of roles", keys: .snake) ?? []).compactMap { entry in
            places.note("role/\(entry.key ?? "")", entry.headSpan)
            return role(entry)
        }
    }

    private func role(_ node: NodeDecoder) -> RoleDefinition? {
        let known = ["title", "space", "includes", "grants", "offline", "owner", "was"]
        guard let keys = node.mapping("a role", known: known) else { return nil }
        keys["owner"]?.noteOwner(places, at: "role/\(node.key ?? "")")
        places.note("role/\(node.key ?? "")", was: keys["was"])
        var role = RoleDefinition(
            node.key ?? "",
            title: keys["title"]?.title(),
            space: keys["space"]?.choice("a space", Space.self) ?? .client,
            includes: keys["includes"]?.ids(.snake)?.map(\.id) ?? [],
            grants: keys["grants"].map(grants) ?? []
        )
        role.carriesSecrets = keys["offline"].flatMap(secrets) ?? false
        return role
    }

    private func grants(_ node: NodeDecoder) -> [Grant] {
        (node.entries("a mapping of grants", keys: .holder) ?? []).flatMap { holder in
            (holder.entries("a mapping of verbs and moves", keys: .snake) ?? []).compactMap { verb in
                grant("\(holder.key ?? "").\(verb.key ?? "")", verb)
            }
        }
    }

    /// A grant of a permission: a scope, or a scope with fields and limits.
    func grant(_ permission: String, _ node: NodeDecoder) -> Grant? {
        guard node.isMapping else {
            return scope(node).map { Grant(permission, $0, at: node.headSpan) }
        }
        guard let keys = node.mapping("a grant", known: ["fields", "limit"], required: ["scope"]) else { return nil }
        let fields = keys["fields"]?.ids(.snake)?.map(\.id)
        guard let scope = keys["scope"].flatMap(scope) else { return nil }
        return Grant(
            permission,
            scope,
            fields: fields.map(Set.init),
            limit: keys["limit"].map(limit) ?? [:],
            at: node.headSpan
        )
    }

    /// `{ secrets: true }`: its devices carry fields with `secret: true`.
    func secrets(_ node: NodeDecoder) -> Bool? {
        node.mapping("what its devices carry", known: [], required: ["secrets"])?["secrets"]?.bool()
    }

    private func scope(_ node: NodeDecoder) -> Scope? {
        node.choice("a scope", Scope.self)
    }

    private func limit(_ node: NodeDecoder) -> [String: Int64] {
        var limits: [String: Int64] = [:]
        for entry in node.entries("a mapping of limits", keys: .snake) ?? [] {
            limits[entry.key ?? ""] = entry.int()
        }
        return limits
    }
}
