extension ModelDraft {
    /// Whether a pack names another pack, or a capability by itself or by way of what it names, as required or optional.
    func isNamed(_ owner: String, by pack: PackDefinition) -> Bool {
        var open = (pack.requires + pack.optional).map(\.id)
        if packs.contains(where: { $0.id == owner }) { return open.contains(owner) }
        // What offers nothing cannot be named.
        if capabilities.contains(where: { $0.descriptor.id == owner && $0.descriptor.provides.isEmpty }) { return true }
        var seen: Set<String> = []
        while let interface = open.popLast() {
            guard seen.insert(interface).inserted else { continue }
            if interface == owner { return true }
            for capability in capabilities.map(\.descriptor)
            where capability.provides.contains(where: { $0.id == interface }) {
                if capability.id == owner { return true }
                open += capability.requires.map(\.id)
            }
            for other in packs where other.id == interface { open += other.requires.map(\.id) }
        }
        return false
    }
}
