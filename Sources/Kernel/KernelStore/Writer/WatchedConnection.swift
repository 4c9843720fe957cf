/// The writing connection as the members of a group see it.
///
/// It remembers the first failure of the medium: a member that catches such an error and goes on would otherwise turn
/// a lost write into a success.
final class WatchedConnection: SQLConnection {
    private let connection: any SQLConnection
    /// The first failure after which nothing of the transaction can be trusted.
    private(set) var failure: StoreFailure?

    init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    var isInTransaction: Bool { connection.isInTransaction }

    func execute(_ sql: String) throws {
        try watch { try connection.execute(sql) }
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try watch { try connection.run(sql, arguments) }
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws {
        try watch { try connection.query(sql, arguments, each) }
    }

    /// Throws when the transaction is lost: the medium failed, or the database ended the transaction by itself.
    func requireTransaction() throws(StoreFailure) {
        if let failure { throw failure }
        guard isInTransaction else { throw StoreFailure(.other, "The database ended the transaction by itself.") }
    }

    private func watch<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as StoreFailure {
            if failure == nil, error.isMedium { failure = error }
            throw error
        }
    }
}
