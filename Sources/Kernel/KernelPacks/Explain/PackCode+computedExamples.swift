extension PackCode {
    static let computedExamples: [PackCode: Example] = [
        .checkTwice: Example(
            "Rename the check that the pack adds.",
            wrong: "extend:\n  customers.site: { checks: { one_day: ... } }   # a second pack has it too",
            right: "extend:\n  customers.site: { checks: { no_more_than_a_day: ... } }"
        ),
        .checkConstant: Example(
            "Ask something of the record, or remove the check.",
            wrong: "checks: { few: { if: \"settings.most < 5\", else: Too many. } }",
            right: "checks: { few: { if: \"rooms < settings.most\", else: Too many. } }"
        ),
        .computedCircle: Example(
            "Break the way round: one of the fields must be kept.",
            wrong: "a: { type: int, compute: b }\nb: { type: int, compute: a }",
            right: "a: { type: int, compute: b }\nb: { type: int }"
        ),
        .badComputed: Example(
            "Remove what only a value that is kept can have; hold it within bounds by a check.",
            wrong: "minutes: { type: int, max: 600, indexed: true, compute: planned_minutes }",
            right: "minutes: { type: int, compute: planned_minutes }"
        ),
        .computedCost: Example(
            "Keep some of the values in fields, or read fewer of them.",
            wrong:
                "a: { type: int, compute: \"b + b + b + b\" }\nb: { type: int, compute: \"c + c + c + c\" }   # and so on",
            right: "a: { type: int, compute: \"4 * b\" }\nb: { type: int, compute: \"4 * c\" }"
        ),
        .tooMuch: Example(
            "Put fields that belong together into an entity of their own that refers to the first.",
            wrong: "site:\n  fields: { room_1_area: { type: int }, room_1_floor: { type: int } }   # and so on",
            right:
                "room:\n  fields: { site: { type: reference, to: pack.site }, area: { type: int }, floor: { type: int } }"
        ),
        .computedPrincipal: Example(
            "Compare with `me` where it is asked: in a row rule, a guard or a filter.",
            wrong: "mine: { type: bool, compute: \"owner = me\" }",
            right: "rows: [{ entity: customers.site, where: \"owner = me\" }]"
        ),
        .computedTells: Example(
            "Guard the computed field by the same permission.",
            wrong: "margin: { type: int, read_needs: sales.prices }\nrich: { type: bool, compute: \"margin > 50\" }",
            right: "rich: { type: bool, compute: \"margin > 50\", read_needs: sales.prices }"
        ),
    ]
}
