/// Checks of one entity under one name (P250).
struct CheckValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.flatMap { entity -> [Diagnostic] in
            let own = entity.content.checks.map { (check: $0, owner: entity.owner, span: entity.span) }
            let added = draft.additions(to: entity.content.id).flatMap { addition in
                addition.content.checks.map { check in
                    (check: check, owner: addition.owner, span: place(of: check, in: addition, draft))
                }
            }
            var owners: [String: String] = [:]
            return (own + added).compactMap { check, owner, span in
                guard let first = owners[check.id] else {
                    owners[check.id] = owner
                    return nil
                }
                let message = "the check `\(check.id)` of `\(entity.content.id)` stands twice: `\(first)` has it"
                return Diagnostic(code: "P250", message, at: span)
            }
        }
    }

    private func place(
        of check: CheckDefinition,
        in addition: Owned<EntityExtension>,
        _ draft: ModelDraft
    ) -> SourceSpan? {
        let spans = draft.index.spans[addition.owner]
        return spans?["extend/\(addition.content.entity)/check/\(check.id)"] ?? addition.span
    }
}
