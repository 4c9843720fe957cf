/// A model, and what of the tenant's edits is not in it.
struct ResolvedModel: Sendable {
    let model: TenantModel
    /// Why an edit waits, by its key.
    let waiting: [String: Diagnostic]
    /// Why parts of edits wait whose rest is in force, by the edit's key.
    var parts: [String: [WaitingPart]] = [:]
    /// What is in force of edits with parts that wait.
    var rest: [String: OverlayEdit] = [:]

    /// A part of an edit that waits.
    struct WaitingPart: Sendable {
        /// `grants.farm.cow.milk`.
        let name: String
        let reason: Diagnostic
    }

    /// Everything that waits: edits by their keys, parts by the edit's key, a space, and their name.
    var told: [String: Diagnostic] {
        var told = waiting
        for (key, parts) in parts { for part in parts { told["\(key) \(part.name)"] = part.reason } }
        return told
    }

    /// What is in force of some edits.
    func inForce(_ edits: [OverlayEdit]) -> [OverlayEdit] {
        edits.filter { !$0.isReverted && waiting[$0.key] == nil }.map { rest[$0.key] ?? $0 }
    }
}
