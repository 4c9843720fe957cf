import Kernel
import Testing

/// The fields that every record has, own and over a reference, and the money and time of a record.
@Suite struct ExpressionSystemFieldTests {
    private func isTrue(_ text: String, _ values: [String: Value], me: RecordID? = nil) throws -> Bool {
        try ExpressionFixture.evaluator(values, me: me).isTrue(ExpressionFixture.node(text))
    }

    @Test(arguments: [
        "id = '01976d2e-7c00-7000-8000-000000000001'", "version >= 3", "created_at < '2026-11-22T18:30:00Z'",
        "updated_at >= created_at", "created_by = updated_by", "owner = me", "state = done",
        "customer.version = 7", "customer.owner != me", "customer.id = customer", "owner.name = 'Ada'",
        "created_by.teams = null", "updated_by.active",
    ])
    func `system fields are there without being declared`(text: String) throws {
        let (one, two) = (try ExpressionFixture.id(1), try ExpressionFixture.id(2))
        let values: [String: Value] = [
            "id": .reference(one), "version": .int(3), "created_at": .datetime(0, zone: nil),
            "updated_at": .datetime(0, zone: nil), "created_by": .reference(one), "updated_by": .reference(one),
            "owner": .reference(one), "state": .text("done"), "customer": .reference(two),
            "customer.id": .reference(two),
            "customer.version": .int(7), "customer.owner": .reference(two), "owner.name": .text("Ada"),
            "created_by.teams": .references([]), "updated_by.active": .bool(true),
        ]
        #expect(try isTrue(text, values, me: one))
        #expect(
            try !isTrue(text.hasSuffix("null") ? "not (\(text))" : text, text.hasSuffix("null") ? values : [:], me: one)
        )
    }

    @Test func `system fields are readable whatever a grant's fields are`() {
        let none = ReadableNames(entity: { _ in true }, field: { _, _ in false })
        let context = CheckingContext(
            entity: ExpressionFixture.workOrder,
            readable: none,
            entities: ExpressionFixture.entity
        )
        #expect(
            ExpressionFixture.checked("state = done and version > 1", in: context) == "state = \"done\" and version > 1"
        )
        #expect(ExpressionFixture.checked("owner.version > 1", in: context) == "owner.version > 1")
        #expect(ExpressionFixture.checked("owner.name = 'x'", in: context).hasPrefix("P410@6+4"))
        #expect(ExpressionFixture.checked("title = 'x'", in: context).hasPrefix("P410@0+5"))
    }

    @Test func `money compares within a currency`() throws {
        func money(_ minor: Int64, _ currency: String) -> Value { .money(minor: minor, currency: currency) }
        #expect(try isTrue("price < fee", ["price": money(5, "EUR"), "fee": money(6, "EUR")]))
        #expect(try isTrue("price = fee", ["price": money(5, "EUR"), "fee": money(5, "EUR")]))
        let mixed = ["price": money(5, "EUR"), "fee": money(6, "USD")]
        #expect(try isTrue("price != fee", mixed))
        #expect(try !isTrue("price < fee or price > fee or price = fee", mixed))
        #expect(try isTrue("price != null and cost = null", mixed))
    }

    @Test func `days, times, lengths and instants compare`() throws {
        let values: [String: Value] = [
            "due": .date(20_779), "opens": .time(30_600), "planned": .duration(5_400),
            "starts": .datetime(1_795_372_200_000, zone: "Europe/Berlin"),
            "ends": .datetime(1_795_372_200_001, zone: nil),
        ]
        #expect(try isTrue("due = '2026-11-22' and due > '2026-11-21' and due <= today()", values))
        #expect(try isTrue("opens = '08:30' and opens < '08:30:01' and opens > '08:29:59'", values))
        #expect(try isTrue("planned = 90 min and planned > 1 h and planned < 1 d and planned > -90 min", values))
        #expect(try isTrue("starts = '2026-11-22T19:30:00+01:00' and starts < ends and starts <= now()", values))
        #expect(try isTrue("starts in ['2026-11-22T18:30:00Z'] and due in ['2026-11-22', today()]", values))
        #expect(try !isTrue("starts > ends or due < '2026-11-22' or opens > '08:30' or planned != 90 min", values))
    }
}
