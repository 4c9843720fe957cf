import CSQLite

/// A connection of the SQLite C API with its prepared statements; used by one thread at a time.
///
/// Sendable since its owner (the stack of readers, the writer's thread) hands it to one user at a time.
final class SQLite: @unchecked Sendable {
    private let handle: OpaquePointer
    private var statements: [Int: OpaquePointer] = [:]

    init(path: String, readonly: Bool) throws {
        var opened: OpaquePointer?
        let flags = readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else { throw Failure("cannot open \(path): \(code)") }
        handle = opened
        try execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA busy_timeout = 5000")
        if !readonly {
            try execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 1000; PRAGMA synchronous = FULL")
        }
        // The order of the product's text indexes, for the ASCII texts of the benchmark.
        sqlite3_create_collation_v2(handle, "KERNEL", SQLITE_UTF8, nil, compareWithoutCase, nil)
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
    }

    /// Runs a statement; `each` sees every row.
    func run(_ query: Query, _ bind: (Statement) -> Void, _ each: (Statement) throws -> Void = { _ in }) throws {
        let pointer = try statements[query.rawValue] ?? prepare(query)
        defer { sqlite3_reset(pointer) }
        let statement = Statement(pointer: pointer)
        bind(statement)
        while true {
            switch sqlite3_step(pointer) {
            case SQLITE_ROW: try each(statement)
            case SQLITE_DONE: return
            default: throw failure()
            }
        }
    }

    /// The row number of the last insertion.
    var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

    private func prepare(_ query: Query) throws -> OpaquePointer {
        var made: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, query.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made else { throw failure() }
        statements[query.rawValue] = made
        return made
    }

    private func failure() -> Failure { Failure(String(cString: sqlite3_errmsg(handle))) }
}

/// What went wrong, for the log.
struct Failure: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// A prepared statement: binding and columns.
struct Statement {
    let pointer: OpaquePointer

    func bind(_ index: Int32, _ number: Int64) { sqlite3_bind_int64(pointer, index, number) }

    func bind(_ index: Int32, _ text: String?) {
        guard var text else {
            sqlite3_bind_null(pointer, index)
            return
        }
        text.withUTF8 { bytes in
            _ = bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(pointer, index, $0.baseAddress, Int32($0.count), transient)
            }
        }
    }

    func bind(_ index: Int32, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { sqlite3_bind_blob(pointer, index, $0.baseAddress, Int32($0.count), transient) }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// The bytes of a text, valid until the next step.
    func utf8(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(pointer, column)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column)))
    }

    func text(_ column: Int32) -> String? {
        isNull(column) ? nil : String(decoding: utf8(column), as: UTF8.self)
    }

    func blob(_ column: Int32) -> [UInt8] { Array(utf8(column)) }
}

/// SQLite copies what is bound.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

private func compareWithoutCase(
    _: UnsafeMutableRawPointer?,
    _ leftCount: Int32,
    _ left: UnsafeRawPointer?,
    _ rightCount: Int32,
    _ right: UnsafeRawPointer?
) -> Int32 {
    let a = UnsafeRawBufferPointer(start: left, count: Int(leftCount))
    let b = UnsafeRawBufferPointer(start: right, count: Int(rightCount))
    for index in 0..<min(a.count, b.count) where a[index] != b[index] {
        let (x, y) = (lower(a[index]), lower(b[index]))
        if x != y { return Int32(x) - Int32(y) }
    }
    return leftCount - rightCount
}

/// A letter in lower case.
func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
