import Kernel
import Testing

@Suite struct ExpressionListTests {
    @Test(arguments: [
        ("state in [draft, done]", "state in [\"draft\", \"done\"]"),
        ("state not in [draft, done]", "state != null and not state in [\"draft\", \"done\"]"),
        ("not state in [draft]", "not state in [\"draft\"]"),
        ("rooms in [1, 2.0, 2.5, null]", "rooms in [1, 2]"),
        ("area_m2 in [1, 2.55]", "area_m2 in [1.0]"),
        ("rooms in [2.5]", "false"),
        ("rooms in []", "false"),
        ("rooms not in []", "rooms != null"),
        ("due in ['2026-11-22']", "due in [\"2026-11-22\"]"),
        ("due in [today(), '2026-11-22']", "due in [\"2026-11-22\"] or due = today()"),
        (
            "rooms not in [1, settings.pass_rating]",
            "rooms != null and not (rooms in [1] or rooms = settings.pass_rating)"
        ),
        ("5 in [rooms, settings.pass_rating]", "rooms = 5 or settings.pass_rating = 5"),
        ("5 in [1, 5]", "true"),
        ("5 not in [1, 5]", "false"),
        ("5 not in [1, rooms]", "not rooms = 5"),
        ("null in [1]", "false"),
        ("null not in [1]", "false"),
        ("owner in [me]", "owner = me"),
        ("team in me.teams", "team in me.teams"),
        ("team not in me.teams", "team != null and not team in me.teams"),
        ("me in assignees", "me in assignees"),
        ("me not in assignees", "me != null and not me in assignees"),
        ("owner in customer.contacts", "owner in customer.contacts"),
        ("vip in tags", "\"vip\" in tags"),
        ("'vip' in tags", "\"vip\" in tags"),
        ("vip not in tags", "not \"vip\" in tags"),
        ("null in tags", "false"),
        ("null not in tags", "false"),
        (
            "'01976d2e-7c00-7000-8000-000000000001' in assignees",
            "\"01976d2e-7c00-7000-8000-000000000001\" in assignees"
        ),
        ("title in ['a', notes]", "title in [\"a\"] or title = notes"),
        ("urgent in [true]", "urgent in [true]"),
    ])
    func `membership is checked`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test(arguments: [
        (
            "state in [dne, x]",
            """
            P413@10+3 `dne` is not one of the values `draft`, `scheduled`, `done` (did you mean `done`?)
            P413@15+1 `x` is not one of the values `draft`, `scheduled`, `done`
            """
        ),
        ("rooms in [1, 'a']", "P420@13+3 `=` cannot compare int with text"),
        ("rooms in 5", "P420@9+1 `in` needs a list on its right, this is int"),
        ("title in notes", "P420@9+5 `in` needs a list on its right, this is text"),
        ("title in lines", "P420@9+5 `in` needs a list on its right, this is list"),
        (
            "team in assignees",
            "P420@0+17 `in` cannot find reference to access.team in references to access.member"
        ),
        (
            "cat in tags",
            "P413@0+3 `cat` is not one of the values `vip`, `keys`, `dog`"
        ),
        ("rooms in tags", "P420@0+13 `in` cannot find int in choices"),
        ("rooms in [[1]]", "P420@10+3 A list stands only on the right of `in`"),
        ("tags in [vip]", "P410@9+3 `vip` is not a field of work-orders.work_order"),
        ("price in [cost]", "P420@10+4 `=` cannot compare money in EUR with money in USD"),
    ])
    func `what cannot be in a list is refused`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
    }

    @Test func `a list counts towards the bound on parts`() {
        let good = "rooms in [" + Array(repeating: "1", count: 990).joined(separator: ",") + "]"
        #expect(ExpressionFixture.checked(good).hasPrefix("rooms in [1"))
        let long = "rooms in [" + Array(repeating: "1", count: 1_500).joined(separator: ",") + "]"
        #expect(
            ExpressionFixture.checked(long)
                == "P440@0+\(long.count) The expression has 1502 parts, more than the 1000 allowed"
        )
        let texts = "tags != null and '' in [" + Array(repeating: "''", count: 1_200).joined(separator: ",") + "]"
        #expect(ExpressionFixture.checked(texts).hasPrefix("P440@0+"))
    }
}
