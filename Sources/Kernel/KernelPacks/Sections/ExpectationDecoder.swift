import Kernel

/// Reads what a test expects: `w.state: done`, `visible: [w]`, `refused: cleaning.inspect`.
struct ExpectationDecoder {
    private typealias Kind = PackTest.Expectation.Kind
    private static let words = ["refused", "visible", "hidden", "deleted", "masked", "events"]

    /// The expectations, in the author's order.
    func expectations(_ node: NodeDecoder) -> [PackTest.Expectation] {
        guard case .mapping(let entries, _) = node.node else {
            return node.mismatch("a mapping of expectations such as `{ w.state: done }`") ?? []
        }
        return entries.flatMap { entry -> [PackTest.Expectation] in
            let value = NodeDecoder(entry, findings: node.findings)
            let subject = PackTest.Word(entry.key, at: entry.keySpan)
            return kinds(value, entry.key).map { PackTest.Expectation($0, subject) }
        }
    }

    private func kinds(_ node: NodeDecoder, _ name: String) -> [Kind] {
        switch name {
        case "refused": return refusal(node).map { [.refused($0)] } ?? []
        case "visible": return keys(node).map { [.visible($0)] } ?? []
        case "hidden": return keys(node).map { [.hidden($0)] } ?? []
        case "deleted": return keys(node).map { [.deleted($0)] } ?? []
        case "masked":
            return (node.entries("a mapping of records and their fields", keys: .snake) ?? []).compactMap { entry in
                keys(entry).map { .masked(key: entry.key ?? "", fields: $0) }
            }
        case "events":
            return node.list("a list of events").map { [.events($0.compactMap(event))] } ?? []
        case "journal.count": return number(node).map { [.journal($0)] } ?? []
        default: return dotted(node, name).map { [$0] } ?? []
        }
    }

    private func dotted(_ node: NodeDecoder, _ name: String) -> Kind? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts[0] == "answer", parts.count > 1, parts.dropFirst().allSatisfy({ !$0.isEmpty }) {
            return node.seedValue().map { .answer(path: Array(parts.dropFirst()), $0) }
        }
        if parts.count == 3, parts[2] == "count", let entity = entity(parts) {
            return number(node).map { .count(entity, $0) }
        }
        if parts.count == 2, node.isList, case .sequence(let items, _) = node.node, let entity = entity(parts),
            items.allSatisfy({ if case .mapping = $0 { true } else { false } })
        {
            return rows(node).map { .made(entity, $0) }
        }
        guard parts.count == 2, Naming.isSnake(parts[0]), Naming.isSnake(parts[1]) else {
            let hint = parts.count == 1 ? Spelling.hint(for: name, in: Self.words) : nil
            let forms = "expectations are `w.state`, `cleaning.complaint.count`, `journal.count`, `answer.minutes`"
            node.report(
                .testExpectation,
                "`\(name.clipped)` is nothing that can be expected",
                at: node.headSpan,
                hint: hint ?? forms
            )
            return nil
        }
        return node.seedValue().map { .value(key: parts[0], field: parts[1], $0) }
    }

    private func entity(_ parts: [String]) -> EntityID? {
        guard Naming.isKebab(parts[0]), Naming.isSnake(parts[1]) else { return nil }
        return EntityID(owner: parts[0], name: parts[1])
    }

    private func rows(_ node: NodeDecoder) -> [[String: SeedValue]]? {
        (node.list("a list of records") ?? []).map { item in
            let entries = item.entries("the fields of a record", keys: .snake) ?? []
            return entries.reduce(into: [:]) { values, entry in values[entry.key ?? ""] = entry.seedValue() }
        }
    }

    /// A key, or a list of them.
    private func keys(_ node: NodeDecoder) -> [PackTest.Word]? {
        guard node.isList else { return node.id(.snake).map { [PackTest.Word($0, at: node.span)] } }
        node.refuseEmpty("record")
        return node.ids(.snake).map { ids in ids.map { PackTest.Word($0.id, at: $0.span) } }
    }

    private func event(_ node: NodeDecoder) -> PackTest.Word? {
        node.id(.permission).map { PackTest.Word($0, at: node.span) }
    }

    private func number(_ node: NodeDecoder) -> PackTest.Word? {
        node.int(in: 0...1_000_000).map { PackTest.Word("\($0)", at: node.span) }
    }

    /// `state_refused`, `cleaning.inspect`, or a mapping that says more.
    private func refusal(_ node: NodeDecoder) -> PackTest.Refusal? {
        var refusal = PackTest.Refusal()
        guard node.isMapping else {
            guard let scalar = node.scalar("a problem code or a permission") else { return nil }
            let isPermission = IDForm.permission.accepts(scalar.text)
            guard isPermission || Naming.isSnake(scalar.text) else {
                let hint = "write a code such as `state_refused` or a permission such as `cleaning.inspect`"
                node.report(.badID, "`\(scalar.text.clipped)` is neither a code nor a permission", hint: hint)
                return nil
            }
            let word = PackTest.Word(scalar.text, at: scalar.textSpan)
            if isPermission { refusal.permission = word } else { refusal.code = word }
            return refusal
        }
        let known = ["code", "permission", "message", "field"]
        guard let keys = node.mapping("a refusal", known: known) else { return nil }
        func word(_ key: String, _ form: IDForm) -> PackTest.Word? {
            keys[key].flatMap { node in node.id(form).map { PackTest.Word($0, at: node.span) } }
        }
        refusal.code = word("code", .snake)
        refusal.permission = word("permission", .permission)
        refusal.message = keys["message"].flatMap { node in
            node.text("a part of a message", length: 1...500).map { PackTest.Word($0, at: node.span) }
        }
        refusal.field = keys["field"].flatMap { node in
            node.text("a field", length: 1...200).map { PackTest.Word($0, at: node.span) }
        }
        return refusal
    }
}
