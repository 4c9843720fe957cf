internal import GRDBSQLite
internal import KernelStore

/// One SQLite connection.
///
/// The pointer belongs to GRDB; statements are prepared, kept and stepped here.
final class SQLiteConnection: SQLConnection {
    private let handle: OpaquePointer
    private var statements: SQLiteStatements

    init(handle: OpaquePointer, statements bound: Int) {
        self.handle = handle
        statements = SQLiteStatements(handle: handle, bound: bound)
    }

    var isInTransaction: Bool {
        sqlite3_get_autocommit(handle) == 0
    }

    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw StoreFailure(sqlite: handle, code: code) }
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let before = sqlite3_total_changes64(handle)
        try query(sql, arguments) { _ in }
        // `sqlite3_changes` still holds the last statement's count after one that changes nothing.
        return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws {
        let loan = try statements.borrow(sql)
        defer { statements.giveBack(loan) }
        try bind(arguments, to: loan.statement)
        let row = SQLiteRow(statement: loan.statement)
        while true {
            let code = sqlite3_step(loan.statement)
            switch code {
            case SQLITE_ROW: try each(row)
            case SQLITE_DONE: return
            default: throw StoreFailure(sqlite: handle, code: code)
            }
        }
    }

    /// Drops every prepared statement.
    func finalize() {
        statements.removeAll()
    }

    private func bind(_ arguments: [SQLValue], to statement: OpaquePointer) throws(StoreFailure) {
        let expected = sqlite3_bind_parameter_count(statement)
        guard expected == Int32(arguments.count) else {
            throw StoreFailure(.other, "The statement takes \(expected) arguments, \(arguments.count) were given.")
        }
        for (offset, argument) in arguments.enumerated() {
            let code = bind(argument, at: Int32(offset + 1), to: statement)
            guard code == SQLITE_OK else { throw StoreFailure(sqlite: handle, code: code) }
        }
    }

    private func bind(_ argument: SQLValue, at index: Int32, to statement: OpaquePointer) -> Int32 {
        switch argument {
        case .null: return sqlite3_bind_null(statement, index)
        case .int(let number): return sqlite3_bind_int64(statement, index, number)
        case .real(let number): return sqlite3_bind_double(statement, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // An empty buffer may have no address, which would bind NULL.
                    let start = characters.baseAddress
                    guard let start else { return sqlite3_bind_text(statement, index, "", 0, SQLiteText.transient) }
                    return sqlite3_bind_text(statement, index, start, Int32(characters.count), SQLiteText.transient)
                }
            }
        case .blob(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), SQLiteText.transient)
            }
        }
    }
}
