internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import KernelStore

extension StoreFailure {
    /// The failure of a call on a connection.
    ///
    /// SQLite's messages name tables and columns, never bound values.
    init(sqlite handle: OpaquePointer?, code: Int32) {
        let message = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        self.init(Self.kind(of: code), code: code, message.map { String(cString: $0) } ?? "no message")
    }

    /// The failure of opening a connection through GRDB.
    init(opening error: DatabaseError) {
        let code = error.extendedResultCode.rawValue
        self.init(Self.kind(of: code), code: code, error.message ?? "The database cannot be opened.")
    }

    /// Result codes carry the primary code in their low byte (sqlite.org/rescode.html).
    private static func kind(of code: Int32) -> Kind {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM: .io
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_NOMEM: .nomem
        case SQLITE_READONLY: .readonly
        default: .other
        }
    }
}
