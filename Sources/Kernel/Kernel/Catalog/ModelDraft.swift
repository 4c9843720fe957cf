/// A declaration with its owner and its place, so that a collision can name both.
package struct Owned<Content: Sendable>: Sendable {
    /// The capability or pack.
    package let owner: String
    /// What it declares.
    package var content: Content
    /// Where, when it came from a file.
    package let span: SourceSpan?
}

/// Everything that capabilities and packs declare, gathered but not yet checked.
///
/// Validators read it; nothing else does.
package struct ModelDraft: Sendable {
    package var capabilities: [CapabilityContribution]
    package var packs: [PackDefinition]
    package var entities: [Owned<EntityDefinition>] = []
    package var extensions: [Owned<EntityExtension>] = []
    package var permissions: [Owned<Permission>] = []
    package var roles: [Owned<RoleDefinition>] = []
    /// Grants to roles of other owners, by role.
    package var grants: [(role: String, grant: Owned<Grant>)] = []
    package var actions: [Owned<ActionDefinition>] = []
    package var rules: [Owned<RecordRule>] = []
    package var settings: [Owned<SettingDefinition>] = []
    package var events: [Owned<EventDefinition>] = []
    package var rows: [Owned<RowRule>] = []
    package var automations: [Owned<AutomationDefinition>] = []
    package var units: [Owned<UnitDefinition>] = []
    package var rateCards: [Owned<RateCardDefinition>] = []
    package var formulas: [Owned<FormulaDefinition>] = []
    package var scorings: [Owned<ScoringDefinition>] = []
    package var obligations: [Owned<PackObligations>] = []
    package var presentations: [Owned<PackPresentation>] = []
    package var terminology: [EntityID: Terms] = [:]
    /// What is wrong with changes of others' definitions.
    package var changeFindings: [Diagnostic] = []
    /// The last pack that changed a property, by address and property.
    var changedBy: [String: String] = [:]
    /// Permissions by the names that they had in older versions of their packs.
    var formerPermissions: [String: String] = [:]
    private(set) var index = DraftIndex()

    /// Gathers capabilities, then packs in the order given.
    package init(capabilities: [CapabilityContribution], packs: [PackDefinition]) {
        self.capabilities = capabilities
        self.packs = packs
        for capability in capabilities { gather(capability) }
        for pack in packs { gather(pack) }
        entities = entities.map(fillRoleOptions)
        index = DraftIndex(self)
        // Before the changes: what takes a grant away finds it under the name that its permission has now.
        carryGrants()
        if packs.contains(where: { !$0.changes.isEmpty || !$0.locks.isEmpty }) {
            for pack in packs { applyChanges(of: pack) }
            entities = entities.map(fillRoleOptions)
            index = DraftIndex(self)
        }
        permissions += generatedPermissions()
    }

    private func fillRoleOptions(_ entity: Owned<EntityDefinition>) -> Owned<EntityDefinition> {
        guard entity.content.fields.contains(where: \.optionsAreRoles) else { return entity }
        // A role that two declare is told for itself, not once more as an option.
        var seen: Set<String> = []
        let options = roles.filter { seen.insert($0.content.id).inserted }.map {
            Choice($0.content.id, title: $0.content.title)
        }
        var content = entity.content
        for index in content.fields.indices where content.fields[index].optionsAreRoles {
            content.fields[index].type = .choices(options)
        }
        return Owned(owner: entity.owner, content: content, span: entity.span)
    }

    private mutating func gather(_ whole: CapabilityContribution) {
        let capability = whole.without(owners: absent(whole.descriptor.optional))
        let owner = capability.descriptor.id
        func owned<Content: Sendable>(_ contents: [Content]) -> [Owned<Content>] {
            contents.map { Owned(owner: owner, content: $0, span: nil) }
        }
        entities += owned(capability.entities)
        permissions += owned(capability.permissions)
        roles += owned(capability.roles)
        actions += owned(capability.actions)
        rules += owned(capability.rules)
        settings += owned(capability.settings)
        events += owned(capability.events)
        for (role, grants) in capability.grants.sorted(by: { $0.key < $1.key }) {
            self.grants += owned(grants).map { (role, $0) }
        }
    }

    /// Owners whose interface is named as optional and that are not there: what needs them is left out.
    func absent(_ optional: [Interface]) -> Set<String> {
        let offered = capabilities.flatMap(\.descriptor.provides)
        let missing = optional.filter { need in !offered.contains { $0.meets(need) } }
        return Set(missing.map(\.id))
    }

    private mutating func gather(_ whole: PackDefinition) {
        let pack = whole.without(owners: absent(whole.optional))
        func owned<Content: Sendable>(_ content: Content, _ address: String) -> Owned<Content> {
            Owned(owner: pack.id, content: content, span: pack.spans[address])
        }
        entities += pack.entities.map { owned($0, "entity/\($0.id.name)") }
        extensions += pack.extensions.map { Owned(owner: pack.id, content: $0, span: $0.span) }
        permissions += pack.permissions.map { owned($0, "permission/\($0.id)") }
        roles += pack.roles.map { owned($0, "role/\($0.id)") }
        settings += pack.settings.map { owned($0, "setting/\($0.field.id)") }
        presentations.append(owned(pack.presentation, "pack"))
        obligations.append(owned(pack.obligations, "pack"))
        if let evidence = EvidenceEntity.definition(
            pack.obligations.requirements,
            of: pack.id,
            titles: { id in self.entities.first { $0.content.id == id }?.content.title }
        ) {
            entities.append(owned(evidence, "compliance/\(pack.obligations.requirements[0].id)"))
        }
        scorings += pack.scorings.map { Owned(owner: pack.id, content: $0, span: $0.span) }
        extensions += pack.scorings.map { scoring in
            let addition = EntityExtension(scoring.entity, fields: scoring.fields, at: scoring.span)
            return Owned(owner: pack.id, content: addition, span: scoring.span)
        }
        units += pack.units.map { owned($0, "unit/\($0.id)") }
        rateCards += pack.rateCards.map { owned($0, "rate_card/\($0.id)") }
        formulas += pack.formulas.map { owned($0, "formula/\($0.id)") }
        if pack.formulas.contains(where: { $0.needs == nil }) {
            let id = "\(pack.id).\(FormulaDefinition.verb)"
            permissions.append(
                owned(Permission(id, title: FormulaDefinition.permissionTitle), "formula/\(pack.formulas[0].id)")
            )
        }
        terminology.merge(whole.terminology) { _, later in later }
        rows += pack.rows.map { Owned(owner: pack.id, content: $0, span: $0.condition.span) }
        automations += pack.automations.map { Owned(owner: pack.id, content: $0, span: $0.span) }
    }

    /// Entities bring their permissions: one per record verb and one per move that names none.
    func generatedPermissions() -> [Owned<Permission>] {
        var generated: [Owned<Permission>] = []
        for entity in entities {
            let scopes = grantableScopes(of: entity.content)
            let verbs = RecordVerb.allCases.filter(entity.content.verbs.contains).map(\.rawValue)
            let moves = entity.content.moves.filter { $0.needs == nil }
            let titles = Dictionary(moves.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
            for (index, verb) in (verbs + moves.map(\.id)).enumerated() {
                let word = RecordVerb(rawValue: verb)?.title ?? titles[verb] ?? LocalizedText(Naming.words(verb))
                let title = word.before(entity.content.title)
                let permission = Permission("\(entity.content.id.raw).\(verb)", title: title, scopes: scopes)
                let place =
                    index < verbs.count ? nil : span(of: "move/\(verb)", on: entity.content.id, by: entity.owner)
                generated.append(Owned(owner: entity.owner, content: permission, span: place ?? entity.span))
            }
        }
        return generated
    }

    private func grantableScopes(of entity: EntityDefinition) -> Set<Scope> {
        let added = additions(to: entity.id).flatMap(\.content.scopes.keys)
        return Set(entity.scopes.keys).union(added).union([.all])
    }

    /// What is added to an entity, in order.
    func additions(to entity: EntityID) -> [Owned<EntityExtension>] {
        index.additions[entity] ?? []
    }

    /// The entity's definition with what packs add, as validators and expressions see it.
    package func merged(_ entity: EntityDefinition) -> EntityDefinition {
        var merged = entity
        for addition in additions(to: entity.id) {
            merged.fields += addition.content.fields
            merged.states += addition.content.states
            merged.moves += addition.content.moves
            merged.checks += addition.content.checks
            merged.scopes.merge(addition.content.scopes) { first, _ in first }
            merged.offline = merged.offline ?? addition.content.offline
        }
        return merged
    }

    /// Where a pack declares a field, its own or one it adds; `nil` for capabilities.
    package func span(ofField field: String, on entity: EntityID, by owner: String) -> SourceSpan? {
        let spans = index.spans[owner]
        let place = owner == entity.owner ? "entity/\(entity.name)" : "extend/\(entity.raw)"
        return spans?["\(place)/field/\(field)"]
    }

    /// Whether an id names a capability or a pack of the draft.
    package func isOwner(_ id: String) -> Bool {
        capabilities.contains { $0.descriptor.id == id } || packs.contains { $0.id == id }
    }
}
