/// Computed fields that could not be what they say (P253): of a type that nothing can be worked out for, with keys of a
/// value that is kept, in a unique rule, in a limit, set by a move; and those that tell what a permission guards (P255).
struct ComputedFieldValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let own = draft.entities.flatMap { entity in
            entity.content.fields.flatMap { findings($0, of: entity.content.id, by: entity.owner, draft) }
        }
        let added = draft.extensions.flatMap { addition in
            addition.content.fields.flatMap { findings($0, of: addition.content.entity, by: addition.owner, draft) }
        }
        return own + added + draft.entities.flatMap { uses(of: draft.merged($0.content), $0.span, draft) }
    }

    private func findings(
        _ field: FieldDefinition,
        of entity: EntityID,
        by owner: String,
        _ draft: ModelDraft
    ) -> [Diagnostic] {
        guard let source = field.compute else { return [] }
        let span = draft.span(ofField: field.id, on: entity, by: owner) ?? source.span
        return Self.reasons(field).map { Diagnostic(code: "P253", "`\(entity).\(field.id)`: \($0)", at: span) }
    }

    private static func reasons(_ field: FieldDefinition) -> [String] {
        var reasons: [String] = []
        switch field.type {
        case .text(nil, nil, nil), .longText(nil), .int(nil, nil), .decimal(_, nil, nil), .money(_, nil, nil), .bool,
            .date, .time, .duration, .datetime(false), .choice:
            break
        case .text, .longText, .int, .decimal, .money:
            reasons.append("what is computed has no bounds; a check can hold it within some")
        default: reasons.append("a computed field cannot be of the type `\(field.type.word)`")
        }
        let kept = [
            ("required", field.required), ("unique", field.unique), ("searchable", field.searchable),
            ("indexed", field.indexed), ("secret", field.secret), ("default", !field.defaultValue.isNull),
            ("write_needs", field.writeNeeds != nil),
        ]
        return reasons + kept.filter(\.1).map { "what is computed is not kept, so it cannot have `\($0.0)`" }
    }

    private func uses(of entity: EntityDefinition, _ span: SourceSpan?, _ draft: ModelDraft) -> [Diagnostic] {
        let computed = Set(entity.fields.filter { $0.compute != nil }.map(\.id))
        guard !computed.isEmpty else { return [] }
        func finding(_ field: String, _ place: String, _ span: SourceSpan?) -> Diagnostic {
            Diagnostic(code: "P253", "`\(entity.id).\(field)` is computed, so it cannot stand in \(place)", at: span)
        }
        let sets = entity.moves.flatMap { move in
            move.set.filter { computed.contains($0.field) }.map {
                finding($0.field, "what the move `\(move.id)` sets", $0.span ?? $0.value.span ?? span)
            }
        }
        let rules = entity.uniques.flatMap(\.fields).filter(computed.contains).map {
            finding($0, "a unique rule", span)
        }
        let grants = draft.roles.flatMap(\.content.grants) + draft.grants.map(\.grant.content)
        let limits = grants.filter { $0.permission.hasPrefix("\(entity.id.raw).") }.flatMap { grant in
            grant.limit.keys.filter(computed.contains).sorted().map { finding($0, "a limit", grant.span) }
        }
        return sets + rules + limits
    }
}
