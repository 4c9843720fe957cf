/// Collections that clash (P222) or take a word that the API needs (P223).
struct CollectionValidator: DraftValidator {
    /// First path segments of the kernel's own routes (http-contract, "Paths").
    package static let reserved: Set<String> = [
        "auth", "me", "events", "search", "audit", "model", "openapi", "org", "onboarding", "billing", "tenant",
        "provider", "webhooks", "admin", "sync", "branding", "compliance", "zone", "overlay", "inspect",
    ]

    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var owners: [String: EntityID] = [:]
        var findings: [Diagnostic] = []
        for entity in draft.entities {
            let name = entity.content.collection
            func span() -> SourceSpan? {
                draft.span(of: "collection/\(name)", on: entity.content.id, by: entity.owner) ?? entity.span
            }
            if Self.reserved.contains(name) {
                let message = "the collection `\(name)` of `\(entity.content.id)` is a word of the API's own"
                findings.append(Diagnostic(code: "P223", message, at: span()))
            }
            if let other = owners.updateValue(entity.content.id, forKey: name), other != entity.content.id {
                let message = "the collection `\(name)` is used by `\(other)` and by `\(entity.content.id)`"
                findings.append(Diagnostic(code: "P222", message, at: span()))
            }
        }
        return findings
    }
}
