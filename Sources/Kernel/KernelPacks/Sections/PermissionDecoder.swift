import Kernel

/// Reads the section `permissions`.
struct PermissionDecoder {
    let places: Places

    /// The permissions, in the author's order.
    func permissions(_ node: NodeDecoder) -> [Permission] {
        (node.entries("a mapping of permissions", keys: .permission) ?? []).compactMap { entry in
            places.note("permission/\(entry.key ?? "")", entry.headSpan)
            return permission(entry)
        }
    }

    private func permission(_ node: NodeDecoder) -> Permission? {
        let known = ["title", "scopes", "implies", "replaces"]
        guard let keys = node.mapping("a permission", known: known) else { return nil }
        places.note("permission/\(node.key ?? "")", was: keys["replaces"], form: .permission)
        return Permission(
            node.key ?? "",
            title: keys["title"]?.title(),
            scopes: keys["scopes"].map(scopes) ?? [.all],
            implies: keys["implies"]?.ids(.permission)?.map(\.id) ?? []
        )
    }

    private func scopes(_ node: NodeDecoder) -> Set<Scope> {
        node.refuseEmpty("scope")
        var scopes: Set<Scope> = []
        for item in node.list("a list of scopes") ?? [] {
            guard let scope = item.choice("a scope", Scope.self) else { continue }
            guard scopes.insert(scope).inserted else {
                item.report(.repeatedItem, "`\(scope.rawValue)` stands in this list already")
                continue
            }
        }
        return scopes
    }
}
