/// An operation on values, for operands of known types: what arithmetic, functions and their overloads become when they
/// are checked.
///
/// The raw value is its name in every back end: the head of the JSON node, and after `kernel_` the SQL function's.
/// Null where an operand is null, and where a result is not possible: overflow, division by zero, an impossible date.
package enum ExpressionOperation: String, Hashable, Sendable, CaseIterable {
    // Numbers. Those that begin with `int` stay 64-bit integers, the others give decimals of 9 places.
    case decimal
    case intAdd = "int_add"
    case intSubtract = "int_subtract"
    case intMultiply = "int_multiply"
    case intRemainder = "int_remainder"
    case intNegate = "int_negate"
    case intAbs = "int_abs"
    case add, subtract, multiply, divide, remainder, negate, abs, round, percent
    /// To whole numbers.
    case roundToInt = "round_to_int"
    case floor, ceil

    // Amounts: results in whole minor units, rounded half away from zero.
    case money, amount, currency
    case moneyAdd = "money_add"
    case moneySubtract = "money_subtract"
    case moneyMultiply = "money_multiply"
    case moneyDivide = "money_divide"
    case moneyRatio = "money_ratio"
    case moneyNegate = "money_negate"
    case moneyAbs = "money_abs"
    case moneyPercent = "money_percent"

    // Lengths of time, in whole seconds.
    case durationAdd = "duration_add"
    case durationSubtract = "duration_subtract"
    case durationMultiply = "duration_multiply"
    case durationDivide = "duration_divide"
    case durationRatio = "duration_ratio"
    case durationNegate = "duration_negate"
    case durationAbs = "duration_abs"
    case minutes, hours

    /// The least and the greatest of values of one type.
    case least, greatest

    // Text.
    case lower, upper, trim, length, concat
    case endsWith = "ends_with"
    case textOfBool = "text_of_bool"
    case textOfInt = "text_of_int"
    case textOfDecimal = "text_of_decimal"
    case textOfMoney = "text_of_money"
    case textOfDate = "text_of_date"
    case textOfTime = "text_of_time"
    case textOfInstant = "text_of_instant"

    // Days and instants.
    case localDate = "local_date"
    case localTime = "local_time"
    case dateOfText = "date_of_text"
    case timeOfText = "time_of_text"
    case year, month, day, weekday, hour
    case daysBetween = "days_between"
    case minutesBetween = "minutes_between"
    case instantAdd = "instant_add"
    case instantSubtract = "instant_subtract"
    case instantDifference = "instant_difference"
    case dateAddDays = "date_add_days"
    case dateAddMonths = "date_add_months"
    case instantAddDays = "instant_add_days"
    case instantAddMonths = "instant_add_months"
    case startOfWeek = "start_of_week"
    case startOfMonth = "start_of_month"

    /// Metres between two points, whole.
    case distance = "distance_m"
}

/// What an operand of an operation is, as far as back ends must know to read it.
package enum OperandKind: Hashable, Sendable {
    case bool, int, decimal, money, text, date, time, duration, datetime, geo
    /// An int or a decimal.
    case number
    /// Anything with an order: as the operand that it stands for.
    case ordered
}

extension ExpressionOperation {
    /// Kinds of the operands, and of the result; the last operand's kind holds for those beyond.
    package var signature: (operands: [OperandKind], result: OperandKind) {
        switch self {
        case .decimal: ([.number], .decimal)
        case .intAdd, .intSubtract, .intMultiply, .intRemainder: ([.int, .int], .int)
        case .intNegate, .intAbs: ([.int], .int)
        case .add, .subtract, .multiply, .divide, .remainder, .percent: ([.number, .number], .decimal)
        case .round: ([.number, .int], .decimal)
        case .negate, .abs: ([.number], .decimal)
        case .roundToInt, .floor, .ceil: ([.number], .int)
        case .money: ([.number, .text], .money)
        case .amount: ([.money], .decimal)
        case .currency: ([.money], .text)
        case .moneyAdd, .moneySubtract: ([.money, .money], .money)
        case .moneyMultiply, .moneyDivide, .moneyPercent: ([.money, .number], .money)
        case .moneyRatio: ([.money, .money], .decimal)
        case .moneyNegate, .moneyAbs: ([.money], .money)
        case .least, .greatest: ([.ordered, .ordered], .ordered)
        default: textSignature ?? timeSignature
        }
    }

    private var textSignature: (operands: [OperandKind], result: OperandKind)? {
        switch self {
        case .lower, .upper, .trim: ([.text], .text)
        case .concat: ([.text, .text], .text)
        case .length: ([.text], .int)
        case .endsWith: ([.text, .text], .bool)
        case .textOfBool: ([.bool], .text)
        case .textOfInt: ([.int], .text)
        case .textOfDecimal: ([.number], .text)
        case .textOfMoney: ([.money], .text)
        case .textOfDate: ([.date], .text)
        case .textOfTime: ([.time], .text)
        case .textOfInstant: ([.datetime], .text)
        case .dateOfText: ([.text], .date)
        case .timeOfText: ([.text], .time)
        default: nil
        }
    }

    private var timeSignature: (operands: [OperandKind], result: OperandKind) {
        switch self {
        case .durationAdd, .durationSubtract: ([.duration, .duration], .duration)
        case .durationMultiply, .durationDivide: ([.duration, .number], .duration)
        case .durationRatio: ([.duration, .duration], .decimal)
        case .durationNegate, .durationAbs: ([.duration], .duration)
        case .minutes, .hours: ([.duration], .decimal)
        case .localDate: ([.datetime], .date)
        case .localTime: ([.datetime], .time)
        case .hour: ([.time], .int)
        case .daysBetween: ([.date, .date], .int)
        case .minutesBetween: ([.datetime, .datetime], .int)
        case .instantAdd, .instantSubtract: ([.datetime, .duration], .datetime)
        case .instantDifference: ([.datetime, .datetime], .duration)
        case .dateAddDays, .dateAddMonths: ([.date, .int], .date)
        case .instantAddDays, .instantAddMonths: ([.datetime, .int], .datetime)
        case .startOfWeek, .startOfMonth: ([.date], .date)
        case .distance: ([.geo, .geo], .int)
        default: ([.date], .int)
        }
    }

    /// The type of its results; `nil` for the least and the greatest, whose type is that of the operands.
    package var type: ExpressionType? {
        switch signature.result {
        case .bool: .bool
        case .int: .int
        case .decimal, .number: .decimal(scale: ExactDecimal.places)
        case .money: .money
        case .text: .text
        case .date: .date
        case .time: .time
        case .duration: .duration
        case .datetime: .datetime
        case .geo: .geo
        case .ordered: nil
        }
    }

    /// Whether it needs the rules of the tenant's zone.
    package var isLocal: Bool {
        switch self {
        case .localDate, .localTime, .instantAddDays, .instantAddMonths: true
        default: false
        }
    }

    /// Whether it goes through values from the left, however many.
    package var isChain: Bool {
        switch self {
        case .intAdd, .add, .moneyAdd, .durationAdd, .intMultiply, .multiply, .concat, .least, .greatest: true
        default: false
        }
    }
}
