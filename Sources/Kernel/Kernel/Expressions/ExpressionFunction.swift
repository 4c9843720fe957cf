/// The functions of the language (expressions.md).
///
/// Those without a number of arguments are not available yet.
enum ExpressionFunction {
    /// What `contains` and its like take.
    static let available: [String: Int] = ["contains": 2, "starts_with": 2, "now": 0, "today": 0]

    static let later: Set<String> = [
        "if", "case", "coalesce", "abs", "min", "max", "round", "floor", "ceil", "clamp", "percent", "lower", "upper",
        "trim", "length", "ends_with", "concat", "text", "date", "time", "year", "month", "day", "weekday", "hour",
        "minutes", "hours", "days_between", "minutes_between", "add_days", "add_months", "start_of_week",
        "start_of_month", "money", "amount", "currency", "any", "all", "exists", "count", "sum", "min_of", "max_of",
        "avg_of", "first", "distance_m", "has_role", "in_team",
    ]

    /// Every name, for suggestions.
    static var names: [String] { available.keys + Array(later) }
}
