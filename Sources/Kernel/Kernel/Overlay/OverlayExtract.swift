/// A tenant's overlay as a pack of its own, which another tenant with the same packs can enable.
struct OverlayExtract {
    let state: TenantState
    let resolved: ResolvedModel
    let capabilities: [CapabilityDescriptor]
    let below: ModelDraft

    /// The pack, and the edits that are not in it because they are not in force.
    /// - Throws: `unavailable` where an edit cannot be read.
    func pack(_ id: String) throws -> (files: [String: [UInt8]], leftOut: [String]) {
        let inForce = resolved.inForce(state.overlay)
        let edits = try inForce.map { try Self.renamed($0, to: id) }
        var head = OverlayPack.Head()
        head.id = id
        head.title = id
        let bare = try OverlayPack(edits, head: head).text
        let owners = Set(
            inForce.compactMap { DefinitionAddress($0.address).flatMap { below.definition(at: $0)?.owner } }
        )
        let offered =
            capabilities.flatMap(\.provides) + below.packs.map(\.interface)
        let needed = offered.filter { owners.contains($0.id) || Self.names($0.id, bare) }
        head.requires = needed.sorted { $0.id < $1.id }.map { ($0.id, "\($0.major).\($0.minor)") }
        let left = (state.overlay.filter(\.isReverted).map(\.key) + resolved.told.keys).sorted()
        return (try OverlayPack(edits, head: head).files, left)
    }

    /// Whether a text has a name of an owner's: `customers.site`, or `customers` alone as what grants belong to.
    private static func names(_ owner: String, _ text: String) -> Bool {
        text.contains("\(owner).") || text.contains("  \(owner):")
    }

    /// An edit under another owner's name.
    private static func renamed(_ edit: OverlayEdit, to id: String) throws -> OverlayEdit {
        let address = edit.address.split(separator: "/").map { renamed(String($0), to: id) }.joined(separator: "/")
        let words = edit.property.split(separator: ".", maxSplits: 1).map(String.init)
        let property =
            words.first == "grants" && words.count == 2 ? "grants.\(renamed(words[1], to: id))" : edit.property
        let isText = ["title", "else", "one", "many"].contains(words.first ?? "")
        let value = isText ? try edit.json : renamed(try edit.json, to: id)
        return OverlayEdit(
            address: address,
            property: property,
            value: String(decoding: JSONWriter.text(of: value), as: UTF8.self),
            base: edit.base
        )
    }

    /// `own` alone is a scope, except where grants stand under what they belong to.
    private static func renamed(_ value: JSONValue, to id: String, under key: String = "") -> JSONValue {
        switch value {
        case .string(let text): .string(renamed(text, to: id))
        case .array(let items): .array(items.map { renamed($0, to: id) })
        case .object(let members):
            .object(
                members.map { member in
                    let isText = ["title", "else", "one", "many"].contains(member.name)
                    let isHolder = key == "grants" && member.name == OverlayEdit.owner
                    let name = isHolder ? id : renamed(member.name, to: id)
                    let value = isText ? member.value : renamed(member.value, to: id, under: member.name)
                    return JSONValue.Member(name, value)
                }
            )
        case .null, .bool, .number: value
        }
    }

    /// `own.` at the beginning of a name.
    private static func renamed(_ text: String, to id: String) -> String {
        let head = "\(OverlayEdit.owner)."
        var (result, rest) = ("", text[...])
        var before: Character?
        while !rest.isEmpty {
            let isName = before.map { $0.isLetter || $0.isNumber || "_-.".contains($0) } ?? false
            if !isName, rest.hasPrefix(head) {
                result += "\(id)."
                rest = rest.dropFirst(head.count)
                before = "."
            } else {
                before = rest.removeFirst()
                if let before { result.append(before) }
            }
        }
        return result
    }
}
