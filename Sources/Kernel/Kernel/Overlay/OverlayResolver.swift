/// A model, and the edits of the tenant that are not in it.
struct ResolvedModel: Sendable {
    let model: TenantModel
    /// Why an edit waits, by its key.
    let waiting: [String: Diagnostic]
}

/// Puts a tenant's edits on the layers below: as one more pack, with the checks that packs have.
struct OverlayResolver {
    let capabilities: [CapabilityContribution]
    /// Packs that are on, in order.
    let below: [PackDefinition]
    let packs: any PackLibrary

    /// One try with some edits.
    private struct Attempt {
        let model: TenantModel?
        let diagnostics: [Diagnostic]
        let overlay: OverlayPack?
    }

    /// What the layers below declare.
    func draft() -> ModelDraft {
        ModelDraft(capabilities: capabilities, packs: below)
    }

    /// The model with every edit that fits.
    /// - Throws: `unavailable` where the layers below do not fit one another.
    func resolve(_ edits: [OverlayEdit]) throws -> ResolvedModel {
        var waiting: [String: Diagnostic] = [:]
        var rest = edits
        var withheld: [String: OverlayEdit] = [:]
        if !edits.isEmpty {
            let draft = draft()
            for edit in edits { waiting[edit.key] = Self.obstacle(to: edit, draft, edits) }
            rest.removeAll { waiting[$0.key] != nil }
        }
        while true {
            let attempt = try attempt(rest + withheld.values)
            if let model = attempt.model { return ResolvedModel(model: model, waiting: waiting) }
            let errors = attempt.diagnostics.filter { $0.severity == .error }
            guard !rest.isEmpty else {
                throw KernelError.unavailable(
                    "This tenant's packs do not fit this server.",
                    cause: errors.map(\.message).joined(separator: "; ")
                )
            }
            let blamed = try blamed(for: errors, in: attempt.overlay, of: rest + withheld.values)
            guard !blamed.isEmpty else { return try grown(rest, Array(withheld.values), waiting) }
            for edit in rest + withheld.values where blamed[edit.key] != nil {
                withheld[edit.key] = try narrowed(edit, isAgain: withheld[edit.key] != nil)
            }
            waiting.merge(blamed) { first, _ in first }
            rest.removeAll { blamed[$0.key] != nil }
        }
    }

    /// What stands for the change of a grant that waits: as much of it as can be, and else no grant, so that nobody has more by
    /// what the layers below say than the tenant allowed.
    private func narrowed(_ edit: OverlayEdit, isAgain: Bool) throws -> OverlayEdit? {
        guard case .role? = DefinitionAddress(edit.address), edit.property.hasPrefix("grants."), edit.value != "null",
            let role = DefinitionAddress(edit.address).flatMap({ draft().definition(at: $0) }),
            role.ownership != .pack, role.properties[edit.property] != nil
        else { return nil }
        let words = edit.property.split(separator: ".").map(String.init)
        var value = "null"
        if !isAgain, words.count == 4, let id = EntityID("\(words[1]).\(words[2])"),
            case .object(let members) = try edit.json, case .array(let names)? = try edit.json["fields"]
        {
            let below = draft()
            let known = below.entity(id).map(below.merged)?.fields.map(\.id) ?? []
            let left = names.filter { $0.text.map(known.contains) ?? false }
            let rest = members.map { $0.name == "fields" ? JSONValue.Member("fields", .array(left)) : $0 }
            if !left.isEmpty, left.count < names.count {
                value = String(decoding: JSONWriter.text(of: .object(rest)), as: UTF8.self)
            }
        }
        return OverlayEdit(address: edit.address, property: edit.property, value: value, base: edit.base)
    }

    /// The edits that findings are about, each with its own.
    ///
    /// A finding about a place that several edits share, such as all that is added to an entity, is the fault of the one without which
    /// it is gone and least is wrong.
    private func blamed(
        for errors: [Diagnostic],
        in overlay: OverlayPack?,
        of edits: [OverlayEdit]
    ) throws -> [String: Diagnostic] {
        var blamed: [String: Diagnostic] = [:]
        let known = Set(edits.map(\.key))
        let places = errors.map { (error: $0, keys: (overlay?.edits(at: $0.span) ?? []).filter(known.contains)) }
        for (error, keys) in places where keys.count == 1 && blamed[keys[0]] == nil { blamed[keys[0]] = error }
        guard blamed.isEmpty, let (error, keys) = places.first(where: { !$0.keys.isEmpty }) else { return blamed }
        var culprit: (key: String, errors: Int)?
        for key in keys.sorted() {
            let without = try attempt(edits.filter { $0.key != key })
            let left = without.diagnostics.filter { $0.severity == .error }
            if left.contains(where: { $0.code == error.code && $0.message == error.message }) { continue }
            if culprit.map({ left.count < $0.errors }) ?? true { culprit = (key, left.count) }
        }
        if let culprit { return [culprit.key: error] }
        return Dictionary(keys.map { ($0, error) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes edits in one by one where nobody can say which of them is wrong, as long as one more fits.
    private func grown(
        _ edits: [OverlayEdit],
        _ withheld: [OverlayEdit],
        _ known: [String: Diagnostic]
    ) throws -> ResolvedModel {
        var (waiting, taken, left) = (known, [OverlayEdit](), edits)
        guard var model = try attempt(withheld).model ?? attempt([]).model else { return try resolve([]) }
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for edit in left {
                let attempt = try attempt(withheld + taken + [edit])
                if let fitting = attempt.model {
                    (model, isGrowing) = (fitting, true)
                    taken.append(edit)
                    waiting[edit.key] = nil
                } else {
                    waiting[edit.key] = attempt.diagnostics.first { $0.severity == .error }
                }
            }
            left.removeAll { waiting[$0.key] == nil }
        }
        return ResolvedModel(model: model, waiting: waiting)
    }

    /// Edits that are in force as the pack that they are.
    func definition(of edits: [OverlayEdit]) throws -> PackDefinition? {
        try packs.read(OverlayPack(edits).files, named: "").definition
    }

    private var accepted: Set<String> { Set(below.map(\.id)) }

    private func attempt(_ edits: [OverlayEdit]) throws -> Attempt {
        guard !edits.isEmpty else {
            let built = ModelBuilder.build(capabilities: capabilities, packs: below, accepted: accepted)
            return Attempt(model: built.model, diagnostics: built.diagnostics, overlay: nil)
        }
        let overlay = try OverlayPack(edits)
        let read = packs.read(overlay.files, named: "")
        guard let definition = read.definition else {
            return Attempt(model: nil, diagnostics: read.diagnostics, overlay: overlay)
        }
        let all = below + [definition]
        let built = ModelBuilder.build(capabilities: capabilities, packs: all, accepted: accepted)
        return Attempt(model: built.model, diagnostics: read.diagnostics + built.diagnostics, overlay: overlay)
    }

    /// Why a thing of the tenant's own cannot be, seen from the layers below alone.
    private static func obstacle(to edit: OverlayEdit, _ draft: ModelDraft, _ edits: [OverlayEdit]) -> Diagnostic? {
        guard let address = DefinitionAddress(edit.address) else {
            return Diagnostic(code: "P125", "`\(edit.address)` is not an address", at: nil)
        }
        guard edit.isWhole else { return nil }
        guard address.canBeOwn else {
            let message = "`\(address)` cannot be a thing of the tenant's own; change its properties"
            return Diagnostic(code: "P270", message, at: nil)
        }
        if let other = draft.definition(at: address)?.owner, address.kind != "menu" {
            return Diagnostic(code: address.takenCode, "`\(address)` is declared by `\(other)` too", at: nil)
        }
        guard let parent = address.parent else { return nil }
        let isOwn = edits.contains { $0.isWhole && $0.address == parent.description }
        guard isOwn || draft.definition(at: parent) != nil else {
            let hint = DidYouMean.hint(for: parent.entity?.raw ?? "", in: draft.entityNames)
            return Diagnostic(code: "P212", "there is no `\(parent)` to add to", at: nil, hint: hint)
        }
        guard draft.definition(at: parent)?.ownership != .pack else {
            let owner = draft.definition(at: parent)?.owner ?? ""
            let message = "`\(parent)` is `owner: pack` of `\(owner)`: nobody else adds to it"
            return Diagnostic(code: "P271", message, at: nil)
        }
        return nil
    }
}

extension DefinitionAddress {
    /// The code of a finding that says that two declare such a thing.
    fileprivate var takenCode: String {
        switch self {
        case .entity: "P201"
        case .field, .option: "P204"
        case .state: "P305"
        case .move: "P306"
        case .check: "P250"
        case .role: "P211"
        case .permission: "P207"
        case .setting: "P226"
        case .screen, .menu: "P601"
        case .onboarding: "P605"
        case .terminology: "P273"
        }
    }
}
