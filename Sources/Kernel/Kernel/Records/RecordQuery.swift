/// A list request, checked: names resolved, permissions on filtered and sorted fields verified.
package struct RecordQuery: Sendable {
    /// One key of the order.
    package struct SortKey: Hashable, Sendable {
        /// A declared or system field.
        package let field: String
        /// Whether it descends.
        package let descending: Bool

        package init(field: String, descending: Bool) {
            self.field = field
            self.descending = descending
        }
    }

    /// Words that a record must have.
    package struct Search: Hashable, Sendable {
        /// What was asked for: each of its words must begin a word of one of the fields.
        package let text: String
        /// Searchable fields whose own permission the caller holds; the store adds what each row shows.
        package let fields: Set<String>

        package init(text: String, fields: Set<String>) {
            self.text = text
            self.fields = fields
        }
    }

    /// The entity listed.
    package let entity: EntityID
    /// What must be true of a row, beyond the access filter.
    package var filter: ExpressionNode?
    /// The words that must be there.
    package var search: Search?
    /// What stands before and after each record of the page, so that it can be part of a larger answer.
    package var frame: (before: [UInt8], after: [UInt8]) = ([], [])
    /// The order; the id is always the last key, ascending.
    package var sort: [SortKey] = []
    /// 1 to 500.
    package var limit = 50
    /// The cursor of the page before, as handed out.
    package var after: String?
    /// Only records with a greater id: what walks through a whole table in parts, while records change.
    package var beyond: RecordID?
    /// The fields wanted; `nil` means all readable ones.
    ///
    /// System fields are always there, secrets only where they are named.
    package var fields: Set<String>?
    /// Reference fields whose records are shown in place of their ids.
    package var expand: [String] = []
    /// Whether the number of all matching rows is wanted.
    package var count = false
    /// Whether the bin is listed instead of live records.
    package var bin = false

    package init(entity: EntityID) {
        self.entity = entity
    }
}

/// One record as the JSON of the contract.
package struct RenderedRecord: Sendable {
    /// The record's version.
    package let version: Int64
    /// A JSON object.
    package let json: [UInt8]

    package init(version: Int64, json: [UInt8]) {
        self.version = version
        self.json = json
    }
}

/// Entries of the journal as server-sent events.
package struct EventPage: Sendable {
    /// The journal's last entry when it was read.
    package var head: Int64
    /// The last entry looked at.
    package var last: Int64
    /// The last entry among the events.
    package var lastShown: Int64
    /// The events, as they are sent; empty where the caller sees none.
    package var frames: [UInt8]
    /// The entities that the events are about.
    package var entities: Set<EntityID> = []

    package init(head: Int64, last: Int64, lastShown: Int64, frames: [UInt8]) {
        self.head = head
        self.last = last
        self.lastShown = lastShown
        self.frames = frames
    }
}

/// A page of a list as JSON.
package struct RenderedPage: Sendable {
    /// A JSON array.
    package let items: [UInt8]
    /// The cursor of the next page; `nil` at the end.
    package let next: String?
    /// All matching rows, where asked for.
    package let count: Int64?

    package init(items: [UInt8], next: String?, count: Int64? = nil) {
        self.items = items
        self.next = next
        self.count = count
    }
}
