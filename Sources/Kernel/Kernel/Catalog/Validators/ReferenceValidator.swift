/// References to entities that do not exist (P213), or through one that does not link both sides (P234).
struct ReferenceValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap(draft.parts).flatMap { part in
            part.content.fields.compactMap { field -> Diagnostic? in
                let entity = part.content.entity
                func place(_ key: String) -> SourceSpan? {
                    draft.span(of: "field/\(field.id)\(key)", on: entity, by: part.owner)
                }
                let span = place("") ?? part.span
                switch field.type {
                case .reference(let target, _, _):
                    return missing(target, entity, field, place("/to/\(target)") ?? span, draft)
                case .references(let target, let through, _):
                    return missing(target, entity, field, place("/to/\(target)") ?? span, draft)
                        ?? through.flatMap {
                            link(entity, target, $0, field, place("/through/\($0)") ?? span, draft)
                        }
                default: return nil
                }
            }
        }
    }

    private func missing(
        _ target: EntityID,
        _ entity: EntityID,
        _ field: FieldDefinition,
        _ span: SourceSpan?,
        _ draft: ModelDraft
    ) -> Diagnostic? {
        guard draft.entity(target) == nil, !isEvidence(of: target, entity, draft) else { return nil }
        let message = "`\(entity).\(field.id)` refers to `\(target)`, which does not exist"
        return Diagnostic(
            code: "P213",
            message,
            at: span,
            hint: DidYouMean.hint(for: target.raw, in: draft.entityNames)
        )
    }

    /// Whether a requirement made the reference: what it is for is told there.
    private func isEvidence(of target: EntityID, _ entity: EntityID, _ draft: ModelDraft) -> Bool {
        entity.name == EvidenceEntity.name
            && draft.obligations.contains { part in
                part.owner == entity.owner && part.content.requirements.contains { $0.subject == target }
            }
    }

    private func link(
        _ entity: EntityID,
        _ target: EntityID,
        _ through: EntityID,
        _ field: FieldDefinition,
        _ span: SourceSpan?,
        _ draft: ModelDraft
    ) -> Diagnostic? {
        let ends = draft.entity(through)?.fields.compactMap { field -> EntityID? in
            if case .reference(let end, _, _) = field.type { end } else { nil }
        }
        guard let ends, ends.contains(entity), ends.contains(target) else {
            let message = "`\(entity).\(field.id)` goes through `\(through)`, which does not refer to both sides"
            return Diagnostic(code: "P234", message, at: span)
        }
        return nil
    }
}

/// Far ends that share a name, with each other or with a field (P225).
struct FarEndValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { target -> [Diagnostic] in
            var seen: [String: FarEnds.Found] = [:]
            let declared = draft.parts(of: target).flatMap { part in part.content.fields.map { ($0.id, part.owner) } }
            let fields = Dictionary(declared, uniquingKeysWith: { first, _ in first })
            return (draft.index.farEnds[target.content.id] ?? []).compactMap { end in
                let name = "`\(end.name)` of `\(target.content.id)`"
                let referrer = "`\(end.end.entity).\(end.end.field)`"
                let place = "field/\(end.end.field)/inverse/\(end.name)"
                let span = draft.span(of: place, on: end.end.entity, by: end.owner) ?? end.span
                func owners(_ other: String) -> String {
                    other == end.owner ? "" : ", declared by `\(other)` and by `\(end.owner)`"
                }
                if let other = seen.updateValue(end, forKey: end.name) {
                    let first = "`\(other.end.entity).\(other.end.field)`"
                    let message = "\(name) is the far end of \(first) and of \(referrer)\(owners(other.owner))"
                    return Diagnostic(code: "P225", message, at: span, hint: "name one of them with `inverse`")
                }
                guard let field = fields[end.name] else { return nil }
                return Diagnostic(
                    code: "P225",
                    "\(name) is a field and the far end of \(referrer)\(owners(field))",
                    at: span,
                    hint: "name the far end with `inverse`"
                )
            }
        }
    }
}

/// References seen from their targets.
enum FarEnds {
    struct Found {
        let target: EntityID
        let name: String
        let end: FarEnd
        /// Who declares the reference.
        let owner: String
        let span: SourceSpan?
    }

    /// The far ends of an entity's references, those included that are added to it.
    ///
    /// Lists through a link entity have none of their own: the link's references do.
    static func found(in entity: Owned<EntityDefinition>, _ additions: [Owned<EntityExtension>]) -> [Found] {
        entity.content.fields.compactMap { found($0, of: entity, by: entity.owner, at: entity.span) }
            + additions.flatMap { addition in
                addition.content.fields.compactMap { found($0, of: entity, by: addition.owner, at: addition.span) }
            }
    }

    private static func found(
        _ field: FieldDefinition,
        of entity: Owned<EntityDefinition>,
        by owner: String,
        at span: SourceSpan?
    ) -> Found? {
        let end = FarEnd(entity: entity.content.id, field: field.id)
        switch field.type {
        case .reference(let target, _, let inverse), .references(let target, nil, let inverse):
            let name = inverse ?? Naming.snake(entity.content.collection)
            return Found(target: target, name: name, end: end, owner: owner, span: span)
        default: return nil
        }
    }
}
