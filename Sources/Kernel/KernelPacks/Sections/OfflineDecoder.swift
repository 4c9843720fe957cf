import Kernel

/// Reads `offline` of entities and extensions.
struct OfflineDecoder {
    private enum Reach: String, CaseIterable {
        case none, own, assigned, team, all
    }

    private enum Write: String, CaseIterable {
        case create, update, delete
    }

    /// What devices carry; `nil` once reported.
    func rule(_ node: NodeDecoder) -> OfflineRule? {
        let known = ["window", "write", "merge", "on_forbidden", "delete"]
        guard let keys = node.mapping("what devices carry", known: known, required: ["read"]),
            let reach = keys["read"]?.choice("how far devices carry records", Reach.self)
        else { return nil }
        if reach == .none, keys.has("window") {
            let message = "devices carry nothing of it, so `window` has nothing to do"
            keys.report(.contradiction, message, atKey: "window")
        }
        return OfflineRule(
            read: Scope(rawValue: reach.rawValue),
            window: keys["window"].flatMap(window),
            write: keys["write"].map(write) ?? [],
            merge: keys["merge"].map(merge) ?? [:],
            onForbidden: keys["on_forbidden"]?.choice("what becomes of it") ?? .quarantine,
            delete: keys["delete"]?.choice("what becomes of a delete") ?? .ifUnchanged,
            at: node.headSpan
        )
    }

    /// `{ field: starts, past: 7d, future: 14d }`.
    private func window(_ node: NodeDecoder) -> OfflineRule.Window? {
        guard let keys = node.mapping("a window", known: ["past", "future"], required: ["field"]),
            let field = keys["field"]?.id(.snake)
        else { return nil }
        return OfflineRule.Window(field, past: keys["past"]?.days() ?? 0, future: keys["future"]?.days() ?? 0)
    }

    private func write(_ node: NodeDecoder) -> Set<RecordVerb> {
        let verbs = (node.list("a list of `create`, `update`, `delete`") ?? []).compactMap { item in
            item.choice("an operation", Write.self).flatMap { RecordVerb(rawValue: $0.rawValue) }
        }
        return Set(verbs)
    }

    /// `append_only`, one word for all, or a word for each field and `"*"` for the others.
    private func merge(_ node: NodeDecoder) -> [String: OfflineRule.Merge] {
        guard node.isMapping else {
            return node.choice("what becomes of a field that changed twice", OfflineRule.Merge.self).map { ["*": $0] }
                ?? [:]
        }
        var merge: [String: OfflineRule.Merge] = [:]
        for entry in node.entries("a mapping of fields", keys: .mergeKey) ?? [] {
            merge[entry.key ?? ""] = entry.choice("what becomes of a field that changed twice")
        }
        return merge
    }
}
