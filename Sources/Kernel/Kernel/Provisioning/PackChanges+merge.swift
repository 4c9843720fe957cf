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

    /// The tenant's edits over another version of a pack.
    /// - Throws: 422 where a resolution is about no conflict.
    func rebase(
        _ state: TenantState,
        to target: TenantState,
        _ renames: NameChanges,
        _ resolutions: Resolutions
    ) throws -> OverlayRebase {
        let library = tenants.library
        var rebase = OverlayRebase(
            old: try library.resolver(of: state).draft(),
            new: try library.resolver(of: target).draft(),
            renames: renames,
            resolutions: resolutions
        )
        try rebase.take(state.overlay)
        rebase.keepOwn()
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

    /// Edits that stop being in force, for people.
    func parked(from state: TenantState, to target: TenantState) throws -> [String] {
        let before = try tenants.library.resolved(state).waiting
        return try tenants.library.resolved(target).waiting.sorted { $0.key < $1.key }.compactMap { key, reason in
            guard before[key] == nil else { return nil }
            return "Your edit of \(key) waits, since \(reason.message); it comes back when that does."
        }
    }
}
