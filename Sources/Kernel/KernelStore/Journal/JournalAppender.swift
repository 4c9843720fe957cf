import Kernel

/// Adds rows to a tenant's journal inside the running savepoint; the writer lends one to every write.
package protocol JournalAppender: AnyObject {
    /// Appends one row: draws seq, masks secrets, chains the hash.
    func append(_ scope: TenantScope, _ entry: JournalEntry, on connection: any SQLConnection) throws

    /// Where the journal ends, rows of the running transaction included.
    var head: JournalHead { get }

    /// Puts the head back after a savepoint was rolled back.
    func restore(_ head: JournalHead)
}
