/// One step by which a store makes room for a model, and what takes it back.
package struct SchemaStep: Hashable, Sendable, Codable {
    /// What it makes or drops.
    package enum Kind: String, Hashable, Sendable, Codable {
        /// The name of a table or a column, written down at its birth.
        case name
        /// A table or a column that stays, for a thing that has another name now.
        case renamed
        /// A table of records.
        case table
        /// A table of links.
        case links
        /// A column.
        case column
        /// An index.
        case index
        /// A unique index.
        case unique
        /// A unique index that goes, since its rule has gone.
        case dropped
        /// The words of a table's records, made anew.
        case search
        /// The mark of the model that the store has room for.
        case mark
    }

    package let kind: Kind
    /// The table it is about; empty for a mark.
    package let table: String
    /// What comes or goes: a table, a column, an index, an address.
    package let name: String
    /// The entity or the field it is for: `customers.site`, `customers.site.soil`.
    package let address: String
    /// What is run; empty where it takes more than a statement.
    package let statement: String
    /// What takes it back; empty where it takes more than a statement.
    package let inverse: String
    /// Rows that it passes over.
    package var rows: Int64
    /// The address that the name stood under before, for what is renamed.
    package var was: String?

    package init(
        _ kind: Kind,
        table: String,
        name: String,
        address: String,
        statement: String = "",
        inverse: String = "",
        rows: Int64 = 0
    ) {
        self.kind = kind
        self.table = table
        self.name = name
        self.address = address
        self.statement = statement
        self.inverse = inverse
        self.rows = rows
    }
}

extension SchemaStep {
    /// What became of a table or a column by taking a rename back; `nil` where it is none.
    package var renamedBack: SchemaStep? {
        guard kind == .renamed, let was else { return nil }
        var step = SchemaStep(.renamed, table: table, name: name, address: was)
        step.was = address
        return step
    }
}

/// A question about how many records a change touches.
package struct CensusQuestion: Hashable, Sendable {
    /// Which records.
    package enum Which: Hashable, Sendable {
        /// All of them, those in the bin too.
        case all
        /// Live ones; with a value in a field where one is named.
        case live(String?)
        /// Those with a value in a field.
        case filled(String)
        /// Those without a value in a field.
        case empty(String)
        /// Those in a state.
        case inState(String)
        /// Those that hold one of some options in a field, those in the bin too.
        case holding(String, [String])
        /// Live ones with a value in a field that is outside of limits.
        case outside(String, ValueLimits)
        /// Live ones whose value of a field another one has too.
        case shared(String)
        /// Those with something in a field that the store keeps, whether the model has it or not; all records, those in the bin
        /// too, where no field is named.
        case stored(owner: String, FieldDefinition?)
    }

    package let entity: EntityID
    package let which: Which

    package init(_ entity: EntityID, _ which: Which) {
        self.entity = entity
        self.which = which
    }
}
