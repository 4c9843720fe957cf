extension PackChanges {
    /// Edits of the tenant that go with a pack: those of its definitions, and those of others' that wait because it is gone.
    ///
    /// An edit waits because of the pack where it would be in force with one of the pack's versions on, or where it names the pack.
    /// One that was taken back is judged as if it were in force; one that is in force without the pack stays.
    /// - Returns: Keys of edits; a key, a space and a part's name where only a part goes.
    func edits(goingWith order: PurgeOrder, of view: Tenant.View) throws -> Set<String> {
        let library = tenants.library
        let own = view.state.overlay.filter { order.owns($0.address) }.map(\.key)
        var all = view.state
        all.overlay = all.overlay.map { edit in
            var edit = edit
            edit.isReverted = false
            return edit
        }
        let resolved = try library.resolved(view.state)
        let idle = view.state.overlay.filter { $0.isReverted || resolved.waiting[$0.key] != nil }
        let parts = Set(resolved.told.keys).subtracting(resolved.waiting.keys)
        guard !idle.isEmpty || !parts.isEmpty else { return Set(own) }
        let naming = idle.filter { order.names($0.property) || order.names($0.value) }.map(\.key)
        let without = Set(try library.resolved(all).told.keys)
        var missing: Set<String> = []
        for definition in order.definitions {
            var with = try state(adding: definition, to: view.state)
            with.overlay = all.overlay
            // A version that does not fit any longer tells nothing.
            guard try library.misfits(of: with).isEmpty else { continue }
            missing.formUnion(without.subtracting(try library.resolved(with).told.keys))
        }
        return Set(own + naming).union(missing.intersection(parts.union(idle.map(\.key))))
    }

    /// The edits without those that go, or without their parts that do.
    static func edits(_ edits: [OverlayEdit], without going: Set<String>) throws -> [OverlayEdit] {
        try edits.filter { !going.contains($0.key) }.map { edit in
            let names = going.filter { $0.hasPrefix("\(edit.key) ") }.map { String($0.dropFirst(edit.key.count + 1)) }
            return try OverlayPart.edit(edit, without: names.sorted())
        }
    }
}

extension PurgeOrder {
    /// Whether a text names something by the pack's id: `grants.<pack>.note.read`, `{"to": "<pack>.note"}`.
    package func names(_ text: String) -> Bool {
        var rest = text[...]
        while let found = rest.firstRange(of: "\(pack).") {
            let before = found.lowerBound == text.startIndex ? nil : text[text.index(before: found.lowerBound)]
            guard let before, before.isLetter || before.isNumber || before == "-" || before == "_" else { return true }
            rest = text[found.upperBound...]
        }
        return false
    }
}
