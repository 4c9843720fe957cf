extension PackChanges {
    /// What conflicts come to, as they are asked for: `ADDRESS=keep`, `ADDRESS PROPERTY=take`.
    typealias Resolutions = [String: OverlayRebase.Resolution]

    /// Reads resolutions as a request writes them.
    /// - Throws: 422 naming the one that is none.
    static func resolutions(_ texts: [String]) throws(KernelError) -> Resolutions {
        var found: Resolutions = [:]
        for text in texts {
            guard let sign = text.lastIndex(of: "="), sign != text.startIndex,
                let resolution = OverlayRebase.Resolution(rawValue: String(text[text.index(after: sign)...]))
            else {
                throw KernelError.invalid([
                    Finding("resolve", "pattern", "`\(InputDecoder.shown(text))` is not ADDRESS=keep or ADDRESS=take.")
                ])
            }
            found[String(text[..<sign])] = resolution
        }
        return found
    }

    /// The tenant's edits over another version of a pack, or over one that was not there.
    ///
    /// `away` are packs that are off: edits of what they declare follow names too.
    /// - Throws: 422 where a resolution is about no conflict.
    func rebase(
        _ state: TenantState,
        to target: TenantState,
        _ renames: NameChanges,
        _ resolutions: Resolutions,
        isUpgrade: Bool,
        beside away: [PackDefinition]
    ) throws -> OverlayRebase {
        let library = tenants.library
        let below = try library.resolver(of: state)
        let resolved = try library.resolved(state)
        let inForce = state.overlay.filter { !$0.isReverted && resolved.waiting[$0.key] == nil }
        let hidden = state.overlay.filter { edit in
            guard edit.isWhole, !edit.isReverted, resolved.waiting[edit.key] != nil else { return false }
            return DefinitionAddress(edit.address)?.entity.map { resolved.model.entities[$0] == nil } ?? false
        }
        let own = try own(resolved.inForce(inForce), and: hidden, over: below)
        let next = try library.resolver(of: target)
        // With what is off: edits of it follow too, and fit when it is on again.
        let before = below.below + away + [own].compactMap(\.self)
        let after = next.below + away.map { $0.following(renames) }
        let naming = DefinitionRenaming(
            renames,
            of: ModelDraft(capabilities: everything(beside: before), packs: before),
            to: ModelDraft(capabilities: everything(beside: after), packs: after)
        )
        let new = next.draft()
        var rebase = OverlayRebase(
            old: below.draft(),
            new: new,
            naming: naming,
            resolutions: resolutions
        )
        if isUpgrade {
            try rebase.take(state.overlay)
            rebase.keepOwn()
        } else {
            rebase.leave(state.overlay)
        }
        try rebase.yield(inForce)
        let unused = resolutions.keys.filter { !rebase.used.contains($0) }.sorted()
        guard unused.isEmpty else {
            let known = rebase.conflicts.map { "\($0.address) \($0.property)" }
            throw KernelError.invalid(
                unused.map { name in
                    let hint = DidYouMean.question(for: name, in: known + rebase.conflicts.map(\.address))
                    return Finding(
                        "resolve",
                        "unknown",
                        "There is no conflict at `\(InputDecoder.shown(name))`.\(hint)"
                    )
                }
            )
        }
        return rebase
    }

    /// What the tenant declares itself, on what is off too.
    private func own(
        _ inForce: [OverlayEdit],
        and hidden: [OverlayEdit],
        over below: OverlayResolver
    ) throws -> PackDefinition? {
        let all = inForce + hidden
        guard !all.isEmpty else { return nil }
        return try below.definition(of: all) ?? below.definition(of: inForce)
    }

    /// What this server could switch on, too.
    private func everything(beside packs: [PackDefinition]) -> [CapabilityContribution] {
        let all = tenants.library.catalog.capabilities.map(\.descriptor.id)
        return tenants.library.catalog.closure(of: all).map { $0.yielding(to: packs) }
    }

    /// Edits that stop being in force, for people; what is a conflict is told as one.
    func parked(from state: TenantState, to target: TenantState, _ conflicts: [ChangePlan.Conflict]) throws -> [String]
    {
        let before = try tenants.library.resolved(state).told
        let own = Set(conflicts.filter { $0.property == OverlayEdit.whole }.map { "\($0.address) \($0.property)" })
        return try tenants.library.resolved(target).told.sorted { $0.key < $1.key }.compactMap { key, reason in
            guard before[key] == nil, !own.contains(key) else { return nil }
            let words = key.split(separator: " ", maxSplits: 2).map(String.init)
            if words.count == 3 {
                return "`\(words[2])` of your edit of \(words[0]) \(words[1]) waits, since \(reason.message); "
                    + "the rest of it stays in force, and it comes back when that does."
            }
            return "Your edit of \(key) waits, since \(reason.message); it comes back when that does."
                + Self.meanwhile(key)
        }
    }

    /// What an edit that waits leaves open.
    private static func meanwhile(_ key: String) -> String {
        let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let address = DefinitionAddress(parts[0]) else { return "" }
        switch (address, parts[1]) {
        case (.role, let property) where property.hasPrefix("grants."):
            return " Until then the role has of this grant what can be had of yours, or nothing."
        case (.move, "if"), (.move, "from"), (.move, "to"):
            return " Until then, or until you mend it or take it back, nobody makes this move (409)."
        case (.check, OverlayEdit.whole): return " Until then it refuses nothing."
        case (.screen, "where"): return " Until then your condition narrows nothing on this screen."
        default: return ""
        }
    }

    /// Conflicts with what is in force after the change: an edit that waits gives way.
    func settled(_ conflicts: [ChangePlan.Conflict], in target: TenantState) throws -> [ChangePlan.Conflict] {
        let waiting = try tenants.library.resolved(target).waiting
        return conflicts.map { conflict in
            let isWhole = conflict.property == OverlayEdit.whole
            let edits = target.overlay.filter { $0.address == conflict.address && (isWhole != $0.isWhole) }
            let asked = isWhole ? edits.map(\.key) : ["\(conflict.address) \(conflict.property)"]
            guard conflict.suggestion == "keep_tenant", asked.contains(where: { waiting[$0] != nil }) else {
                return conflict
            }
            var changed = conflict
            changed.suggestion = "take_pack"
            return changed
        }
    }

    /// Refuses a plan that would put something else in the place of what is the tenant's own.
    /// - Throws: 409 that names each, and what to do.
    static func requireSettled(_ plan: ChangePlan) throws(KernelError) {
        let names = plan.conflicts.filter { $0.blocks && $0.property == ChangePlan.Conflict.name }
        if !names.isEmpty {
            let texts = names.map { "\($0.address): \($0.suggestion)." }
            throw KernelError(.stateRefused, texts.joined(separator: " ") + " Nothing was changed.")
        }
        let open = plan.conflicts.filter { $0.blocks && $0.property == OverlayEdit.whole }
        guard !open.isEmpty else { return }
        let texts = open.map { conflict in
            "`\(conflict.address)` is yours, and \(plan.subject) \(plan.version) declares it too: "
                + "take yours back first (`kernel packs revert \(conflict.address)`; what records hold in it is kept and hidden), "
                + "or give it to the pack (`--resolve \(conflict.address)=take`)."
        }
        throw KernelError(.stateRefused, texts.joined(separator: " ") + " Nothing was changed.")
    }
}
