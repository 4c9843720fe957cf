import Kernel
import Testing

@Suite struct ExpressionNamesTests {
    @Test(arguments: [
        ("urgent", "urgent"),
        ("title = notes", "title = notes"),
        ("version > 3", "version > 3"),
        ("created_at < now()", "created_at < now()"),
        ("due = today()", "due = today()"),
        ("customer.name = 'Acme'", "customer.name = \"Acme\""),
        ("customer.id != null", "customer.id != null"),
        ("customer.credit > 5", "customer.credit > 5.00"),
        ("owner.active", "owner.active"),
        ("owner = me", "owner = me"),
        ("created_by = me", "created_by = me"),
        ("me.id = owner", "me = owner"),
        ("me = null", "me = null"),
        ("me.active and me.grade > 2", "me.active and me.grade > 2"),
        ("me.name = title", "me.name = title"),
        ("settings.strict", "settings.strict"),
        ("rooms >= settings.pass_rating", "rooms >= settings.pass_rating"),
        ("input.rating >= settings.pass_rating", "input.rating >= settings.pass_rating"),
        ("input.remark != null", "input.remark != null"),
        ("`title` = 'x'", "title = \"x\""),
        ("`in` > 1", "`in` > 1"),
        ("`me` = 'x'", "`me` = \"x\""),
        ("settings = 'x'", "`settings` = \"x\""),
    ])
    func `names are resolved`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        ("titel = 'x'", "P410@0+5 `titel` is not a field of work-orders.work_order (did you mean `title`?)"),
        (
            "title = 'x' and  room > 1",
            "P410@17+4 `room` is not a field of work-orders.work_order (did you mean `rooms`?)"
        ),
        ("wibble", "P410@0+6 `wibble` is not a field of work-orders.work_order"),
        ("Title = 'x'", "P410@0+5 `Title` is not a field of work-orders.work_order (did you mean `title`?)"),
        ("customer.nam = 'x'", "P410@9+3 `nam` is not a field of customers.customer (did you mean `name`?)"),
        ("customer.state = x", "P410@9+5 `state` is not a field of customers.customer"),
        ("team.name = 'x'", "P410@5+4 `name` is not a field of access.team"),
        ("me.shoe = 1", "P410@3+4 `shoe` is not a field of access.member"),
        ("me.team = 1", "P410@3+4 `team` is not a field of access.member (did you mean `teams`?)"),
        ("settings.pass = 1", "P410@9+4 `pass` is not a setting"),
        ("settings.strikt", "P410@9+6 `strikt` is not a setting (did you mean `strict`?)"),
        (
            "input.ratin > 1",
            "P410@6+5 `ratin` is not an input of this move or action (did you mean `rating`?)"
        ),
        ("due = today", "P410@6+5 `today` is not a field of work-orders.work_order (write `today()`)"),
        (
            "title.length > 1",
            "P420@6+6 `title` is text, not a reference to another record, so it has no `length`"
        ),
        (
            "id.title = 'x'",
            "P420@3+5 `id` is reference to work-orders.work_order, not a reference to another record, so it has no `title`"
        ),
        (
            "assignees.name = 'x'",
            "P420@0+9 `assignees` is several records, which have no single `name` (ask about them with `any`, `all`, `count`, `sum` and the like)"
        ),
        (
            "customer.parent.parent.parent.name = 'x'",
            "P440@23+11 An expression follows at most 3 relations (keep what is needed in a computed field nearer by)"
        ),
        (
            "me.email.x = 'y'",
            "P420@9+1 `email` is text, not a reference to another record, so it has no `x`"
        ),
        (
            "settings.strict.x",
            "P420@16+1 `strict` is bool, not a reference to another record, so it has no `x`"
        ),
        ("input.payer.nam = 'x'", "P410@12+3 `nam` is not a field of customers.customer (did you mean `name`?)"),
        (
            "input.payer.contacts = null",
            "P430@12+8 Several values over `input.payer` is not available yet in this version"
        ),
        (
            "count(input.payer.contacts) > 1",
            "P430@6+5 Several records over `input` is not available yet in this version"
        ),
        ("count(me.teams) > 1", "P430@6+2 Several records over `me` is not available yet in this version"),
        (
            "input.payer.parent.parent.parent.name = 'x'",
            "P440@6+31 An expression follows at most 3 relations (keep what is needed in a computed field nearer by)"
        ),
        (
            "rates.card.line > 1",
            "P411@0+5 There are no `rates` here: only formulas, moves, actions and automations have them"
        ),
        (
            "tenant.`customers.site` = null",
            "P420@0+23 `tenant.<entity>` stands for many records (count them with ``count(tenant.`customers.site`)``)"
        ),
    ])
    func `what a name cannot mean is reported at the name`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test func `every bad name is reported`() {
        let findings = ExpressionFixture.checked("titel = 'x' or customer.nam = 'y' and not wibble")
        #expect(findings.split(separator: "\n").map { String($0.prefix(7)) } == ["P410@0+", "P410@24", "P410@42"])
    }

    @Test func `twenty findings are enough`() {
        let text = Array(repeating: "x1", count: 100).joined(separator: " or ")
        #expect(ExpressionFixture.checked(text).split(separator: "\n").count == 20)
    }

    @Test func `input is refused where there is none, whatever its name`() {
        let expected = "P411@0+5 There is no `input` here: only moves and actions have it"
        let context = ExpressionFixture.request(hiding: [])
        #expect(ExpressionFixture.checked("input.rating > 1", in: context) == expected)
        #expect(ExpressionFixture.checked("input.wibble > 1", in: context) == expected)
    }

    @Test func `an entity without states has no state`() {
        let context = CheckingContext(entity: ExpressionFixture.customer, entities: ExpressionFixture.entity)
        #expect(
            ExpressionFixture.checked("state = done", in: context)
                == "P410@0+5 `state` is not a field of customers.customer"
        )
    }

    @Test func `without a member entity there is me and nothing of it`() {
        let context = CheckingContext(entity: ExpressionFixture.workOrder) { _ in nil }
        #expect(ExpressionFixture.checked("owner = me", in: context) == "owner = me")
        #expect(
            ExpressionFixture.checked("team in me.teams", in: context)
                == "P411@11+5 There is nobody here: `me` has no `teams` (hand it over as an input)"
        )
    }

    /// What may not be read must not be told from what is not there: neither by the text nor by a suggestion.
    @Test(arguments: [
        ("notes = 'x'", "notez = 'x'"),
        ("customer = null", "customes = null"),
        ("customer.name = 'x'", "customes.name = 'x'"),
        ("owner.email = 'x'", "owner.emaix = 'x'"),
        ("me.grade > 1", "me.gradx > 1"),
        ("title = notes", "title = notez"),
        ("contains(notes, 'x')", "contains(notez, 'x')"),
        ("rooms in [1, notes]", "rooms in [1, notez]"),
        ("soil = priority", "soil = priorita"),
    ])
    func `an unreadable field is an unknown name`(hidden: String, unknown: String) {
        let context = ExpressionFixture.request(hiding: [
            "work-orders.work_order.notes", "work-orders.work_order.customer", "access.member.email",
            "access.member.grade", "work-orders.work_order.priority",
        ])
        let first = ExpressionFixture.checked(hidden, in: context)
        let second = ExpressionFixture.checked(unknown, in: context)
        #expect(first.hasPrefix("P41"))
        let swaps = [
            ("notez", "notes"), ("customes", "customer"), ("emaix", "email"), ("gradx", "grade"),
            ("priorita", "priority"),
        ]
        #expect(swaps.reduce(second) { replaced($0, $1.0, with: $1.1) } == first)
        #expect(!second.contains("did you mean"))
    }

    @Test func `a far end that may not be read has no names, system fields included`() {
        let context = ExpressionFixture.request(hiding: [], entities: ["customers.customer"])
        #expect(ExpressionFixture.checked("customer = null", in: context) == "customer = null")
        for name in ["name", "id", "created_at", "wibble"] {
            #expect(
                ExpressionFixture.checked("customer.\(name) = null", in: context)
                    == "P410@9+\(name.count) `\(name)` is not a field of customers.customer"
            )
        }
    }

    @Test func `what the member sees at sign-in needs no permission`() {
        let context = ExpressionFixture.request(hiding: ["access.member.teams", "access.member.name"])
        #expect(ExpressionFixture.checked("team in me.teams", in: context) == "team in me.teams")
        #expect(ExpressionFixture.checked("owner.name = me.name", in: context).hasPrefix("P410@6+4"))
    }

    private func replaced(_ text: String, _ old: String, with new: String) -> String {
        text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
