/// Scopes whose path leads nowhere or to the wrong kind of record (P224), and scopes declared twice (P235).
struct ScopePathValidator: DraftValidator {
    static let member: EntityID = "access.member"
    static let team: EntityID = "access.team"

    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let own = draft.entities.flatMap { entity in
            entity.content.scopes.map { (entity.content.id, $0.key, $0.value, $0.value.span ?? entity.span) }
        }
        let added = draft.extensions.flatMap { addition in
            addition.content.scopes.map { (addition.content.entity, $0.key, $0.value, $0.value.span ?? addition.span) }
        }
        return (own + added).sorted { ($0.0.raw, $0.1) < ($1.0.raw, $1.1) }.compactMap { entity, scope, path, span in
            finding(scope, path, on: entity, at: span, in: draft)
        } + twice(in: draft)
    }

    private func finding(
        _ scope: Scope,
        _ path: ScopePath,
        on entity: EntityID,
        at span: SourceSpan?,
        in draft: ModelDraft
    ) -> Diagnostic? {
        guard draft.entity(entity) != nil else { return nil }
        guard scope != .all else {
            return Diagnostic(code: "P224", "the scope `all` of `\(entity)` needs no path", at: span)
        }
        switch ScopeTarget.resolve(path, from: entity, in: draft) {
        case .unknown(let name, let names):
            let message =
                "`\(name)` in the scope `\(scope.rawValue)` is not a field of `\(entity)` or of what it leads to"
            return Diagnostic(code: "P224", message, at: span, hint: DidYouMean.hint(for: name, in: names))
        case .target(let target):
            let wanted = scope == .team ? Self.team : Self.member
            guard target != wanted else { return nil }
            let message =
                "the scope `\(scope.rawValue)` of `\(entity)` must end at `\(wanted)`, not at \(target.map { "`\($0)`" } ?? "a value")"
            return Diagnostic(code: "P224", message, at: span)
        }
    }

    private func twice(in draft: ModelDraft) -> [Diagnostic] {
        draft.extensions.flatMap { addition in
            addition.content.scopes.keys.sorted().compactMap { scope in
                guard let entity = draft.entity(addition.content.entity), entity.scopes[scope] != nil else {
                    return nil
                }
                let message =
                    "the scope `\(scope.rawValue)` of `\(entity.id)` is already declared by `\(entity.id.owner)`"
                return Diagnostic(code: "P235", message, at: addition.content.scopes[scope]?.span ?? addition.span)
            }
        }
    }
}

/// Where a scope's path leads.
enum ScopeTarget {
    case target(EntityID?)
    case unknown(String, [String])

    /// Follows one or two names over fields and far ends.
    static func resolve(_ path: ScopePath, from entity: EntityID, in draft: ModelDraft) -> ScopeTarget {
        guard (1...2).contains(path.steps.count) else { return .unknown(path.text, []) }
        var place: EntityID? = entity
        for step in path.steps {
            guard let here = place.flatMap(draft.entity) else { return .unknown(step, []) }
            let merged = draft.merged(here)
            let ends = draft.index.farEnds[here.id] ?? []
            if step == "owner" {
                place = ScopePathValidator.member
            } else if step == "id" {
                place = here.id
            } else if let field = merged.fields.first(where: { $0.id == step }) {
                place = field.type.target
            } else if let end = ends.first(where: { $0.name == step }) {
                place = end.end.entity
            } else {
                return .unknown(step, merged.fields.map(\.id) + ends.map(\.name) + ["owner", "id"])
            }
        }
        return .target(place)
    }
}

extension FieldType {
    /// The entity that a reference or a list of references leads to.
    package var target: EntityID? {
        switch self {
        case .reference(let target, _, _), .references(let target, _, _): target
        default: nil
        }
    }
}
