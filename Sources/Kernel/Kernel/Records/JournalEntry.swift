/// What one write adds to the tenant's journal.
///
/// The store draws seq and hash, and adds scope's principal and request.
package struct JournalEntry: Sendable {
    /// One field's change.
    package struct Change: Hashable, Sendable {
        /// The field.
        package let field: String
        /// The value before; `null` on create.
        package let before: Value
        /// The value after.
        package let after: Value

        package init(field: String, before: Value, after: Value) {
            self.field = field
            self.before = before
            self.after = after
        }
    }

    /// The entity's address, or a system subject such as `kernel.pack`, `kernel.tenant`, `access.session`.
    package let entity: String
    /// The record's id or the subject's name.
    package let record: String
    /// `created`, `updated`, `deleted`, `restored`, `moved.<move>`, or a past-tense word of the subject.
    package let action: String
    /// The record's version after the write; 0 where there is none.
    package let version: Int64
    /// What changed; secrets are masked by the store.
    package let changes: [Change]

    package init(entity: String, record: String, action: String, version: Int64 = 0, changes: [Change] = []) {
        self.entity = entity
        self.record = record
        self.action = action
        self.version = version
        self.changes = changes
    }
}
