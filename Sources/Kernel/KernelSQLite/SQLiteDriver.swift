package import KernelStore

/// SQLite: one file per database, one writing connection, reading connections as needed.
package struct SQLiteDriver: SQLDriver {
    /// What every connection is set up with.
    package struct Options: Sendable {
        /// How long a lock held by another connection is waited for, in seconds.
        package var busyTimeout = 5.0
        /// The page cache of one connection, in KiB; filled as pages are read.
        package var cacheKiB = 16_384
        /// Reading connections kept open while nobody reads.
        package var idleReaders = 4
        /// Prepared statements kept per connection.
        package var statements = 256

        package init() {}
    }

    private let options: Options

    package init(options: Options = Options()) {
        self.options = options
    }

    package func open(path: String, create: Bool) throws -> any SQLDatabase {
        try SQLiteFile.prepare(path, create: create)
        return try SQLiteDatabase(path: path, options: options)
    }
}
