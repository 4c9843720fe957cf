import Kernel
import Testing

/// What operators and functions give, one value at a time.
struct ExpressionFunctionTests {
    private static let values: [String: Value] = [
        "title": .text("  Zoë ß "), "notes": .text(""), "rooms": .int(7), "area_m2": .decimal(units: 805, scale: 1),
        "rate": .decimal(units: -1234, scale: 3), "price": .money(minor: 1250, currency: "EUR"),
        "fee": .money(minor: 999, currency: "USD"), "urgent": .bool(true), "due": .date(20_779),
        "opens": .time(45_296), "planned": .duration(5_400), "starts": .datetime(1_795_372_200_000, zone: nil),
        "ends": .datetime(1_795_379_461_500, zone: nil), "soil": .text("heavy"),
        "lines": .list([["text": .text("a")], ["text": .text("b")]]),
    ]

    /// The value of a text, as the wire has it; `nil` for null.
    private func value(_ text: String, zone: String = "UTC") throws -> String? {
        let (node, _, _, diagnostics) = ExpressionCompiler.result(ExpressionSource(text), in: ExpressionFixture.context)
        let checked = try #require(node, "\(text): \(diagnostics.map(\.message))")
        var context = EvaluationContext(now: ExpressionFixture.now, today: ExpressionFixture.day) { path in
            Self.values[path.field] ?? .null
        }
        context.zone = .of(zone)
        let result = try ExpressionEvaluator(context).value(checked)
        if result.isNull { return nil }
        var writer = JSONWriter()
        writer.value(result)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("rooms + 1", "8"), ("rooms - 10", "-3"), ("rooms * 3", "21"), ("rooms % 4", "3"), ("-rooms % 4", "-3"),
        ("rooms / 2", #""3.5""#), ("2 / 3", #""0.666666667""#), ("-2 / 3", #""-0.666666667""#),
        ("1 / 3 * 3", #""0.999999999""#),
        ("area_m2 * rate", #""-99.337""#), ("area_m2 % 2", #""0.5""#), ("-area_m2", #""-80.5""#),
        ("abs(rate)", #""1.234""#),
        ("round(area_m2)", "81"), ("round(-area_m2)", "-81"), ("floor(rate)", "-2"), ("ceil(rate)", "-1"),
        ("round(rate, 2)", #""-1.23""#), ("round(12345.678, -2)", #""12300.0""#), ("min(rooms, 3)", "3"),
        ("max(rooms, area_m2)", #""80.5""#), ("clamp(rooms, 1, 5)", "5"), ("clamp(rooms, 9, 5)", "9"),
        ("percent(area_m2, 19)", #""15.295""#), ("percent(price, 19)", #"{"amount":238,"currency":"EUR"}"#),
        ("price + money(1, 'EUR')", #"{"amount":1350,"currency":"EUR"}"#),
        ("price * 1.5", #"{"amount":1875,"currency":"EUR"}"#),
        ("2 * price", #"{"amount":2500,"currency":"EUR"}"#), ("price / 3", #"{"amount":417,"currency":"EUR"}"#),
        ("price / money(10, 'EUR')", #""1.25""#), ("amount(price)", #""12.5""#), ("currency(fee)", #""USD""#),
        ("money(12.345, 'JPY')", #"{"amount":12,"currency":"JPY"}"#),
        ("money(-0.005, 'EUR')", #"{"amount":-1,"currency":"EUR"}"#),
        ("planned + 30 min", "7200"), ("planned * 1.5", "8100"), ("hours(planned)", #""1.5""#),
        ("minutes(planned)", #""90""#),
        ("planned / 1 h", #""1.5""#), ("-planned", "-5400"), ("if(rooms > 5, 1, 2.5)", #""1.0""#),
        ("case(rooms > 9, 'a', rooms > 6, 'b', 'c')", #""b""#), ("coalesce(null, rooms, 1)", "7"),
    ])
    func `numbers`(text: String, expected: String) throws {
        #expect(try value(text) == expected)
    }

    @Test(arguments: [
        ("trim(title)", "\"Zoë ß\""), ("lower('ÄÖ' & title)", "\"äö  zoë ß \""), ("upper(title)", "\"  ZOË ß \""),
        ("length(title)", "8"), ("length(notes)", "0"), ("ends_with(title, 'ß ')", "true"),
        ("concat('a', 'b', 'c')", "\"abc\""),
        ("'x' & soil", "\"xheavy\""), ("text(rooms)", "\"7\""), ("text(area_m2)", "\"80.5\""),
        ("text(price)", "\"12.50 EUR\""),
        ("text(urgent)", "\"true\""), ("text(due)", "\"2026-11-22\""), ("text(opens)", "\"12:34:56\""),
        ("text(starts)", "\"2026-11-22T18:30:00.000Z\""), ("text(2 / 3)", "\"0.666666667\""),
    ])
    func `text`(text: String, expected: String) throws {
        #expect(try value(text) == expected)
    }

    @Test(
        arguments: [
            ("year(due)", "UTC", "2026"), ("month(due)", "UTC", "11"), ("day(due)", "UTC", "22"),
            ("weekday(due)", "UTC", "7"),
            ("hour(opens)", "UTC", "12"), ("date(starts)", "Pacific/Kiritimati", "\"2026-11-23\""),
            ("time(starts)", "Asia/Kolkata", "\"00:00:00\""), ("hour(starts)", "America/New_York", "13"),
            ("days_between(due, '2026-12-24')", "UTC", "32"), ("days_between(starts, due)", "Pacific/Kiritimati", "-1"),
            ("minutes_between(starts, ends)", "UTC", "121"), ("minutes_between(ends, starts)", "UTC", "-121"),
            ("ends - starts", "UTC", "7261"), ("starts + 90 min", "UTC", "\"2026-11-22T20:00:00.000Z\""),
            ("add_days(due, -22)", "UTC", "\"2026-10-31\""), ("add_months('2026-01-31', 1)", "UTC", "\"2026-02-28\""),
            ("add_months('2028-01-31', 1)", "UTC", "\"2028-02-29\""), ("add_months(due, -12)", "UTC", "\"2025-11-22\""),
            ("start_of_week(due)", "UTC", "\"2026-11-16\""), ("start_of_month(due)", "UTC", "\"2026-11-01\""),
            // Summer time began in Berlin on 2026-03-29 at 02:00 and ends on 2026-10-25 at 03:00.
            ("add_days(starts, -30)", "Europe/Berlin", "\"2026-10-23T17:30:00.000Z\""),
            ("add_months(starts, -7)", "Europe/Berlin", "\"2026-04-22T17:30:00.000Z\""),
            ("date('2026-02-29')", "UTC", nil), ("min(due, '2026-01-01')", "UTC", "\"2026-01-01\""),
        ] as [(String, String, String?)]
    )
    func `time`(text: String, zone: String, expected: String?) throws {
        if expected == nil {
            let findings = ExpressionFixture.checked("\(text) = due")
            #expect(findings.hasPrefix("P422"))
            return
        }
        #expect(try value(text, zone: zone) == expected)
    }

    @Test(arguments: [
        "customer.credit + 1", "rooms / (rooms - 7)", "rooms % (rooms - 7)", "price + fee", "price / (fee - fee)",
        "100000000000000000 * rooms * 10", "add_months(due, 100000)", "add_days(due, 3000000)", "lower(customer.name)",
        "title & customer.name", "starts + 99999999 d", "min(rooms, customer.credit)", "round(null)", "-null",
        "null + 1",
        "date(notes)", "if(customer.credit > 1, 1, null)",
    ])
    func `null in, or nothing possible, is null`(text: String) throws {
        #expect(try value(text) == nil)
    }

    @Test(arguments: [
        ("1 / 0 > 1", "P424@0+5 This is always null: a division by zero, or a result of 10^18 and beyond"),
        ("rooms % 0 > 1", "P424@0+9 This is always null: a division by zero, or a result of 10^18 and beyond"),
        ("rooms / 0.0 > 1", "P424@0+11 This is always null: a division by zero, or a result of 10^18 and beyond"),
        ("900000000000000000 + 900000000000000000 > 1", "P424@0+39 This is always null: the result is 10^18 or beyond"),
        ("add_months('9999-12-01', 1) > due", "P424@0+27 This is always null: there is no such date or time"),
        ("date('2026-02-30') > due", "P422@5+12 This text is not a date (write it like \"2026-11-22\")"),
        ("money(1, 'euro') > price", "P422@9+6 A currency is three capital letters such as \"EUR\""),
        ("due + 1 > due", "P420@4+1 `+` has no meaning between date and int (use `add_days` or `add_months`)"),
        ("due - due > 1", "P420@4+1 `-` has no meaning between date and date (use `days_between`)"),
        ("if(rooms, 1, 2) = 1", "P421@3+5 A condition is needed here, this is int"),
        ("if(urgent, 1, 'x') = 1", "P420@14+3 `if` has values of one type: int before, this is text"),
        ("case(urgent, 1) = 1", "P423@0+15 `case` takes 3 to 63 arguments, not 2"),
        ("min(price, fee, cost) > price", "P420@16+4 `min` needs amounts in one currency, this is money in USD"),
        ("has_role(title)", "P420@9+5 `has_role` needs a role's id as text"),
        ("distance_m(position, 1) > 1", "P420@21+1 `distance_m` needs a position, this is int"),
    ])
    func `what can be seen to be wrong is an error at its place`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        "rooms + 1 - 2 * 3 > 4", "-rooms > 1", "(rooms + 1) * 2 > 3", "rooms - (rooms - 1) > 0",
        "rooms * (rooms / 2) > 1",
        "soil = if(urgent, heavy, light)", "coalesce(due, today()) > today()", "year(starts) = 2026",
        "title & \"x\" = notes",
        "min(due, date(\"2026-01-01\")) < today()", "-(rooms + 1) > 1", "percent(price, 19) > money(1, \"EUR\")",
        "starts + 90 min < now()", "rooms / 2 = 3.5", "in_team(team)", "text(rooms) = \"7\"", "-(-rooms) = 1",
    ])
    func `the printed text means the same`(text: String) throws {
        let node = try ExpressionFixture.node(text)
        let printed = ExpressionPrinter.text(of: node)
        #expect(try ExpressionFixture.node(printed) == node, "\(printed)")
    }

    @Test func `metres along the earth`() throws {
        let (berlin, paris) = (
            Value.geo(latitude: 52.520008, longitude: 13.404954), Value.geo(latitude: 48.856613, longitude: 2.352222)
        )
        let distance = ExpressionOperation.distance
        func metres(_ a: Value, _ b: Value) -> WideValue { distance.apply([.plain(a), .plain(b)], zone: .utc) }
        #expect(metres(berlin, paris) == .plain(.int(877_460)))
        #expect(metres(berlin, berlin) == .plain(.int(0)))
        // Half the way round: pi times the radius.
        #expect(metres(.geo(latitude: 0, longitude: 0), .geo(latitude: 0, longitude: 180)) == .plain(.int(20_015_114)))
        #expect(
            metres(.geo(latitude: 90, longitude: 0), .geo(latitude: -90, longitude: 77)) == .plain(.int(20_015_114))
        )
    }
}
