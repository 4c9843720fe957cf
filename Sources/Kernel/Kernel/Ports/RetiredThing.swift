/// A field or an entity that a tenant's packs no longer have, while the store keeps what was in it.
package struct RetiredThing: Hashable, Sendable, Codable {
    /// The pack whose it was.
    package let pack: String
    /// The entity, as its owner names it now.
    package var entity: String
    /// The field; empty where it is the entity.
    package let field: String
    /// The hash of the version that last had it.
    package let source: String
    /// The entity's name in that version.
    package let former: String
    /// When it was hidden, in milliseconds since 1970 UTC.
    package let since: Int64
    /// From when on it may be dropped, in milliseconds since 1970 UTC; `nil` for never.
    package let until: Int64?

    package init(
        pack: String,
        entity: String,
        field: String,
        source: String,
        former: String,
        since: Int64,
        until: Int64?
    ) {
        self.pack = pack
        self.entity = entity
        self.field = field
        self.source = source
        self.former = former
        self.since = since
        self.until = until
    }

    /// What the store lists it by.
    package var position: [String] { [pack, entity, field, source] }

    /// Where it stood in the model, under the entity's present name.
    package var address: String {
        field.isEmpty ? "entity/\(entity)" : "entity/\(entity)/field/\(field)"
    }
}

/// What is dropped of what packs retired.
package struct DropOrder: Sendable {
    /// One thing, and how the version that last had it declared the field.
    package struct Item: Sendable {
        package let thing: RetiredThing
        package let entity: EntityID
        /// `nil` where it is the entity.
        package let field: FieldDefinition?

        /// How many records hold something in it.
        package var question: CensusQuestion { CensusQuestion(entity, .stored(owner: thing.pack, field)) }
    }

    /// The pack.
    package let pack: String
    package let items: [Item]
    /// The state without them.
    package let state: TenantState
    /// What is kept of the change; no receipt takes it back.
    package let receipt: Receipt
}
