@testable import Kernel

/// Small capabilities and packs for one mistake each.
enum Sample {
    static let place = SourceSpan(file: "pack.yaml", line: 3, column: 5, length: 4)

    static func capability(
        _ id: String,
        provides: [Interface] = [],
        requires: [Interface] = [],
        isCore: Bool = false,
        _ change: (inout CapabilityContribution) -> Void = { _ in }
    ) -> CapabilityContribution {
        var capability = CapabilityContribution(
            descriptor: CapabilityDescriptor(
                id: id,
                version: Version(1, 0),
                title: LocalizedText(id),
                provides: provides,
                requires: requires,
                isCore: isCore
            )
        )
        change(&capability)
        return capability
    }

    static func pack(_ id: String, _ change: (inout PackDefinition) -> Void = { _ in }) -> PackDefinition {
        var pack = PackDefinition(id: id, version: Version(1, 0), hash: "hash of \(id)", title: LocalizedText(id))
        change(&pack)
        return pack
    }

    /// One capability `shop` with entities.
    static func draft(_ entities: EntityDefinition..., packs: [PackDefinition] = []) -> ModelDraft {
        ModelDraft(capabilities: [capability("shop") { $0.entities = entities }], packs: packs)
    }

    /// An entity with a name and other fields.
    static func entity(
        _ id: EntityID,
        collection: String = "orders",
        label: String = "{name}",
        _ fields: FieldDefinition...,
        states: [StateDefinition] = [],
        moves: [MoveDefinition] = [],
        scopes: [Scope: ScopePath] = [:]
    ) -> EntityDefinition {
        EntityDefinition(
            id,
            collection: collection,
            label: label,
            fields: [FieldDefinition("name", .text())] + fields,
            states: states,
            moves: moves,
            scopes: scopes
        )
    }

    /// `shop.order` with a name and other fields.
    static func entity(
        collection: String = "orders",
        label: String = "{name}",
        _ fields: FieldDefinition...,
        states: [StateDefinition] = [],
        moves: [MoveDefinition] = [],
        scopes: [Scope: ScopePath] = [:]
    ) -> EntityDefinition {
        EntityDefinition(
            "shop.order",
            collection: collection,
            label: label,
            fields: [FieldDefinition("name", .text())] + fields,
            states: states,
            moves: moves,
            scopes: scopes
        )
    }
}

extension [Diagnostic] {
    /// Code and message of each, for comparison at a glance.
    var told: [String] { map { "\($0.code) \($0.message)" } }
}
