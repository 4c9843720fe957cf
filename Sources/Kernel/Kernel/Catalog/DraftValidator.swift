/// One check for one kind of mistake.
///
/// Each reports every finding; none stops at the first.
package protocol DraftValidator: Sendable {
    /// All findings of this kind.
    func findings(in draft: ModelDraft) -> [Diagnostic]
}

/// Every check, in the order in which findings of the same place are told.
package enum DraftValidators {
    package static let all: [any DraftValidator] = [
        OwnerValidator(), InterfaceValidator(), InterfaceCycleValidator(), SpellingValidator(),
        EntityOwnershipValidator(), CollisionValidator(), FieldCollisionValidator(), CollectionValidator(),
        FieldTypeValidator(), ReferenceValidator(), FarEndValidator(), ScopePathValidator(), LabelValidator(),
        SecretValidator(),
        StateValidator(), MoveValidator(), ExtensionValidator(), PermissionOwnershipValidator(),
        GrantValidator(), RoleValidator(), RowRuleValidator(), UniqueRuleValidator(), RecordRuleValidator(),
        CheckValidator(), RequiredValidator(), FormerPermissionValidator(), ComputedFieldValidator(),
        PricingValidator(), ScoringValidator(),
        OfflineValidator(), AbsentPartValidator(), ChangeValidator(), SharedWordsValidator(), SizeValidator(),
    ]

    /// All findings of all checks.
    package static func findings(in draft: ModelDraft) -> [Diagnostic] {
        all.flatMap { $0.findings(in: draft) }
    }
}

extension ModelDraft {
    /// The declared entity of an address.
    func entity(_ id: EntityID) -> EntityDefinition? {
        index.entities[id]?.content
    }

    /// The declared entity that a permission is about, if it is about one: `<entity>.<verb>`.
    func entity(ofPermission id: String) -> EntityDefinition? {
        id.lastIndex(of: ".").flatMap { EntityID(String(id[..<$0])) }.flatMap(entity)
    }

    /// Addresses of all declared entities.
    var entityNames: [String] {
        entities.map(\.content.id.raw)
    }
}
