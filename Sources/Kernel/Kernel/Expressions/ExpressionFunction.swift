/// The functions of the language (expressions.md) and how many arguments each takes.
package enum ExpressionFunction {
    static let arguments: [String: ClosedRange<Int>] = [
        "if": 3...3, "case": 3...63, "coalesce": 2...32,
        "abs": 1...1, "min": 2...32, "max": 2...32, "round": 1...2, "floor": 1...1, "ceil": 1...1, "clamp": 3...3,
        "percent": 2...2,
        "lower": 1...1, "upper": 1...1, "trim": 1...1, "length": 1...1, "contains": 2...2, "starts_with": 2...2,
        "ends_with": 2...2, "concat": 2...32, "text": 1...1,
        "today": 0...0, "now": 0...0, "date": 1...1, "time": 1...1, "year": 1...1, "month": 1...1, "day": 1...1,
        "weekday": 1...1, "hour": 1...1, "minutes": 1...1, "hours": 1...1, "days_between": 2...2,
        "minutes_between": 2...2, "add_days": 2...2, "add_months": 2...2, "start_of_week": 1...1,
        "start_of_month": 1...1,
        "money": 2...2, "amount": 1...1, "currency": 1...1,
        "any": 2...2, "all": 2...2, "exists": 1...2, "count": 1...2, "sum": 1...2, "min_of": 1...2, "max_of": 1...2,
        "avg_of": 1...2, "first": 2...2,
        "distance_m": 2...2, "has_role": 1...1, "in_team": 1...1,
    ]

    /// Every name, for suggestions.
    package static var names: [String] { Array(arguments.keys) }

    /// How many arguments, in words.
    static func words(_ range: ClosedRange<Int>) -> String {
        if range.upperBound == 0 { return "no arguments" }
        if range.lowerBound < range.upperBound { return "\(range.lowerBound) to \(range.upperBound) arguments" }
        return range.lowerBound == 1 ? "1 argument" : "\(range.lowerBound) arguments"
    }
}
