import Kernel

/// The check of one seeded row.
struct SeedRowCheck {
    let row: SeedRow
    let entity: EntityModel
    let layer: SeedKeys.Layer
    let keys: SeedKeys
    /// Roles that the demo tenant has people in.
    let roles: [String]
    /// Where the addresses of the pack stand.
    let spans: [String: SourceSpan]
    let findings: Findings

    private var isPerson: Bool { entity.id == CheckingContext.member }

    /// The row's address.
    var address: String { "seed/\(row.entity)/\(row.key)" }

    /// Reports what is wrong and gives the values that could be read.
    func values() -> [String: Value] {
        checkState()
        if isPerson { checkPerson(row.key, at: row.span) }
        var values: [String: Value] = [:]
        for (id, written) in row.values.sorted(by: { $0.key < $1.key }) {
            if entity.computed[id] != nil {
                let message = "`\(id)` of `\(entity.id)` is computed: a row cannot give it a value"
                findings.report(.seedField, message, at: span(of: id))
            } else if let field = entity.field(id) {
                values[id] = reader.value(written, of: field.definition)
            } else {
                let names = entity.fields.map(\.id) + ["state", "owner"]
                let message = "`\(id)` is not a field of `\(entity.id)`"
                findings.report(.seedField, message, at: span(of: id), hint: DidYouMean.hint(for: id, in: names))
            }
        }
        // A row of people changes one that is there already.
        guard !isPerson else { return values }
        for field in entity.fields where field.definition.required && field.definition.defaultValue.isNull {
            guard row.values[field.id] == nil else { continue }
            findings.report(.seedMissing, "the row `\(row.key)` needs `\(field.id)`", at: row.span)
        }
        return values
    }

    /// Rows of the pack that this one refers to, with what refers to them.
    func targets() -> [(entity: EntityID, key: String)] {
        row.values.sorted { $0.key < $1.key }.flatMap { id, written -> [(EntityID, String)] in
            guard let target = entity.field(id)?.type.target, target != CheckingContext.member else { return [] }
            let texts: [String] =
                switch written {
                case .text(let text, _): [text]
                case .list(let items, _): items.compactMap { if case .text(let text, _) = $0 { text } else { nil } }
                case .mapping: []
                }
            return texts.filter { keys.layer(of: $0, target) != nil }.map { (target, $0) }
        }
    }

    private var reader: ValueReader {
        ValueReader(
            code: .seedValue,
            findings: findings,
            dates: layer == .demo ? .demo : .fixed,
            reference: checkReference
        )
    }

    private func checkReference(_ text: String, to target: EntityID, at span: SourceSpan?) {
        let role = text.hasPrefix("demo.") ? String(text.dropFirst("demo.".count)) : nil
        if target == CheckingContext.member {
            if let role { return checkPerson(role, at: span) }
            let hint = roles.contains(text) ? "did you mean `demo.\(text)`?" : nil
            let message = "`\(text.clipped)` is not a person such as `demo.\(roles.first ?? "owner")`"
            return findings.report(.seedReference, message, at: span, hint: hint)
        }
        guard let other = keys.layer(of: text, target) else {
            let message = "no row of `\(target)` in this pack has the key `\(text.clipped)`"
            let hint = role == nil ? Spelling.hint(for: text, in: keys.all(target)) : "`demo.` names people only"
            return findings.report(.seedReference, message, at: span, hint: hint)
        }
        guard layer == .reference, other == .demo else { return }
        findings.report(.seedReference, "a reference row cannot refer to the demo row `\(text)`", at: span)
    }

    /// The demo tenant has one person in every role.
    private func checkPerson(_ role: String, at span: SourceSpan?) {
        guard layer == .demo else {
            return findings.report(.seedReference, "people are those of the demo tenant, for demo rows only", at: span)
        }
        guard !roles.contains(role) else { return }
        let hint = DidYouMean.hint(for: role, in: roles)
        findings.report(.seedReference, "no role `\(role.clipped)` exists", at: span, hint: hint)
    }

    private func checkState() {
        guard let state = row.state else { return }
        let states = entity.definition.states.map(\.id)
        guard !states.contains(state) else { return }
        let message = "`\(state)` is not a state of `\(entity.id)`"
        findings.report(.seedState, message, at: span(of: "state"), hint: Spelling.hint(for: state, in: states))
    }

    private func span(of field: String) -> SourceSpan? {
        spans["\(address)/\(field)"] ?? row.values[field]?.span ?? row.span
    }
}

extension CheckingContext {
    /// The entity of people.
    static let member: EntityID = "access.member"
}
