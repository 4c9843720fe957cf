/// One database: a tenant's or the control database, opened.
package protocol SQLDatabase: AnyObject, Sendable {
    /// Runs a read on a snapshot, synchronously on the caller's thread. All statements of `body` see the same moment.
    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T

    /// Runs a read of one statement, which sees one moment by itself: without the two that begin and end a snapshot.
    func readOne<T>(_ body: (any SQLConnection) throws -> T) throws -> T

    /// Lends the one writing connection. Transactions are the caller's: nothing is begun or committed here.
    func withWriter<T>(_ body: (any SQLConnection) throws -> T) throws -> T

    /// Empties the write-ahead log into the database where nobody reads, and closes every connection.
    /// Calls after this one throw `StoreFailure` of kind `closed`.
    func close()
}

/// Opens databases.
///
/// A driver knows one engine; everything above it is written once.
package protocol SQLDriver: Sendable {
    /// Opens the database at a path.
    /// - Throws: `StoreFailure`; kind `missing` when there is none and `create` is false.
    func open(path: String, create: Bool) throws -> any SQLDatabase
}

/// What every connection of every driver knows beyond plain SQL.
package enum SQLDialect {
    /// The collation of text for people: without regard to case and accents, ties by bytes (`TextFolding.compare`).
    package static let textCollation = "KERNEL"
    /// The function that folds a text as the collation does: `kernel_fold(text)`, NULL for NULL.
    package static let foldFunction = "kernel_fold"
    /// What stands in front of a column whose index is not to be used.
    package static let unindexed = "+"
}
