/// Works requests into an overlay.
struct OverlayEditor {
    /// What the layers below declare.
    let below: ModelDraft
    private(set) var edits: [OverlayEdit]
    /// Edits that were set or made again; each must be in force afterwards.
    private(set) var wanted: Set<String> = []
    private(set) var findings: [Finding] = []

    init(_ edits: [OverlayEdit], below: ModelDraft) {
        self.edits = edits
        self.below = below
    }

    /// What the layers below say of a property; `nil` where they say nothing.
    func base(_ address: String, _ property: String) -> JSONValue? {
        DefinitionAddress(address).flatMap { below.definition(at: $0) }?.properties[property]
    }

    /// Works one request in.
    mutating func take(_ request: OverlayRequest) throws {
        switch request.ask {
        case .set(let value): try set(request, value)
        case .revert: change(request) { $0.isReverted = true }
        case .reapply:
            change(request) { $0.isReverted = false }
            for edit in edits where Self.isMeant(edit, by: request) { wanted.insert(edit.key) }
        case .forget:
            requireSome(request)
            edits.removeAll { Self.isMeant($0, by: request) }
        }
    }

    /// A value as the layers below have it is no edit.
    private mutating func set(_ request: OverlayRequest, _ value: JSONValue) throws {
        let property = below.current(request.property ?? OverlayEdit.whole)
        let base = base(request.address, property)
        let text = String(decoding: JSONWriter.text(of: value), as: UTF8.self)
        let edit = OverlayEdit(
            address: request.address,
            property: property,
            value: text,
            base: OverlayEdit.hash(of: base)
        )
        let isFresh = !edits.contains { $0.key == edit.key && $0.value == text && !$0.isReverted }
        let isAsBelow = (base ?? .null) == value
        guard isFresh || isAsBelow else {
            wanted.insert(edit.key)
            return
        }
        edits.removeAll { $0.key == edit.key }
        // What nobody can change is refused by the layers below, also where it would be as it is.
        guard !isAsBelow || isBeyond(edit) else { return }
        edits.append(edit)
        edits.sort { ($0.address, $0.property) < ($1.address, $1.property) }
        wanted.insert(edit.key)
    }

    /// Grants of a role that holds everything.
    private func isBeyond(_ edit: OverlayEdit) -> Bool {
        guard case .role(let id)? = DefinitionAddress(edit.address), edit.property.hasPrefix("grants.") else {
            return false
        }
        return below.roles.contains { $0.content.id == id && $0.content.holdsEverything }
    }

    private mutating func change(_ request: OverlayRequest, _ body: (inout OverlayEdit) -> Void) {
        requireSome(request)
        for index in edits.indices where Self.isMeant(edits[index], by: request) { body(&edits[index]) }
    }

    private static func isMeant(_ edit: OverlayEdit, by request: OverlayRequest) -> Bool {
        edit.address == request.address && (request.property == nil || edit.property == request.property)
    }

    private mutating func requireSome(_ request: OverlayRequest) {
        guard !edits.contains(where: { Self.isMeant($0, by: request) }) else { return }
        let known = edits.map(\.address)
        let hint = known.contains(request.address) ? "" : DidYouMean.question(for: request.address, in: known)
        let property = request.property.map { "`\($0)` of " } ?? ""
        let message = "There is no edit of \(property)`\(request.address)`.\(hint)"
        findings.append(Finding(request.address, "unknown", message))
    }
}
