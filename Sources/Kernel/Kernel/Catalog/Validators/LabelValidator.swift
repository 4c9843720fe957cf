/// Labels that name no field (P233) or a secret one (P236).
///
/// A label names in braces fields of its own record, or of one that a reference of it names; everything else is text, so a
/// brace without its other half would be read by people.
struct LabelValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity -> [Diagnostic] in
            let label = entity.content.label
            var findings: [Diagnostic] = []
            if !ContractText.areBracesPaired(label) {
                let message =
                    "the label of `\(entity.content.id)` has a brace without its other half, or braces within braces"
                func place(_ address: String) -> SourceSpan? {
                    draft.span(of: address, on: entity.content.id, by: entity.owner)
                }
                let span = place("label/en/{") ?? place("label/\(label)") ?? entity.span
                findings.append(Diagnostic(code: "P233", message, at: span, hint: "such as `\"{name}\"`"))
            }
            let fields = draft.merged(entity.content).fields
            // What is within braces of its own is told above.
            let places = ContractText.places(label).filter { !$0.contains("{") }
            return findings + places.compactMap { finding($0, of: entity, fields, draft) }
        }
    }

    private func finding(
        _ place: String,
        of entity: Owned<EntityDefinition>,
        _ fields: [FieldDefinition],
        _ draft: ModelDraft
    ) -> Diagnostic? {
        let address = "label/en/{\(place)}"
        var span: SourceSpan? {
            draft.span(of: address, on: entity.content.id, by: entity.owner) ?? entity.span
        }
        let label = "the label of `\(entity.content.id)`"
        func unknown(_ hint: String?) -> Diagnostic {
            Diagnostic(code: "P233", "\(label) names `\(place)`, which is not a field", at: span, hint: hint)
        }
        let parts = place.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = fields.first(where: { $0.id == parts[0] }) else {
            return unknown(DidYouMean.hint(for: parts[0], in: fields.map(\.id)))
        }
        var named = first
        if parts.count > 1 {
            guard parts.count == 2, case .reference(let target, _, _) = first.type else {
                return unknown("one reference and a field can stand here, such as `{customer.name}`")
            }
            guard let far = draft.entity(target).map(draft.merged) else { return nil }
            guard let field = far.fields.first(where: { $0.id == parts[1] }) else {
                return unknown(DidYouMean.hint(for: parts[1], in: far.fields.map(\.id)))
            }
            named = field
        }
        if first.secret || named.secret {
            return Diagnostic(code: "P236", "\(label) shows the secret `\(place)`", at: span)
        }
        switch named.type {
        case .list, .references, .geo:
            let message = "\(label) names `\(place)`, which is of the type `\(named.type.word)` and no text"
            return Diagnostic(code: "P233", message, at: span)
        default: return nil
        }
    }
}
