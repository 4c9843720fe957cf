import Kernel

/// What expressions need of a database beyond its own functions: every driver makes these known to its connections, and
/// their results are those of the back end in Swift.
///
/// Between them a decimal is the text of its units of 10^-9, an amount `1250 EUR`, everything else as in its column. A
/// function with a null argument is null.
extension SQLDialect {
    /// The function of an operation.
    ///
    /// The least and the greatest take decimals and amounts only; of whatever else the
    /// database orders by itself.
    package static func function(_ operation: ExpressionOperation) -> String {
        "kernel_\(operation.rawValue)"
    }

    /// The aggregate function of a total.
    package static func total(_ function: ExpressionAggregate.Function, _ kind: RelationTotal.Kind) -> String {
        "kernel_\(function.rawValue)_\(kind.rawValue)"
    }

    /// `kernel_scaled(units, scale)`: a decimal column as a decimal.
    package static let scaled = "kernel_scaled"
    /// `kernel_units(x, scale)`: a number as the units of a decimal column.
    package static let units = "kernel_units"
    /// `kernel_minor(m)`: the minor units of an amount.
    package static let minor = "kernel_minor"
    /// `kernel_compare(a, b)`: -1, 0 or 1 for two numbers or amounts; 2 for amounts of two currencies.
    package static let compare = "kernel_compare"
    /// `kernel_sortable(x)`: a decimal as a text that sorts like it.
    package static let sortable = "kernel_sortable"
    /// `kernel_read_decimal(text)` and `kernel_read_instant(text)`: from the form of the wire.
    package static let readDecimal = "kernel_read_decimal"
    package static let readInstant = "kernel_read_instant"

    /// A number or an amount between functions.
    package static func wide(_ value: SQLValue) -> WideValue {
        switch value {
        case .int(let number): .plain(.int(number))
        case .text(let text): wide(text)
        case .null, .real, .blob: .null
        }
    }

    private static func wide(_ text: String) -> WideValue {
        guard let space = text.utf8.firstIndex(of: 0x20) else { return Int128(text).map { .decimal($0) } ?? .null }
        let currency = String(text[text.index(after: space)...])
        return Int64(text[..<space]).map { .plain(.money(minor: $0, currency: currency)) } ?? .null
    }

    /// What an operand of a kind is in an argument.
    package static func operand(_ kind: OperandKind, _ value: SQLValue) -> WideValue {
        switch (kind, value) {
        case (_, .null): .null
        case (.number, _), (.decimal, _), (.money, _), (.int, _), (.ordered, _): wide(value)
        case (.text, .text(let text)): .plain(.text(text))
        case (.bool, .int(let number)): .plain(.bool(number != 0))
        case (.date, .int(let number)): .plain(.date(number))
        case (.time, .int(let number)): .plain(.time(number))
        case (.duration, .int(let number)): .plain(.duration(number))
        case (.datetime, .int(let number)): .plain(.datetime(number, zone: nil))
        default: .null
        }
    }

    /// A result, as an argument of other functions.
    package static func argument(_ value: WideValue) -> SQLValue {
        switch value {
        case .decimal(let units): return .text(String(units))
        case .plain(let value):
            switch value {
            case .bool(let flag): return .flag(flag)
            case .int(let number), .date(let number), .time(let number), .duration(let number),
                .datetime(let number, _):
                return .int(number)
            case .decimal: return WideValue.plain(value).units.map { .text(String($0)) } ?? .null
            case .money(let minor, let currency): return .text("\(minor) \(currency)")
            case .text(let text): return .text(text)
            case .reference(let id): return .text(id.raw)
            case .null, .references, .choices, .list, .geo: return .null
            }
        }
    }

    /// `kernel_<operation>` of arguments; the zone's name comes last where the operation is local, and a point is two.
    package static func apply(_ operation: ExpressionOperation, _ arguments: [SQLValue]) -> SQLValue {
        if operation == .distance { return distance(arguments) }
        var (arguments, zone) = (arguments, ZoneRules.utc)
        if operation.isLocal, case .text(let name)? = arguments.popLast() { zone = .of(name) }
        let kinds = operation.signature.operands
        let operands = arguments.enumerated().map { operand(kinds[min($0, kinds.count - 1)], $1) }
        return argument(operation.apply(operands, zone: zone))
    }

    /// A decimal column's units as a decimal.
    package static func scaled(_ arguments: [SQLValue]) -> SQLValue {
        guard arguments.count == 2, case .int(let units) = arguments[0], case .int(let scale) = arguments[1],
            (0...9).contains(scale)
        else { return .null }
        return argument(.plain(.decimal(units: units, scale: Int(scale))))
    }

    /// A number as units of a scale, rounded half away from zero; null where 64 bits do not hold them.
    package static func units(_ arguments: [SQLValue]) -> SQLValue {
        guard arguments.count == 2, case .int(let scale) = arguments[1], (0...9).contains(scale),
            case .decimal(let units, _) = wide(arguments[0]).value(scale: Int(scale))
        else { return .null }
        return .int(units)
    }

    /// The minor units of an amount.
    package static func minor(_ arguments: [SQLValue]) -> SQLValue {
        guard let amount = arguments.first, case .plain(.money(let minor, _)) = wide(amount) else { return .null }
        return .int(minor)
    }

    /// A decimal from the form of the wire.
    package static func readDecimal(_ arguments: [SQLValue]) -> SQLValue {
        guard case .text(let text)? = arguments.first else { return .null }
        let places = text.utf8.firstIndex(of: UInt8(ascii: ".")).map {
            text.utf8.distance(from: $0, to: text.endIndex) - 1
        }
        let scale = min(max(places ?? 0, 0), 9)
        return DecimalText.read(text, scale: scale).map { argument(.plain(.decimal(units: $0, scale: scale))) } ?? .null
    }

    /// An instant from the form of the wire.
    package static func readInstant(_ arguments: [SQLValue]) -> SQLValue {
        guard case .text(let text)? = arguments.first else { return .null }
        return CalendarText.parseInstant(text).map(SQLValue.int) ?? .null
    }

    private static func distance(_ arguments: [SQLValue]) -> SQLValue {
        let degrees = arguments.compactMap { value -> Double? in
            switch value {
            case .real(let number): number
            case .int(let number): Double(number)
            default: nil
            }
        }
        guard degrees.count == 4 else { return .null }
        let points = [(degrees[0], degrees[1]), (degrees[2], degrees[3])].map {
            WideValue.plain(.geo(latitude: $0.0, longitude: $0.1))
        }
        return argument(ExpressionOperation.distance.apply(points, zone: .utc))
    }

    /// -1, 0 or 1; 2 for amounts of two currencies, which differ and have no order.
    package static func compare(_ left: SQLValue, _ right: SQLValue) -> SQLValue {
        let (left, right) = (wide(left), wide(right))
        if left.isNull || right.isNull { return .null }
        if WideValue.holds(.less, left, right) { return .int(-1) }
        if WideValue.holds(.greater, left, right) { return .int(1) }
        return .int(WideValue.holds(.equal, left, right) ? 0 : 2)
    }

    /// A number of 28 digits, counted from the least possible one.
    package static func sortable(_ value: SQLValue) -> SQLValue {
        let value = wide(value)
        if case .plain(.money(let minor, _)) = value { return .int(minor) }
        guard let units = value.units else { return .null }
        let digits = String(units + 10 * ExactDecimal.limit)
        return .text(String(repeating: "0", count: max(0, 29 - digits.utf8.count)) + digits)
    }
}
