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

        var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    }

    /// What the layers below declare.
    func draft() -> ModelDraft {
        ModelDraft(capabilities: capabilities, packs: below)
    }

    /// How far the edits are put on what is below.
    private struct Fit {
        /// Edits that are in force, or will be; some without parts that do not fit.
        var rest: [OverlayEdit]
        /// What stands for edits that wait, by their keys.
        var withheld: [String: OverlayEdit] = [:]
        var waiting: [String: Diagnostic] = [:]
        var parts: [String: [ResolvedModel.WaitingPart]] = [:]

        var edits: [OverlayEdit] { rest + withheld.sorted { $0.key < $1.key }.map(\.value) }

        func resolved(_ model: TenantModel) -> ResolvedModel {
            let left = rest.filter { parts[$0.key] != nil }.map { ($0.key, $0) }
            return ResolvedModel(
                model: model,
                waiting: waiting,
                parts: parts.filter { waiting[$0.key] == nil },
                rest: Dictionary(left, uniquingKeysWith: { first, _ in first })
            )
        }
    }

    /// The model with every edit that fits, and with those parts that fit of one that does not as a whole.
    /// - Throws: `unavailable` where the layers below do not fit one another.
    func resolve(_ edits: [OverlayEdit]) throws -> ResolvedModel {
        var fit = Fit(rest: edits)
        if !edits.isEmpty {
            let draft = draft()
            for edit in edits { fit.waiting[edit.key] = Self.obstacle(to: edit, draft, edits) }
            fit.rest.removeAll { fit.waiting[$0.key] != nil }
        }
        while true {
            let attempt = try attempt(fit.edits, fit.waiting)
            if let model = attempt.model { return fit.resolved(model) }
            guard !fit.rest.isEmpty else {
                throw KernelError.unavailable(
                    "This tenant's packs do not fit this server.",
                    cause: attempt.errors.map(\.message).joined(separator: "; ")
                )
            }
            let blamed = try blamed(for: attempt, of: fit)
            guard !blamed.isEmpty else { return try grown(fit) }
            for (key, reason) in blamed.sorted(by: { $0.key < $1.key }) {
                try yield(key, reason, after: attempt, &fit)
            }
        }
    }

    /// Takes an edit out for which there is no place, or only the part of it for which there is none.
    private func yield(_ key: String, _ reason: Diagnostic, after attempt: Attempt, _ fit: inout Fit) throws {
        guard let place = fit.rest.firstIndex(where: { $0.key == key }) else {
            fit.withheld[key] = nil
            return
        }
        let edit = fit.rest[place]
        if let part = try misfit(of: edit, reason, after: attempt, fit) {
            fit.rest[place] = part.rest
            fit.parts[key, default: []].append(ResolvedModel.WaitingPart(name: part.name, reason: reason))
            return
        }
        fit.rest.remove(at: place)
        fit.waiting[key] = fit.parts[key]?.first?.reason ?? reason
        fit.withheld[key] = substitute(for: edit)
    }

    /// The part of an edit without which a finding is gone.
    private func misfit(
        of edit: OverlayEdit,
        _ reason: Diagnostic,
        after attempt: Attempt,
        _ fit: Fit
    ) throws -> OverlayPart? {
        func isSame(_ other: Diagnostic) -> Bool { other.code == reason.code && other.message == reason.message }
        let before = attempt.errors.count(where: isSame)
        let all = try OverlayPart.all(of: edit).map { (part: $0, likelihood: $0.likelihood(reason.message)) }
        // A finding that names some of the parts is about one of these.
        let best = all.contains { $0.likelihood > 0 } ? all.filter { $0.likelihood > 0 } : all
        let parts = best.enumerated().sorted { first, second in
            let (one, other) = (first.element.likelihood, second.element.likelihood)
            return one == other ? first.offset < second.offset : one > other
        }
        return try parts.map(\.element.part).first { part in
            let edits = fit.edits.map { $0.key == edit.key ? part.rest : $0 }
            return try self.attempt(edits, fit.waiting).errors.count(where: isSame) < before
        }
    }

    /// What stands for the change of a grant that waits: no grant, so that nobody has more by what the layers below say than the
    /// tenant allowed.
    private func substitute(for edit: OverlayEdit) -> OverlayEdit? {
        guard case .role? = DefinitionAddress(edit.address), edit.property.hasPrefix("grants."), edit.value != "null",
            let role = DefinitionAddress(edit.address).flatMap({ draft().definition(at: $0) }),
            role.ownership != .pack, role.properties[edit.property] != nil
        else { return nil }
        return edit.with(.null)
    }

    /// The edits that findings are about, each with its own.
    ///
    /// A finding about a place that several edits share, such as all that is added to an entity, is the fault of the one without which
    /// it is gone and least is wrong.
    private func blamed(for attempt: Attempt, of fit: Fit) throws -> [String: Diagnostic] {
        var blamed: [String: Diagnostic] = [:]
        let edits = fit.edits
        let known = Set(edits.map(\.key))
        let places = attempt.errors.map { error in
            (error: error, keys: (attempt.overlay?.edits(at: error.span) ?? []).filter(known.contains))
        }
        for (error, keys) in places where keys.count == 1 && blamed[keys[0]] == nil { blamed[keys[0]] = error }
        guard blamed.isEmpty else { return blamed }
        guard let (error, keys) = places.first(where: { !$0.keys.isEmpty }) else {
            return try culprit(among: fit, attempt)
        }
        var culprit: (key: String, errors: Int)?
        for key in keys.sorted() {
            let left = try self.attempt(edits.filter { $0.key != key }, fit.waiting).errors
            if left.contains(where: { $0.code == error.code && $0.message == error.message }) { continue }
            if culprit.map({ left.count < $0.errors }) ?? true { culprit = (key, left.count) }
        }
        if let culprit { return [culprit.key: error] }
        return Dictionary(keys.map { ($0, error) }, uniquingKeysWith: { first, _ in first })
    }

    /// The edit without which less is wrong, where what is wrong stands in no edit, such as a state that a pack's move is left with.
    private func culprit(among fit: Fit, _ attempt: Attempt) throws -> [String: Diagnostic] {
        guard let error = attempt.errors.first else { return [:] }
        func isNamed(_ edit: OverlayEdit) -> Bool {
            edit.address.split(separator: "/").last.map { error.message.contains("`\($0)`") } ?? false
        }
        let edits = fit.edits
        for edit in edits.filter(isNamed) + edits.filter({ !isNamed($0) }) {
            let left = try self.attempt(edits.filter { $0.key != edit.key }, fit.waiting).errors
            if left.count < attempt.errors.count, !left.contains(where: { $0.message == error.message }) {
                return [edit.key: error]
            }
        }
        return [:]
    }

    /// Takes edits in one by one where nobody can say which of them is wrong, as long as one more fits.
    private func grown(_ start: Fit) throws -> ResolvedModel {
        var (fit, left) = (start, start.rest)
        fit.rest = []
        guard var model = try attempt(fit.edits, fit.waiting).model ?? attempt([], [:]).model else {
            return try resolve([])
        }
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for edit in left {
                let attempt = try attempt(fit.edits + [edit], fit.waiting.filter { $0.key != edit.key })
                if attempt.model != nil {
                    isGrowing = true
                    fit.rest.append(edit)
                    fit.waiting[edit.key] = nil
                } else {
                    fit.waiting[edit.key] = attempt.errors.first
                }
            }
            left.removeAll { fit.waiting[$0.key] == nil }
        }
        model = try attempt(fit.edits, fit.waiting).model ?? model
        return fit.resolved(model)
    }

    /// Edits that are in force as the pack that they are.
    func definition(of edits: [OverlayEdit]) throws -> PackDefinition? {
        try packs.read(OverlayPack(edits).files, named: "").definition
    }

    private var accepted: Set<String> { Set(below.map(\.id)) }

    /// Waiting edits are none of these; some of them lock a move.
    private func attempt(_ edits: [OverlayEdit], _ waiting: [String: Diagnostic]) throws -> Attempt {
        let locks = MoveLock.all(for: waiting)
        guard !edits.isEmpty || !locks.isEmpty else {
            let built = ModelBuilder.build(capabilities: capabilities, packs: below, accepted: accepted)
            return Attempt(model: built.model, diagnostics: built.diagnostics, overlay: nil)
        }
        let overlay = try OverlayPack(edits)
        let read = packs.read(overlay.files, named: "")
        guard var definition = read.definition else {
            return Attempt(model: nil, diagnostics: read.diagnostics, overlay: overlay)
        }
        definition.locks = locks
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
