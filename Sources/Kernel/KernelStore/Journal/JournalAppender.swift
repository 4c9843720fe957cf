import Kernel

/// Adds rows to a tenant's journal inside the running savepoint; the writer lends one to every write.
package protocol JournalAppender: AnyObject {
    /// Appends one row: draws seq, masks secrets, chains the hash.
    func append(_ scope: TenantScope, _ entry: JournalEntry, on connection: any SQLConnection) throws
}
