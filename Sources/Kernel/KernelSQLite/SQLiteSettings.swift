internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import KernelStore

/// How a connection is set up, and the proof that it is.
///
/// `synchronous=FULL` makes SQLite sync the write-ahead log at every commit; with anything less, acknowledged writes are
/// lost when the power fails. It is set last and read back, because other settings and other people's code change it.
enum SQLiteSettings {
    static func configuration(_ options: SQLiteDriver.Options, readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = true
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(options.busyTimeout)
        configuration.label = readonly ? "kernel.sqlite.reader" : "kernel.sqlite.writer"
        configuration.prepareDatabase { database in
            guard let handle = database.sqliteConnection else { throw closedDatabase }
            try database.execute(sql: pragmas(options) + (readonly ? readerPragmas : writerPragmas))
            try SQLiteText.register(on: handle)
            try SQLiteExpressions.register(on: handle)
            // Statements are prepared by this driver; GRDB's observers and authoriser would run for nothing.
            sqlite3_commit_hook(handle, nil, nil)
            sqlite3_rollback_hook(handle, nil, nil)
            sqlite3_update_hook(handle, nil, nil)
        }
        return configuration
    }

    private static func pragmas(_ options: SQLiteDriver.Options) -> String {
        """
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA mmap_size = 0;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -\(options.cacheKiB);
        """
    }

    private static let readerPragmas = "PRAGMA query_only = ON;"

    private static let writerPragmas = """
        PRAGMA journal_mode = WAL;
        PRAGMA wal_autocheckpoint = 1000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA synchronous = FULL;
        """

    private static let closedDatabase = StoreFailure(.closed, "The database is closed.")

    /// Reads back what durability and integrity rest on.
    static func verify(_ connection: any SQLConnection) throws {
        let mode = try connection.first("PRAGMA journal_mode") { $0.text(0) }
        let sync = try connection.first("PRAGMA synchronous") { $0.int(0) }
        let keys = try connection.first("PRAGMA foreign_keys") { $0.int(0) }
        guard mode == "wal", sync == 2, keys == 1 else {
            throw StoreFailure(
                .other,
                "The connection is not durable: journal_mode=\(mode ?? "?"), synchronous=\(sync ?? -1), "
                    + "foreign_keys=\(keys ?? -1)."
            )
        }
    }
}
