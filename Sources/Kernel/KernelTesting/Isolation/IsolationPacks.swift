import Kernel

/// Packs on offer, each with the suite's roles added to its own.
///
/// A capability's roles cannot grant what a pack declares, since a model without the pack would refuse them; so a pack
/// brings the roles that reach its entities, and the scopes that it opens for entities of others.
struct IsolationPacks: PackLibrary {
    private let base: any PackLibrary
    private let entities: [EntityDefinition]

    init(_ base: any PackLibrary, over catalog: Catalog) {
        self.base = base
        entities = catalog.capabilities.flatMap(\.entities)
    }

    func offered() throws -> [String] {
        try base.offered()
    }

    func folder(of pack: String) throws -> PackOnOffer? {
        try base.folder(of: pack)
    }

    func versions(of pack: String) throws -> [PackOnOffer] {
        try base.versions(of: pack)
    }

    func read(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        let (definition, diagnostics) = base.read(files, named: folder)
        return (definition.map(withRoles), diagnostics)
    }

    func readAccepted(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        let (definition, diagnostics) = base.readAccepted(files, named: folder)
        return (definition.map(withRoles), diagnostics)
    }

    func judge(_ pack: PackDefinition, in model: TenantModel) -> [Diagnostic] {
        base.judge(pack, in: model)
    }

    func text(_ diagnostics: [Diagnostic], files: [String: [UInt8]], named folder: String) -> String {
        base.text(diagnostics, files: files, named: folder)
    }

    private func withRoles(_ pack: PackDefinition) -> PackDefinition {
        var pack = pack
        for scope in IsolationRoles.scopes {
            let own = pack.entities.filter { $0.scopes[scope] != nil }
            let opened = pack.extensions.filter { $0.scopes[scope] != nil }.compactMap { addition in
                entities.first { $0.id == addition.entity }
            }
            let grants = (own + opened).flatMap(IsolationRoles.permissions).map { Grant($0, scope) }
            pack.roles.append(RoleDefinition(IsolationRoles.role(scope, of: pack.id), grants: grants))
        }
        let grants = IsolationRoles.maskedGrants(of: pack.entities)
        pack.roles.append(RoleDefinition(IsolationRoles.masked(of: pack.id), grants: grants))
        return pack
    }
}
