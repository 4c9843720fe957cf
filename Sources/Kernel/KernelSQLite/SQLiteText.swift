internal import Foundation
internal import GRDBSQLite
internal import KernelStore

/// The collation and the function of `SQLDialect`, in SQLite.
enum SQLiteText {
    /// Makes both known to a connection.
    static func register(on handle: OpaquePointer) throws(StoreFailure) {
        let collation = sqlite3_create_collation_v2(
            handle,
            SQLDialect.textCollation,
            SQLITE_UTF8,
            nil,
            { _, leftCount, left, rightCount, right in
                let order = TextFolding.compare(
                    UnsafeRawBufferPointer(start: left, count: Int(leftCount)),
                    UnsafeRawBufferPointer(start: right, count: Int(rightCount))
                )
                return Int32(order.signum())
            },
            nil
        )
        // Innocuous: index expressions may use it although the schema is not trusted.
        let function = sqlite3_create_function_v2(
            handle,
            SQLDialect.foldFunction,
            1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
            nil,
            { context, _, arguments in SQLiteText.fold(context, arguments?[0]) },
            nil,
            nil,
            nil
        )
        guard collation == SQLITE_OK, function == SQLITE_OK else {
            throw StoreFailure(sqlite: handle, code: collation == SQLITE_OK ? function : collation)
        }
    }

    /// SQLite copies a bound or returned buffer that carries this mark.
    static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func fold(_ context: OpaquePointer?, _ argument: OpaquePointer?) {
        guard sqlite3_value_type(argument) != SQLITE_NULL, let text = sqlite3_value_text(argument) else {
            return sqlite3_result_null(context)
        }
        let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(argument)))
        TextFolding.folded(bytes).withUnsafeBytes { folded in
            let start = folded.bindMemory(to: CChar.self).baseAddress
            // An empty buffer has no address, which SQLite would read as NULL.
            if let start {
                sqlite3_result_text(context, start, Int32(folded.count), transient)
            } else {
                sqlite3_result_text(context, "", 0, transient)
            }
        }
    }
}
