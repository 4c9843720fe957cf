import KernelCrypto

/// Resolves capabilities and packs into a model: merges, checks, compiles expressions, hashes.
package enum ModelBuilder {
    /// The model, or `nil` when a finding is an error.
    ///
    /// `accepted` are ids of packs whose stored sources were accepted before, perhaps by fewer rules.
    package static func build(
        capabilities: [CapabilityContribution],
        packs: [PackDefinition],
        accepted: Set<String> = []
    ) -> (model: TenantModel?, diagnostics: [Diagnostic]) {
        let (model, diagnostics) = buildLeniently(capabilities: capabilities, packs: packs, accepted: accepted)
        let isRefused = diagnostics.contains { $0.severity == .error && !$0.isLetPass(in: accepted) }
        return (isRefused ? nil : model, diagnostics)
    }

    /// Like `build`, but gives what could be made of it also where there are errors.
    ///
    /// So checks that ask a model can be told in the same run. A model that comes with an error must never be put to use.
    package static func buildLeniently(
        capabilities: [CapabilityContribution],
        packs: [PackDefinition],
        accepted: Set<String> = []
    ) -> (model: TenantModel, diagnostics: [Diagnostic]) {
        let draft = ModelDraft(capabilities: capabilities, packs: packs)
        var diagnostics = DraftValidators.findings(in: draft)
        var compiler = DraftCompiler(draft: draft)
        let entities = compiler.entities()
        let rows = compiler.rows()
        let automations = compiler.automations()
        let settings = settings(in: draft)
        var pricing = FormulaCompiler(draft: draft, settings: settings)
        let formulas = pricing.formulas()
        let order = ComputedOrder(entities)
        diagnostics +=
            compiler.diagnostics + pricing.diagnostics + order.findings(in: draft) + ComputedOrder.tales(entities)
        var presenter = PresentationCompiler(draft: draft, compiler: compiler)
        let presentation = presenter.presentation()
        diagnostics += presenter.diagnostics
        var obliger = ObligationsCompiler(draft: draft, compiler: compiler)
        let obligations = obliger.obligations()
        diagnostics += obliger.diagnostics
        func isRefused() -> Bool {
            diagnostics.contains { $0.severity == .error && !$0.isLetPass(in: accepted) }
        }
        if !isRefused() { diagnostics += order.costs(in: draft) + order.costs(of: draft.rows, rows) }
        var parts = ModelParts()
        parts.capabilities = capabilities.map(\.descriptor.id)
        parts.packs = packs.filter { $0.id != OverlayEdit.owner }.map {
            PackSummary(id: $0.id, version: $0.version, hash: $0.hash, title: $0.title)
        }
        parts.entities = firsts(entities.map { ($0.id, $0) })
        parts.collections = firsts(entities.map { ($0.definition.collection, $0.id) })
        parts.roles = roles(in: draft)
        parts.permissions = firsts(draft.permissions.map { ($0.content.id, $0.content) })
        parts.settings = settings
        parts.units = draft.units.map { unit in
            let id = RateCardDefinition.address(unit.content.id, in: unit.owner)
            return UnitDefinition(id, title: unit.content.title, measures: unit.content.measures)
        }
        parts.rateCards = draft.rateCards.map { $0.content.addressed(in: $0.owner) }
        parts.formulas = formulas
        parts.terminology = draft.terminology
        parts.rows = rows
        parts.automations = automations
        parts.presentation = presentation
        parts.obligations = obligations
        parts.actions = firsts(draft.actions.map { ($0.content.path, $0.content) })
        for formula in formulas {
            guard let permission = parts.permissions[formula.permission] else { continue }
            let action = FormulaAction.make(formula, permission: permission) { parts.entities[$0]?.definition.title }
            parts.actions[action.path] = action
        }
        parts.rules = Dictionary(grouping: draft.rules.map(\.content), by: \.entity)
        guard !isRefused() else { return (TenantModel(parts, hash: "", json: []), diagnostics) }
        let versions = capabilities.map { "\($0.descriptor.id) \($0.descriptor.version)" }
        let json = ModelDocument.write(parts, versions: versions)
        return (TenantModel(parts, hash: SHA256.hex(json), json: json), diagnostics)
    }

    /// Declared settings, and the rates, which are settings too.
    private static func settings(in draft: ModelDraft) -> [String: SettingDefinition] {
        let all = draft.settings.map(\.content) + draft.rateCards.flatMap { $0.content.settings(of: $0.owner) }
        return firsts(all.map { ($0.field.id, $0) })
    }

    /// The first of each name: a validator has told of the others.
    private static func firsts<Key: Hashable, Value>(_ pairs: [(Key, Value)]) -> [Key: Value] {
        Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// Roles with the grants that other owners add to them.
    private static func roles(in draft: ModelDraft) -> [String: RoleDefinition] {
        var roles = Dictionary(draft.roles.map { ($0.content.id, $0.content) }, uniquingKeysWith: { first, _ in first })
        for (role, grant) in draft.grants {
            roles[role]?.grants.append(grant.content)
        }
        return roles
    }
}
