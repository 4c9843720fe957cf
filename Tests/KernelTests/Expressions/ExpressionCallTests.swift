import Kernel
import Testing

@Suite struct ExpressionCallTests {
    @Test(arguments: [
        ("contains(title, 'x')", "contains(title, \"x\")"),
        ("starts_with(customer.name, me.name)", "starts_with(customer.name, me.name)"),
        ("not contains(title, notes) and urgent", "not contains(title, notes) and urgent"),
        ("contains(title, null)", "false"),
        ("not starts_with(null, title)", "not false"),
        ("contains(title, null) = null", "true"),
        ("contains(title, null) = urgent", "urgent = null"),
        ("contains(title, 'a') = false", "contains(title, \"a\") = false"),
        ("starts_with('abc', title)", "starts_with(\"abc\", title)"),
    ])
    func `the functions of this version are checked`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        ("contains(title)", "P423@0+15 `contains` takes 2 arguments, not 1"),
        ("today(1) = due", "P423@0+8 `today` takes no arguments, not 1"),
        ("contains(rooms, 'x')", "P420@9+5 `contains` needs text, this is int"),
        (
            "starts_with(rooms, 5)",
            "P420@12+5 `starts_with` needs text, this is int\nP420@19+1 `starts_with` needs text, this is int"
        ),
        ("contains(state, 'x')", "P420@9+5 `contains` needs text, this is choice"),
        ("contans(title, 'x')", "P412@0+7 There is no function `contans` (did you mean `contains`?)"),
        ("frobnicate(title)", "P412@0+10 There is no function `frobnicate`"),
        ("lowr(title) = 'x'", "P412@0+4 There is no function `lowr` (did you mean `lower`?)"),
        ("title = 'a' and sum(lines.x) > 1", "P410@26+1 `x` is not a field of work-orders.work_order.lines"),
        ("lower(title, 'x') = 'x'", "P423@0+17 `lower` takes 1 argument, not 2"),
        ("round(rate, 1, 2) > 1", "P423@0+17 `round` takes 1 to 2 arguments, not 3"),
        ("Now() > starts", "P412@0+3 There is no function `Now` (did you mean `now`?)"),
    ])
    func `other calls are refused at their name`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        "if", "case", "coalesce", "abs", "min", "max", "round", "floor", "ceil", "clamp", "percent", "lower", "upper",
        "trim", "length", "ends_with", "concat", "text", "date", "time", "year", "month", "day", "weekday", "hour",
        "minutes", "hours", "days_between", "minutes_between", "add_days", "add_months", "start_of_week",
        "start_of_month", "money", "amount", "currency", "any", "all", "exists", "count", "sum", "min_of", "max_of",
        "avg_of", "first", "distance_m", "has_role", "in_team",
    ])
    func `every function of the language is there`(name: String) {
        let findings = ExpressionFixture.checked("\(name)(wibble, wibble, wibble, wibble) = 1")
        #expect(!findings.contains("P412") && !findings.contains("P430"))
        #expect(findings.contains("P410") || findings.contains("P423"))
    }
}
