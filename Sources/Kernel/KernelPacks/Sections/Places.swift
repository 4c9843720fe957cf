import Kernel

/// Where the addresses of a pack stand (`PackDefinition.spans`).
///
/// A class because every decoder of one pack writes to it; it stays within the task that decodes.
///
/// Addresses: `pack` · `setting/<id>` · `permission/<id>` · `role/<id>` · `entity/<name>` · `extend/<entity>` ·
/// `<entity or extend address>/{field,state,move,check}/<id>` · `unit/<id>` · `rate_card/<id>` · `formula/<id>` ·
/// `terminology/<entity>` · `change/<address>` · `seed/<entity>/<key>` and
/// `seed/<entity>/<key>/<field>`.
final class Places {
    private(set) var spans: [String: SourceSpan] = [:]
    private var owners: [String: Ownership] = [:]

    /// Keeps who decides about what stands at an address.
    func note(owner: Ownership, at address: String) {
        owners[address] = owner
    }

    /// Who decides about what, by the addresses that plans use.
    func ownership(in pack: String) -> [String: Ownership] {
        Dictionary(
            owners.map { address, owner in
                let parts = address.split(separator: "/", maxSplits: 1).map(String.init)
                switch parts[0] {
                case "entity": return ("entity/\(pack).\(parts[1])", owner)
                case "extend": return ("entity/\(parts[1])", owner)
                default: return (address, owner)
                }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What things say of their names in older versions.
    private(set) var formers: [Former] = []

    /// Names that a thing had in older versions.
    struct Former {
        let address: String
        let names: [String]
        let node: NodeDecoder
    }

    func note(_ former: Former) {
        formers.append(former)
    }

    /// Keeps the first place of an address.
    func note(_ address: String, _ span: SourceSpan) {
        if spans[address] == nil { spans[address] = span }
    }
}
