import Kernel
import Testing

@Suite struct ExpressionComparisonTests {
    @Test(arguments: [
        ("state = done", "state = \"done\""),
        ("done = state", "state = \"done\""),
        ("state != draft", "state != \"draft\""),
        ("state = 'done'", "state = \"done\""),
        ("'done' = state", "state = \"done\""),
        ("soil = heavy or soil = null", "soil = \"heavy\" or soil = null"),
        ("`soil` = normal", "soil = \"normal\""),
        ("soil = `priority`", "`soil` = `priority`"),
        ("priority = `soil`", "`priority` = `soil`"),
        ("soil = input.soil", "`soil` = input.soil"),
        ("input.soil = normal", "input.soil = \"normal\""),
        ("normal = input.soil", "input.soil = \"normal\""),
        ("soil = settings.usual_soil", "`soil` = settings.usual_soil"),
        ("customer.kind = person", "customer.kind = \"person\""),
        ("person = customer.kind", "customer.kind = \"person\""),
    ])
    func `a bare name beside a choice or state is its value`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        (
            "state = dne",
            "P413@8+3 `dne` is not one of the values `draft`, `scheduled`, `done` (did you mean `done`?)"
        ),
        ("state = 'x'", "P413@8+3 `x` is not one of the values `draft`, `scheduled`, `done`"),
        (
            "soil = priority",
            "P413@7+8 `priority` is not one of the values `light`, `normal`, `heavy` (a field here stands in backquotes)"
        ),
        (
            "state = title",
            "P413@8+5 `title` is not one of the values `draft`, `scheduled`, `done` (a field here stands in backquotes)"
        ),
        (
            "settings.usual_soil = soil",
            "P413@22+4 `soil` is not one of the values `light`, `normal`, `heavy` (a field here stands in backquotes)"
        ),
        ("state < done", "P420@0+12 `<` has no meaning for choice, which has no order"),
        ("`state` = `soil`", "P420@0+16 `=` cannot compare choice with choice: they share no value"),
        ("soil = input.kind", "P420@0+17 `=` cannot compare choice with choice: they share no value"),
        ("state = 1", "P420@0+9 `=` cannot compare choice with int"),
        ("title = `state`", "P420@0+15 `=` cannot compare text with choice"),
    ])
    func `a value that a choice does not have is refused`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test func `a field added later does not change what a comparison means`() {
        let fields = [FieldDefinition("soil", .choice(["light", "heavy"]))]
        let before = ExpressionEntity(id: "a.b", fields: fields, states: [])
        let added = FieldDefinition("heavy", .choice(["soil", "x"]))
        let after = ExpressionEntity(id: "a.b", fields: fields + [added], states: [])
        func checked(_ text: String, _ entity: ExpressionEntity) -> String {
            ExpressionFixture.checked(text, in: CheckingContext(entity: entity) { _ in nil })
        }
        #expect(checked("soil = heavy", before) == "soil = \"heavy\"")
        #expect(checked("heavy = soil", before) == "soil = \"heavy\"")
        let refused = "P414@0+12 Both `soil` and `heavy` can be the field here (put the field in backquotes)"
        #expect(checked("soil = heavy", after) == refused)
        #expect(checked("`soil` = heavy", after) == "soil = \"heavy\"")
        #expect(checked("soil in [heavy]", after) == "soil in [\"heavy\"]")
    }

    @Test(arguments: [
        ("due >= '2026-11-22'", "due >= \"2026-11-22\""),
        ("'2026-11-22' <= due", "due >= \"2026-11-22\""),
        ("opens < '08:30'", "opens < \"08:30:00\""),
        ("starts >= \"2026-11-22T00:00:00Z\"", "starts >= \"2026-11-22T00:00:00.000Z\""),
        ("starts >= '2026-11-22T01:00:00.5+01:00'", "starts >= \"2026-11-22T00:00:00.500Z\""),
        ("now() > '2026-11-22T00:00:00Z'", "now() > \"2026-11-22T00:00:00.000Z\""),
        ("starts < ends", "starts < ends"),
        ("planned > 90 min", "planned > 90 min"),
        ("planned <= -2 h", "planned <= -120 min"),
        (
            "customer = '01976D2E-7C00-7000-8000-000000000001'",
            "customer = \"01976d2e-7c00-7000-8000-000000000001\""
        ),
        ("urgent = true", "urgent = true"),
        ("true = urgent", "urgent = true"),
        ("urgent = closed", "urgent = closed"),
        ("urgent = (rooms > 1)", "urgent = (rooms > 1)"),
        ("urgent = (closed and settings.strict)", "urgent = (closed and settings.strict)"),
        ("price = null", "price = null"),
        ("price < fee", "price < fee"),
        ("null = tags", "tags = null"),
        ("position != null and lines = null", "position != null and lines = null"),
        ("title < 'b'", "title < \"b\""),
        ("title = '2026-11-22'", "title = \"2026-11-22\""),
    ])
    func `literals are read as the type of the other side`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        ("due = '2026-02-29'", "P422@6+12 This text is not a date (write it like \"2026-11-22\")"),
        ("starts = '2026-11-22'", "P422@9+12 This text is not a datetime (write it like \"2026-11-22T18:30:00Z\")"),
        ("'24:00' = opens", "P422@0+7 This text is not a time (write it like \"18:30\")"),
        (
            "customer = 'acme'",
            "P422@11+6 This text is not a reference to customers.customer (write it like \"01976d2e-7c00-7000-8000-000000000000\")"
        ),
        ("title = 5", "P420@0+9 `=` cannot compare text with int"),
        ("rooms = '5'", "P420@0+11 `=` cannot compare int with text"),
        ("rooms > 5 min", "P420@0+13 `>` cannot compare int with duration"),
        ("due = now()", "P420@0+11 `=` cannot compare date with datetime"),
        ("price = 5", "P420@0+9 `=` cannot compare money in EUR with int"),
        ("price = cost", "P420@0+12 `=` cannot compare money in EUR with money in USD"),
        (
            "customer = team",
            "P420@0+15 `=` cannot compare reference to customers.customer with reference to access.team"
        ),
        (
            "owner = customer",
            "P420@0+16 `=` cannot compare reference to access.member with reference to customers.customer"
        ),
        (
            "customer < null and owner > me",
            "P420@20+10 `>` has no meaning for reference to access.member, which has no order"
        ),
        ("urgent < closed", "P420@0+15 `<` has no meaning for bool, which has no order"),
        (
            "assignees = me",
            "P420@0+14 `=` cannot compare references to access.member with reference to access.member (use `in` for one of several)"
        ),
        ("tags = 'vip'", "P420@0+12 `=` cannot compare choices with text (use `in` for one of several)"),
        ("position = position", "P420@0+19 `=` cannot compare geo with geo"),
        ("title = [1]", "P420@8+3 A list stands only on the right of `in`"),
        ("title", "P421@0+5 A condition is needed here, this is text"),
        ("not rooms", "P421@4+5 A condition is needed here, this is int"),
        ("urgent and 5", "P421@11+1 A condition is needed here, this is int"),
        ("rooms = 9223372036854775808", "P422@8+19 The number does not fit in 64 bits"),
        ("rooms > -title", "P420@9+5 `-` needs a number, money or a duration, this is text"),
        ("rooms + title > 2", "P420@6+1 `+` has no meaning between int and text (join texts with `&`)"),
        ("title & rooms = 'y'", "P420@6+1 `&` has no meaning between text and int (make it text with `text(...)`)"),
    ])
    func `types that do not go together are named`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        ("area_m2 > 80.55", "area_m2 > 80.5"),
        ("area_m2 >= 80.55", "area_m2 > 80.5"),
        ("area_m2 < 80.55", "area_m2 <= 80.5"),
        ("area_m2 <= 80.55", "area_m2 <= 80.5"),
        ("80.55 > area_m2", "area_m2 <= 80.5"),
        ("area_m2 = 80.55", "false"),
        ("area_m2 != 80.55", "area_m2 != null"),
        ("area_m2 = 80.50", "area_m2 = 80.5"),
        ("area_m2 > 80", "area_m2 > 80.0"),
        ("area_m2 > -80.55", "area_m2 > -80.6"),
        ("area_m2 < -0.01", "area_m2 <= -0.1"),
        ("rooms > 2.5", "rooms > 2"),
        ("rooms >= 3.0", "rooms >= 3"),
        ("rooms = 2.5", "false"),
        ("area_m2 < 999999999999999999", "area_m2 != null"),
        ("area_m2 >= 999999999999999999", "false"),
        ("area_m2 > -999999999999999999", "area_m2 != null"),
        ("area_m2 != 999999999999999999", "area_m2 != null"),
        ("area_m2 = -999999999999999999", "false"),
        ("area_m2 < rate", "area_m2 < rate"),
        ("rooms < area_m2", "rooms < area_m2"),
        ("area_m2 > settings.big_area", "area_m2 > settings.big_area"),
        ("settings.big_area > 1.234", "settings.big_area > 1.23"),
        ("rooms = -9223372036854775808", "rooms = -9223372036854775808"),
        ("rooms > - -5", "rooms > 5"),
    ])
    func `a constant comes out at the scale of the field, with the same meaning`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        ("1 = 1", "true"), ("1 < 0.5", "false"), ("'a' < 'b'", "true"), ("null = null", "true"),
        ("null != null", "false"), ("1 = null", "false"), ("null != 1", "true"), ("null < 1", "false"),
        ("null", "false"), ("not null", "not false"), ("true != false", "true"), ("title < null", "false"),
        ("1.50 = 1.5", "true"), ("90 min = 1 h", "false"),
    ])
    func `a comparison of constants is its result`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }
}
