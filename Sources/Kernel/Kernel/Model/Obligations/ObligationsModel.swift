/// What the packs of a tenant ask for, resolved.
package struct ObligationsModel: Sendable {
    /// Proofs in the order of packs.
    package var requirements: [CompiledRequirement] = []
    /// What refuses a move, by `<entity>.<move>`.
    package var blocks: [String: [CompiledBlock]] = [:]
    /// Templates by `<entity>/<id>`.
    package var contracts: [String: CompiledContract] = [:]

    package init() {}
}

/// A requirement with its condition checked.
package struct CompiledRequirement: Sendable {
    package let owner: String
    package let definition: ComplianceRequirement
    /// Which records of the subject need it.
    package let condition: ExpressionNode?

    /// The entity of its evidence.
    package var evidence: EntityID { EntityID(owner: owner, name: EvidenceEntity.name) }
}

/// A requirement and how a record that moves leads to whom it is about.
package struct CompiledBlock: Sendable {
    /// How a record that moves leads to whom the requirement is about.
    package enum Way: Hashable, Sendable {
        /// The tenant.
        case tenant
        /// The record itself.
        case itself
        /// What a reference of it names, or all that a list of references does.
        case reference(String)
    }

    package let requirement: CompiledRequirement
    package let way: Way
}

/// A template with the places of its clauses found.
package struct CompiledContract: Sendable {
    package let owner: String
    package let definition: ContractTemplate
    /// What stands in braces, by what is written there.
    package let places: [String: ContractPlace]
    /// Titles of who signs, in order.
    package let signers: [(id: String, title: LocalizedText)]
}

/// What a place of a contract is filled with.
package enum ContractPlace: Hashable, Sendable {
    /// An input.
    case input(FieldDefinition)
    /// A field of the record.
    case field(FieldDefinition)
    /// A field of a record that a reference of the record names.
    case far(reference: String, EntityID, FieldDefinition)
    /// The tenant's name.
    case tenantName
    /// The day in the tenant's zone.
    case today
}
