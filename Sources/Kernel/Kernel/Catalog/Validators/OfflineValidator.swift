/// What devices carry: said twice (P264), or naming what the entity does not have or what does not fit (P265).
struct OfflineValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity -> [Diagnostic] in
            let own = entity.content.offline.map { (owner: entity.owner, rule: $0) }
            let added = draft.additions(to: entity.content.id).compactMap { addition in
                addition.content.offline.map { (owner: addition.owner, rule: $0) }
            }
            let all = [own].compactMap(\.self) + added
            guard !all.isEmpty else { return [] }
            let merged = draft.merged(entity.content)
            return twice(all, entity.content.id)
                + all.flatMap { one in
                    findings(in: one.rule, of: merged) { draft.span(of: "offline/\($0)", on: merged.id, by: one.owner) }
                }
        }
    }

    private func twice(_ all: [(owner: String, rule: OfflineRule)], _ entity: EntityID) -> [Diagnostic] {
        guard let first = all.first else { return [] }
        return all.dropFirst().map { other in
            let message = "`offline` of `\(entity)` is declared by `\(first.owner)` and by `\(other.owner)`"
            return Diagnostic(code: "P264", message, at: other.rule.span)
        }
    }

    private func findings(
        in rule: OfflineRule,
        of entity: EntityDefinition,
        at place: (_ key: String) -> SourceSpan?
    ) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func report(_ message: String, _ key: String, _ hint: String? = nil) {
            let span = place(key) ?? rule.span
            findings.append(Diagnostic(code: "P265", "`\(entity.id)`: \(message)", at: span, hint: hint))
        }
        if let read = rule.read, read != .all, entity.scopes[read] == nil {
            report(
                "devices are to carry `\(read.rawValue)`, a scope that the entity does not declare",
                "read/\(read.rawValue)"
            )
        }
        for verb in rule.write.subtracting(entity.verbs).map(\.rawValue).sorted() {
            report("`\(verb)` is none of its operations", "write/\(verb)")
        }
        if let window = rule.window {
            let times = entity.fields.filter { $0.type.isTime && !$0.secret }.map(\.id)
            if !times.contains(window.field) {
                let hint = DidYouMean.hint(for: window.field, in: times)
                report(
                    "`\(window.field)` of the window is none of its dates and instants",
                    "window/field/\(window.field)",
                    hint
                )
            }
        }
        for (name, merge) in rule.merge.sorted(by: { $0.key < $1.key }) where name != "*" {
            let writable = entity.fields.filter { $0.compute == nil }
            guard let field = writable.first(where: { $0.id == name }) else {
                let hint = DidYouMean.hint(for: name, in: writable.map(\.id))
                report("`\(name)` of `merge` is none of its fields", "merge/\(name)", hint)
                continue
            }
            if !merge.fits(field.type) {
                report("`\(merge.rawValue)` does not fit `\(name)`, which is \(field.type.word)", "merge/\(name)")
            }
        }
        if rule.merge["*"] == .appendOnly, !rule.write.isDisjoint(with: [.update, .delete]) {
            report("`append_only` and `write` contradict each other: it is only created", "merge")
        }
        return findings
    }
}

extension FieldType {
    fileprivate var isTime: Bool {
        switch self {
        case .date, .datetime: true
        default: false
        }
    }
}

extension OfflineRule.Merge {
    /// Whether a field of a type can be merged so.
    fileprivate func fits(_ type: FieldType) -> Bool {
        switch (self, type) {
        case (.add, .int), (.add, .decimal), (.add, .duration): true
        case (.set, .choices), (.set, .references): true
        case (.append, .list), (.append, .text), (.append, .longText): true
        case (.add, _), (.set, _), (.append, _), (.appendOnly, _): false
        default: true
        }
    }
}
