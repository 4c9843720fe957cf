import Kernel
import Testing

/// Functions over several records, as the checker reads them.
struct ExpressionRelationTests {
    private static let order = ExpressionEntity(
        id: "shop.order",
        fields: [
            FieldDefinition("total", .money(currency: "EUR")),
            FieldDefinition("site", .reference(to: "shop.site")),
            FieldDefinition("helpers", .references(to: "access.member")),
            FieldDefinition("hours", .decimal(scale: 2)),
            FieldDefinition("parent", .int()),
            FieldDefinition("soil", .choice(["light", "heavy"])),
            FieldDefinition("lines", .list([FieldDefinition("minutes", .int()), FieldDefinition("what", .text())])),
            FieldDefinition("hidden", .text(), secret: true),
        ],
        states: ["open", "done"],
        farEnds: ["visits": FarEnd(entity: "shop.visit", field: "order")]
    )
    private static let site = ExpressionEntity(
        id: "shop.site",
        fields: [FieldDefinition("city", .text()), FieldDefinition("soil", .choice(["light", "heavy"]))],
        states: [],
        farEnds: ["orders": FarEnd(entity: "shop.order", field: "site")]
    )
    private static let visit = ExpressionEntity(
        id: "shop.visit",
        fields: [
            FieldDefinition("order", .reference(to: "shop.order")),
            FieldDefinition("minutes", .int()),
            FieldDefinition("price", .money()),
            FieldDefinition("starts", .datetime()),
        ],
        states: []
    )
    private static let known: [EntityID: ExpressionEntity] = [
        order.id: order, site.id: site, visit.id: visit, "access.member": ExpressionFixture.member,
    ]

    private static func context(of entity: ExpressionEntity = order, hiding: Set<String> = []) -> CheckingContext {
        let readable = ReadableNames(
            entity: { !hiding.contains($0.raw) },
            field: { !hiding.contains("\($0).\($1)") }
        )
        var context = CheckingContext(entity: entity, readable: readable) { known[$0] }
        context.tenantEntities = Array(known.keys)
        return context
    }

    @Test(arguments: [
        ("exists(visits)", "exists(visits)"),
        ("any(visits, minutes > 60)", "exists(visits, minutes > 60)"),
        ("all(visits, starts < now())", "all(visits, starts < now())"),
        ("count(visits) > 2", "count(visits) > 2"),
        ("count(visits, minutes > 5) = 0", "count(visits, minutes > 5) = 0"),
        ("sum(visits.minutes) > 90", "sum(visits, minutes) > 90"),
        ("sum(visits, minutes * 2) > 90", "sum(visits, minutes * 2) > 90"),
        ("avg_of(visits.minutes) > 1.5", "avg_of(visits, minutes) > 1.5"),
        ("max_of(visits.starts) > now()", "max_of(visits, starts) > now()"),
        ("any(visits, minutes > parent.hours)", "exists(visits, minutes > parent.hours)"),
        ("any(site.orders, id != parent)", "exists(site.orders, id != parent.id)"),
        ("any(site.orders, soil = parent.soil)", "exists(site.orders, `soil` = parent.soil)"),
        ("any(site.orders, `parent` > 1)", "exists(site.orders, `parent` > 1)"),
        ("`parent` > 1", "`parent` > 1"),
        ("any(helpers, active)", "exists(helpers, active)"),
        ("any(lines, what = 'x' and minutes > 3)", "exists(lines, what = \"x\" and minutes > 3)"),
        ("sum(lines.minutes) = 3", "sum(lines, minutes) = 3"),
        ("count(tenant.visit) > 0", "count(tenant.`shop.visit`) > 0"),
        ("count(tenant.`shop.visit`, order = parent) > 0", "count(tenant.`shop.visit`, order = parent.id) > 0"),
        ("first(visits, starts) != null", "first(visits, starts) != null"),
        (
            "any(site.orders, any(visits, minutes > parent.parent.hours))",
            "exists(site.orders, exists(visits, minutes > parent.parent.hours))"
        ),
    ])
    func `functions over several records are checked and printed`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text, in: Self.context()) == expected)
        #expect(ExpressionFixture.checked(expected, in: Self.context()) == expected)
    }

    @Test(arguments: [
        (
            "visits = 3",
            "P420@0+6 `visits` is several records, not a value (ask about them with `count(visits)`, `any`, `all`, `sum` and the like)"
        ),
        ("count(visitz)", "P410@6+6 `visitz` is not a field of shop.order (did you mean `visits`?)"),
        ("count(total)", "P420@6+5 `total` is not several records, nor a list"),
        ("count(site)", "P420@6+4 `site` is not several records, nor a list"),
        ("any(visits, minute > 1)", "P410@12+6 `minute` is not a field of shop.visit (did you mean `minutes`?)"),
        ("any(visits, minutes)", "P421@12+7 A condition is needed here, this is int"),
        ("sum(visits)", "P423@0+11 `sum` needs what is asked of each record (such as `sum(visits, field)`)"),
        ("sum(visits.starts) = 1", "P420@11+6 `sum` needs numbers, amounts or durations, this is datetime"),
        (
            "sum(visits.minutes, minutes) = 1",
            "P420@11+7 `minutes` is not several records: the second argument says what is asked of each"
        ),
        ("count(tenant.vist) = 1", "P410@13+4 There is no entity `vist` (did you mean `visit`?)"),
        ("count('x') = 1", "P420@6+3 `count` needs the name of several records, such as a far end or a list"),
        ("first(lines, minutes) = null", "P420@6+5 `first` needs records, not the parts of a list"),
        ("any(lines, id != null)", "P410@11+2 `id` is not a field of shop.order.lines"),
        ("any(visits, parent.hidden = 'x')", "P411@19+6 `hidden` is secret: expressions do not see it"),
        ("first(visits, price) = null", "P420@14+5 `first` needs something that has an order, this is money"),
        (
            "any(site.orders, any(visits, any(order.visits, minutes > 1)))",
            "P440@33+12 An expression follows at most 3 relations (keep what is needed in a computed field nearer by)"
        ),
    ])
    func `what cannot be asked of several records is refused at its place`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text, in: Self.context()) == expected)
    }

    /// A far end that may not be read must not be told from one that is not there.
    @Test(arguments: [
        (["shop.visit"], "count(visits) > 1"), (["shop.visit.order"], "count(visits) > 1"),
        (["access.member"], "exists(helpers)"), (["shop.visit"], "count(tenant.visit) > 1"),
        (["shop.visit.minutes"], "sum(visits.minutes) > 1"),
    ])
    func `what may not be read is unknown here too`(hiding: [String], text: String) {
        let context = Self.context(hiding: Set(hiding))
        let findings = ExpressionFixture.checked(text, in: context)
        #expect(findings.hasPrefix("P410") || findings.hasPrefix("P420"))
        #expect(!findings.contains("did you mean"))
    }

    @Test func `a far end of two entities of one name needs the owner`() {
        var context = Self.context()
        context.tenantEntities.append("other.visit")
        #expect(
            ExpressionFixture.checked("count(tenant.visit) > 0", in: context)
                == "P414@13+5 Several entities are called `visit` (write tenant.`other.visit` or tenant.`shop.visit`)"
        )
    }
}
