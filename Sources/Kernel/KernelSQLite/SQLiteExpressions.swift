internal import Foundation
internal import GRDBSQLite
internal import Kernel
internal import KernelStore

/// The functions of `SQLDialect` that expressions are made of, in SQLite.
///
/// They give the same result for the same arguments and touch nothing. No schema may call them (`DIRECTONLY`), so that no
/// file needs them to be opened.
enum SQLiteExpressions {
    /// One function: what its name stands for; lives as long as the process, since connections point at it.
    private final class Function: Sendable {
        let name: String
        let apply: @Sendable ([SQLValue]) -> SQLValue

        init(_ name: String, _ apply: @escaping @Sendable ([SQLValue]) -> SQLValue) {
            self.name = name
            self.apply = apply
        }
    }

    private static let functions: [Function] =
        ExpressionOperation.allCases.map { operation in
            Function(SQLDialect.function(operation)) { SQLDialect.apply(operation, $0) }
        } + [
            Function(SQLDialect.scaled) { SQLDialect.scaled($0) },
            Function(SQLDialect.units) { SQLDialect.units($0) },
            Function(SQLDialect.minor) { SQLDialect.minor($0) },
            Function(SQLDialect.compare) { $0.count == 2 ? SQLDialect.compare($0[0], $0[1]) : .null },
            Function(SQLDialect.sortable) { $0.first.map(SQLDialect.sortable) ?? .null },
            Function(SQLDialect.readDecimal) { SQLDialect.readDecimal($0) },
            Function(SQLDialect.readInstant) { SQLDialect.readInstant($0) },
        ]

    private static let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY

    /// Makes all of them known to a connection.
    static func register(on handle: OpaquePointer) throws(StoreFailure) {
        for function in functions {
            let code = sqlite3_create_function_v2(
                handle,
                function.name,
                -1,
                flags,
                Unmanaged.passUnretained(function).toOpaque(),
                { context, count, arguments in
                    guard let pointer = sqlite3_user_data(context) else { return }
                    let function = Unmanaged<Function>.fromOpaque(pointer).takeUnretainedValue()
                    SQLiteExpressions.give(function.apply(SQLiteExpressions.values(count, arguments)), context)
                },
                nil,
                nil,
                nil
            )
            guard code == SQLITE_OK else { throw StoreFailure(sqlite: handle, code: code) }
        }
        for total in totals { try register(total, on: handle) }
    }

    private static func values(_ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) -> [SQLValue] {
        (0..<Int(count)).map { value(arguments?[$0]) }
    }

    private static func value(_ argument: OpaquePointer?) -> SQLValue {
        switch sqlite3_value_type(argument) {
        case SQLITE_INTEGER: .int(sqlite3_value_int64(argument))
        case SQLITE_FLOAT: .real(sqlite3_value_double(argument))
        case SQLITE_TEXT: .text(text(argument))
        default: .null
        }
    }

    private static func text(_ argument: OpaquePointer?) -> String {
        guard let bytes = sqlite3_value_text(argument) else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(argument))),
            as: UTF8.self
        )
    }

    private static func give(_ value: SQLValue, _ context: OpaquePointer?) {
        switch value {
        case .null, .blob: sqlite3_result_null(context)
        case .int(let number): sqlite3_result_int64(context, number)
        case .real(let number): sqlite3_result_double(context, number)
        case .text(var text):
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // An empty buffer may have no address, which SQLite would read as NULL.
                    if let start = characters.baseAddress {
                        sqlite3_result_text(context, start, Int32(characters.count), SQLiteText.transient)
                    } else {
                        sqlite3_result_text(context, "", 0, SQLiteText.transient)
                    }
                }
            }
        }
    }
}

// Totals.
extension SQLiteExpressions {
    /// One aggregate function; lives as long as the process.
    private final class Total: Sendable {
        let function: ExpressionAggregate.Function
        let kind: RelationTotal.Kind

        init(_ function: ExpressionAggregate.Function, _ kind: RelationTotal.Kind) {
            self.function = function
            self.kind = kind
        }
    }

    /// A total being worked out, in one run of a statement.
    private final class Running {
        var total: RelationTotal
        let kind: RelationTotal.Kind

        init(_ total: Total) {
            kind = total.kind
            self.total = RelationTotal(total.function, total.kind)
        }

        func add(_ value: SQLValue) {
            if kind == .duration, case .int(let seconds) = value {
                total.add(.plain(.duration(seconds)))
            } else {
                total.add(SQLDialect.wide(value))
            }
        }
    }

    private static let totals: [Total] = [ExpressionAggregate.Function.sum, .average, .least, .greatest].flatMap {
        function in
        RelationTotal.Kind.allCases.map { Total(function, $0) }
    }

    private static func register(_ total: Total, on handle: OpaquePointer) throws(StoreFailure) {
        let code = sqlite3_create_function_v2(
            handle,
            SQLDialect.total(total.function, total.kind),
            1,
            flags,
            Unmanaged.passUnretained(total).toOpaque(),
            nil,
            { context, _, arguments in SQLiteExpressions.step(context, arguments?[0]) },
            { context in SQLiteExpressions.finish(context) },
            nil
        )
        guard code == SQLITE_OK else { throw StoreFailure(sqlite: handle, code: code) }
    }

    /// SQLite keeps one pointer for each run of the function, zero at first.
    private static func place(_ context: OpaquePointer?, size: Int32) -> UnsafeMutablePointer<UnsafeRawPointer?>? {
        sqlite3_aggregate_context(context, size)?.assumingMemoryBound(to: UnsafeRawPointer?.self)
    }

    private static func step(_ context: OpaquePointer?, _ argument: OpaquePointer?) {
        guard let place = place(context, size: Int32(MemoryLayout<UnsafeRawPointer?>.size)),
            let pointer = sqlite3_user_data(context)
        else { return sqlite3_result_error_nomem(context) }
        let running: Running
        if let known = place.pointee {
            running = Unmanaged<Running>.fromOpaque(known).takeUnretainedValue()
        } else {
            running = Running(Unmanaged<Total>.fromOpaque(pointer).takeUnretainedValue())
            place.pointee = UnsafeRawPointer(Unmanaged.passRetained(running).toOpaque())
        }
        running.add(value(argument))
    }

    /// Called once for each run, a run that fails too, so nothing is left behind.
    private static func finish(_ context: OpaquePointer?) {
        guard let place = place(context, size: 0), let pointer = place.pointee else {
            return sqlite3_result_null(context)
        }
        place.pointee = nil
        let running = Unmanaged<Running>.fromOpaque(pointer).takeRetainedValue()
        give(SQLDialect.argument(running.total.result), context)
    }
}
