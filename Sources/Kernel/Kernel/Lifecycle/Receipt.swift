/// What is kept of a change of a tenant's packs or capabilities, so that it can be undone.
///
/// Written in the transaction of the change; the store keeps with it what takes back each row and each part of the schema.
package struct Receipt: Hashable, Sendable {
    /// Its id.
    package let id: RecordID
    /// When, in milliseconds since 1970 UTC.
    package let at: Int64
    /// What was done: `enable`, `disable`, `upgrade`, `customise`, `enable_capability`, `disable_capability`.
    package let action: String
    /// The pack or the capability.
    package let subject: String
    /// The plan's hash; empty where none was made.
    package let plan: String
    /// What was enabled before.
    package let before: TenantState
    /// What was enabled after.
    package let after: TenantState
    /// What became of it.
    package var status: Status

    /// What became of a change.
    package enum Status: String, Hashable, Sendable {
        /// It is in force.
        case done
        /// It was taken back.
        case undone
        /// It can no longer be taken back: a later change removed what that would need.
        case closed
    }

    package init(
        id: RecordID,
        at: Int64,
        action: String,
        subject: String,
        plan: String,
        before: TenantState,
        after: TenantState,
        status: Status = .done
    ) {
        self.id = id
        self.at = at
        self.action = action
        self.subject = subject
        self.plan = plan
        self.before = before
        self.after = after
        self.status = status
    }
}

/// What an undo would lose: work that was done since the change.
package struct UndoLoss: Hashable, Sendable {
    /// Why it would be lost.
    package enum Reason: String, Hashable, Sendable {
        /// Records in a table that goes.
        case records
        /// Values in a column that goes.
        case values
        /// Links in a table that goes.
        case links
        /// Records that the change made or changed, and that were changed since.
        case changed
        /// References to records that go.
        case references
        /// Records in a state that goes.
        case state
    }

    package let reason: Reason
    /// The entity or the field, such as `customers.site.soil`.
    package let address: String
    package let rows: Int64

    package init(_ reason: Reason, _ address: String, rows: Int64) {
        self.reason = reason
        self.address = address
        self.rows = rows
    }

    /// For people.
    package var text: String {
        switch reason {
        case .records: "\(rows) records of \(address) would be lost"
        case .values: "\(rows) records would lose what was entered in \(address)"
        case .links: "\(rows) links of \(address) would be lost"
        case .changed: "\(rows) records of \(address) that the change made or wrote were changed since"
        case .references: "\(rows) records refer in \(address) to records that go"
        case .state: "\(rows) records are in the state \(address), which goes"
        }
    }
}
