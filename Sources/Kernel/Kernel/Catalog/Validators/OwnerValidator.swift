/// Two capabilities, two packs, or a capability and a pack share an id (P200).
struct OwnerValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var seen: [String: String] = [:]
        var findings: [Diagnostic] = []
        let owners =
            draft.capabilities.map { ("capability", $0.descriptor.id, nil as SourceSpan?) }
            + draft.packs.map { ("pack", $0.id, $0.spans["pack"]) }
        for (kind, id, span) in owners {
            if let other = seen[id] {
                let message = "the id `\(id)` is used twice: by a \(other) and by a \(kind)"
                findings.append(Diagnostic(code: "P200", message, at: span))
            }
            seen[id] = kind
        }
        return findings
    }
}

/// An entity declared under another owner's name (P202).
struct EntityOwnershipValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.entities.filter { $0.content.id.owner != $0.owner }.map { entity in
            let message =
                "`\(entity.owner)` declares `\(entity.content.id)`, which belongs to `\(entity.content.id.owner)`"
            return Diagnostic(code: "P202", message, at: entity.span, hint: "use `extend` to add to another's entity")
        }
    }
}

/// A permission declared outside its owner's name (P208).
struct PermissionOwnershipValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        draft.permissions.filter { !$0.content.id.hasPrefix($0.owner + ".") }.map { permission in
            let message = "permission `\(permission.content.id)` must begin with `\(permission.owner).`"
            return Diagnostic(code: "P208", message, at: permission.span)
        }
    }
}
