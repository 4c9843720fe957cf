import Kernel

/// Turns checked expressions and row filters into conditions of one SQL statement.
///
/// A condition is true, false or NULL; NULL counts as false. `WHERE`, `AND` and `OR` treat it so by themselves; only `NOT` and
/// a condition used as a value are wrapped (`IS NOT TRUE`, `IS TRUE`), which keeps indexes usable everywhere else.
/// Every constant is bound. References are followed by subqueries over live records; see `TableRow.Sight`.
final class ConditionCompiler {
    /// What the statement is for.
    enum Shape: Hashable {
        /// Many rows: relations are sets computed once (`IN`), from which the planner may start.
        case page
        /// One row by its id: relations are looked up for that row (`EXISTS`).
        case single
    }

    let schema: PhysicalSchema
    let access: PrincipalAccess
    let shape: Shape
    private let prefix: String
    private var aliases = 0
    /// The records around the one that names mean, the outermost first.
    private var records: [TableRow] = []

    /// A compiler for one statement, or a part of one; `prefix` sets its aliases apart from those of the other parts.
    init(_ schema: PhysicalSchema, access: PrincipalAccess, shape: Shape, prefix: String = "r") {
        self.schema = schema
        self.prefix = prefix
        self.access = access
        self.shape = shape
    }

    /// A table under an alias of its own.
    ///
    /// Aliases count up, so that equal requests have equal texts.
    func row(_ table: PhysicalTable, _ sight: TableRow.Sight) -> TableRow {
        aliases += 1
        return TableRow(table: table, alias: "\(prefix)\(aliases)", sight: sight)
    }

    /// Runs `body` for names that are another record's, seen from a row.
    func within<T>(_ row: TableRow, _ body: () throws -> T) rethrows -> T {
        records.append(row)
        defer { records.removeLast() }
        return try body()
    }

    /// The record so many further out than a row.
    func outer(_ count: Int, from row: TableRow) -> TableRow {
        count > 0 && count <= records.count ? records[records.count - count] : row
    }

    /// A condition on a row.
    func condition(_ node: ExpressionNode, _ row: TableRow) throws -> SQLFragment {
        switch node {
        case .literal(.bool(let flag)): return flag ? .always : .never
        case .literal(.null): return .never
        case .path, .me, .through, .setting: return try compare(.equal, node, .literal(.bool(true)), row)
        case .compare(let order, let left, let right): return try compare(order, left, right, row)
        case .member(let item, let list): return try member(item, of: list, row)
        case .and(let nodes): return Self.all(try nodes.map { try condition($0, row) })
        case .or(let nodes): return Self.any(try nodes.map { try condition($0, row) })
        case .not(let node): return "\(enclosed: try condition(node, row)) IS NOT TRUE"
        case .contains(let text, let part):
            let part = try operand(part, row)
            return try lifting(text, row) { try Self.contains(self.operand($0, $1), part) }
        case .startsWith(let text, let part):
            let part = try operand(part, row)
            return try lifting(text, row) { try Self.startsWith(self.operand($0, $1), part) }
        case .aggregate(let aggregate) where aggregate.function == .exists || aggregate.function == .all:
            return try holds(aggregate, row)
        case .call, .choose, .coalesce, .aggregate: return "\(try operand(node, row).parts[0]) = 1"
        case .literal, .constants, .input, .rate, .now, .today: throw Operand.unsupported
        }
    }

    /// All are true.
    static func all(_ conditions: [SQLFragment]) -> SQLFragment {
        if conditions.count < 2 { return conditions.first ?? .always }
        return .joined(deepestFirst(conditions).map { "\($0)" }, " AND ")
    }

    /// One is true.
    static func any(_ conditions: [SQLFragment]) -> SQLFragment {
        conditions.isEmpty ? .never : .alternatives(deepestFirst(conditions))
    }

    /// SQLite's parser holds at most 100 unfinished pieces; with the deepest condition first, most of what stands left of an
    /// open parenthesis is none.
    private static func deepestFirst(_ conditions: [SQLFragment]) -> [SQLFragment] {
        guard conditions.contains(where: { $0.text.utf8.count > 256 }) else { return conditions }
        return conditions.enumerated().map { (index: $0, piece: $1, nesting: $1.nesting) }
            .sorted { ($1.nesting, $0.index) < ($0.nesting, $1.index) }
            .map(\.piece)
    }

    /// The condition of a caller's filter.
    /// - Throws: 422 for what is nested deeper than a statement may be.
    func filter(_ node: ExpressionNode, _ row: TableRow) throws -> SQLFragment {
        let condition = try condition(node, row)
        guard condition.nesting <= Self.maximumNesting else {
            throw KernelError.invalid([Finding("where", "too_deep", "The filter is nested too deeply.")])
        }
        return condition
    }

    /// Statements around a condition take less than ten.
    private static let maximumNesting = 88

    /// Whether one text stands in another.
    static func contains(_ text: Operand, _ part: Operand) -> SQLFragment {
        "instr(\(text.parts[0]), \(part.parts[0])) > 0"
    }

    /// A constant prefix is a range, which an index serves; any other is cut out and compared.
    static func startsWith(_ text: Operand, _ part: Operand) -> SQLFragment {
        let (whole, prefix) = (text.parts[0], part.parts[0])
        guard let constant = part.text else { return "substr(\(whole), 1, length(\(prefix))) = \(prefix)" }
        // The empty prefix has no end either; null stays null.
        guard let end = successor(of: constant) else { return "\(whole) >= \(prefix)" }
        return "(\(whole) >= \(prefix) AND \(whole) < \(bind: .text(end)))"
    }

    /// The least text that is greater than every text with a prefix; `nil` where there is none.
    ///
    /// Text compares by scalar.
    static func successor(of prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            let next = last.value == 0xd7ff ? 0xe000 : last.value + 1
            if let scalar = Unicode.Scalar(next) {
                scalars.append(scalar)
                var end = String.UnicodeScalarView()
                end.append(contentsOf: scalars)
                return String(end)
            }
        }
        return nil
    }
}
