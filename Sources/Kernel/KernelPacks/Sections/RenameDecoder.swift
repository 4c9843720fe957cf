import Kernel

extension NodeDecoder {
    /// The names that a thing had in older versions: one, or a list with the newest first.
    func formerNames(_ form: IDForm) -> [String] {
        guard isList else { return id(form).map { [$0] } ?? [] }
        refuseEmpty("name")
        return ids(form)?.map(\.id) ?? []
    }
}

extension Places {
    /// Keeps what a thing says of its names in older versions.
    func note(_ address: String, was node: NodeDecoder?, form: IDForm = .snake) {
        guard let node else { return }
        note(Former(address: address, names: node.formerNames(form), node: node))
    }
}

/// Makes renames of what was noted while the sections were read, and refuses those that cannot be meant.
struct RenameDecoder {
    let pack: String
    let places: Places

    /// The renames, in the author's order.
    func renames() -> [Rename] {
        var claimed: Set<String> = []
        return places.formers.compactMap { former in
            let parts = former.address.split(separator: "/").map(String.init)
            guard parts.count >= 2, let name = parts.last else { return nil }
            let parent = parts.dropLast().joined(separator: "/")
            for was in former.names {
                if was == name {
                    former.node.report(.contradiction, "`\(was)` is its name still")
                } else if places.spans["\(parent)/\(was)"] != nil {
                    former.node.report(.contradiction, "`\(was)` is there still, so nothing else was it")
                } else if !claimed.insert("\(parent)/\(was)").inserted {
                    former.node.report(.contradiction, "another thing says already that it was `\(was)`")
                }
            }
            return rename(parts, name, former.names)
        }
    }

    private func rename(_ parts: [String], _ name: String, _ was: [String]) -> Rename? {
        switch (parts[0], parts.count) {
        case ("entity", 2): return Rename(.entity, name, was: was)
        case ("entity", 4):
            let entity = EntityID(owner: pack, name: parts[1])
            return Rename.Kind(rawValue: parts[2]).map { Rename($0, of: entity, name, was: was) }
        case ("extend", 4):
            guard let entity = EntityID(parts[1]) else { return nil }
            return Rename.Kind(rawValue: parts[2]).map { Rename($0, of: entity, name, was: was) }
        case ("entity", 6), ("extend", 6):
            let entity = parts[0] == "entity" ? EntityID(owner: pack, name: parts[1]) : EntityID(parts[1])
            guard let entity else { return nil }
            var option = Rename(.option, of: entity, name, was: was)
            option.field = parts[3]
            return option
        default: return Rename.Kind(rawValue: parts[0]).map { Rename($0, name, was: was) }
        }
    }
}
