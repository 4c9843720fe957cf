/// One pack in a change: the version that it gets, what the tenant had of it, and what that does to the tenant's rows.
struct PackPart: Sendable {
    /// Why a pack is part of a change.
    enum Role: Sendable {
        /// It is what was asked for.
        case asked
        /// It is switched on since another part needs it.
        case needed
        /// It is on, and gets another version since the one that it has does not go with the rest.
        case along
    }

    let offer: PackChanges.Offer
    /// The version that the tenant has, on or off; `nil` where it never had one.
    let from: TenantState.EnabledPack?
    /// What that version says; `nil` too where it comes back as it was.
    let before: PackDefinition?
    let role: Role
    /// Rows to sow.
    var rows: [SeedRow] = []
    /// Rows of the version before, under its own names.
    var sown: [SeedRow] = []
    /// The same under the names of this one: they follow the pack where nobody touched them.
    var follows: [SeedRow] = []
    /// What makes records fit, and the model in which it runs.
    var migrations: [MigrationDefinition] = []
    var bridge: TenantModel?

    var definition: PackDefinition { offer.definition }

    /// As the tenant has it after the change.
    var enabled: TenantState.EnabledPack {
        TenantState.EnabledPack(
            id: definition.id,
            version: definition.version.description,
            hash: definition.hash
        )
    }

    /// Rows for trying out are sown with what is new to the tenant, and where they are asked for.
    var takesDemo: Bool {
        switch role {
        case .asked: true
        case .needed: from == nil
        case .along: false
        }
    }

    /// Parts in the order in which they are carried out: each after those that it stands on, else as they are.
    static func inOrder(_ parts: [PackPart]) -> [PackPart] {
        var (rest, done) = (parts, [PackPart]())
        // Of packs that need each other in a circle no model is made: P221 tells them.
        while let next = rest.firstIndex(where: { part in !rest.contains { part.standsOn($0) } }) {
            done.append(rest.remove(at: next))
        }
        return done + rest
    }

    private func standsOn(_ other: PackPart) -> Bool {
        guard definition.id != other.definition.id else { return false }
        return (definition.requires + definition.optional).contains { $0.id == other.definition.id }
    }

    /// What its author is told; that of a pack that is needed was told when it was checked for itself.
    var ownWarnings: [Diagnostic] { role == .needed ? [] : offer.warnings }

    /// Renames that the new version may have forgotten to tell.
    func guesses(_ renames: NameChanges) -> [String] {
        before.map { RenameGuess(old: $0, new: definition, changes: renames).all() } ?? []
    }
}
