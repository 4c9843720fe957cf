import Kernel

/// Reads the section `automations`.
struct AutomationDecoder {
    private static let verbs = ["set", "create", "move", "action"]

    /// The automations, in the author's order.
    func automations(_ node: NodeDecoder) -> [AutomationDefinition] {
        (node.entries("a mapping of automations", keys: .snake) ?? []).compactMap(automation)
    }

    private func automation(_ node: NodeDecoder) -> AutomationDefinition? {
        let known = ["title", "if", "with", "input"]
        guard let keys = node.mapping("an automation", known: known, required: ["when", "do"]) else { return nil }
        let title = keys["title"]?.title()
        let condition = keys["if"]?.expression()
        let with = keys["with"]?.id(.kebab)
        let steps = keys["do"].map { self.steps($0, keys) } ?? []
        guard let when = keys["when"], let event = when.id(.permission) else { return nil }
        let parts = event.split(separator: ".").map(String.init)
        guard parts.count == 3 else {
            let hint = "write an entity and what happens to it: `work-orders.work_order.done`"
            when.report(.badID, "`\(event.clipped)` is not an event", hint: hint)
            return nil
        }
        return AutomationDefinition(
            node.key ?? "",
            title: title,
            when: EntityID(owner: parts[0], name: parts[1]),
            parts[2],
            if: condition,
            with: with,
            do: steps,
            at: when.span
        )
    }

    /// The name of an action with the automation's `input`, or a list of steps.
    private func steps(_ node: NodeDecoder, _ keys: MappingDecoder) -> [AutomationStep] {
        guard node.isList else {
            guard let act = action(node) else { return [] }
            return [AutomationStep(act, keys["input"].map(values) ?? [], at: node.span)]
        }
        if keys.has("input") {
            keys.report(.contradiction, "each step of a list has its own `input`", atKey: "input")
        }
        node.refuseEmpty("step")
        return (node.list("a list of steps") ?? []).compactMap(step)
    }

    private func step(_ node: NodeDecoder) -> AutomationStep? {
        // An action to which nothing is given may stand by its name alone, as it may without a list.
        guard node.isMapping || node.isList else { return action(node).map { AutomationStep($0, [], at: node.span) } }
        let known = Self.verbs + ["of", "input", "fields"]
        guard let keys = node.mapping("a step", known: known) else { return nil }
        let verbs = Self.verbs.filter(keys.has)
        guard verbs.count == 1, let verb = verbs.first, let value = keys[verb] else {
            let hint = "one of `set`, `create`, `move`, `action`"
            node.report(.contradiction, "a step does one thing; this one does \(verbs.count)", hint: hint)
            return nil
        }
        let own = ["set": ["of"], "create": ["fields"], "move": ["of", "input"], "action": ["input"]]
        for key in ["of", "input", "fields"] where keys.has(key) && !(own[verb] ?? []).contains(key) {
            keys.report(.contradiction, "`\(verb)` takes no `\(key)`", atKey: key)
        }
        let of = keys["of"]?.id(.snake)
        if keys.has("of"), of == nil { return nil }
        switch verb {
        case "set":
            if case .mapping(let entries, _) = value.node, entries.isEmpty {
                value.report(.emptyList, "at least one field must stand here")
            }
            return AutomationStep(.set(of: of), values(value), at: value.headSpan)
        case "create":
            return value.entity().map { AutomationStep(.create($0), keys["fields"].map(values) ?? [], at: value.span) }
        case "move":
            return value.id(.snake).map {
                AutomationStep(.move($0, of: of), keys["input"].map(values) ?? [], at: value.span)
            }
        default:
            return action(value).map { AutomationStep($0, keys["input"].map(values) ?? [], at: value.span) }
        }
    }

    /// `billing.draft_line`.
    private func action(_ node: NodeDecoder) -> AutomationStep.Act? {
        guard let id = node.id(.permission) else { return nil }
        let parts = id.split(separator: ".").map(String.init)
        guard parts.count == 2 else {
            node.report(.badID, "`\(id.clipped)` is not an action such as `billing.draft_line`")
            return nil
        }
        return .action(owner: parts[0], id: parts[1])
    }

    private func values(_ node: NodeDecoder) -> [FieldAssignment] {
        (node.entries("a mapping of fields to expressions", keys: .snake) ?? []).compactMap { entry in
            entry.expression().map { FieldAssignment(entry.key ?? "", $0, at: entry.headSpan) }
        }
    }
}
