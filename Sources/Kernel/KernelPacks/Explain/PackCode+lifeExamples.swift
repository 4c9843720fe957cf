extension PackCode {
    static let lifeExamples: [PackCode: Example] = [
        .noStart: Example(
            "Mark one state with `start: true`.",
            wrong: "states: { open: {} }",
            right: "states: { open: { start: true } }"
        ),
        .severalStarts: Example(
            "Keep `start: true` on one state.",
            wrong: "states: { open: { start: true }, new: { start: true } }",
            right: "states: { new: { start: true }, open: {} }"
        ),
        .unknownState: Example(
            "Correct the state, or declare it.",
            wrong: "answer: { from: opened, to: answered }",
            right: "answer: { from: open, to: answered }"
        ),
        .stateTwice: Example(
            "Rename the state that the pack adds.",
            wrong: "extend:\n  work-orders.work_order: { states: { done: {} } }",
            right: "extend:\n  work-orders.work_order: { states: { inspected: { final: true } } }"
        ),
        .moveTwice: Example(
            "Rename the move that the pack adds.",
            wrong: "moves: { finish: { from: done, to: inspected, needs: cleaning.inspect } }",
            right: "moves: { inspect: { from: done, to: inspected, needs: cleaning.inspect } }"
        ),
        .moveNeedsPermission: Example(
            "Name a permission of the pack with `needs`.",
            wrong: "inspect: { from: done, to: inspected }",
            right: "inspect: { from: done, to: inspected, needs: cleaning.inspect }"
        ),
        .deadEnd: Example(
            "Add a move that leads on, or `final: true`.",
            wrong: "states: { open: { start: true }, answered: {} }",
            right: "states: { open: { start: true }, answered: { final: true } }"
        ),
        .unreachable: Example(
            "Add a move that leads to it, or remove the state.",
            wrong: "states: { open: { start: true, final: true }, closed: { final: true } }",
            right:
                "states: { open: { start: true }, closed: { final: true } }\nmoves: { close: { from: open, to: closed } }"
        ),
        .finalLeft: Example(
            "Leave `final` out, or the move.",
            wrong:
                "states: { open: { start: true }, closed: { final: true } }\nmoves: { reopen: { from: closed, to: open } }",
            right: "states: { open: { start: true }, closed: {} }\nmoves: { reopen: { from: closed, to: open } }"
        ),
        .guardWithoutText: Example(
            "Say in `else` what to do instead.",
            wrong: "if: \"reply != null\"",
            right: "if: \"reply != null\"\nelse: Write a reply first."
        ),
        .seedEntity: Example(
            "Correct the address, or add to `requires` what declares it.",
            wrong: "seed: { reference: { work-orders.template: { ... } } }",
            right: "seed: { reference: { work-orders.job_template: { ... } } }"
        ),
        .seedField: Example("Correct the field.", wrong: "acme: { nmae: Acme }", right: "acme: { name: Acme }"),
        .seedReference: Example(
            "Name the key of a row of this pack, or `demo.<role>`.",
            wrong: "front: { name: Front desk, customer: acmee }",
            right: "front: { name: Front desk, customer: acme }"
        ),
        .seedValue: Example(
            "Write a value that the field would accept from anybody.",
            wrong: "front: { area_m2: large }",
            right: "front: { area_m2: 80 }"
        ),
        .seedState: Example(
            "Correct the state.",
            wrong: "w1: { title: Clean, state: planned }",
            right: "w1: { title: Clean, state: scheduled }"
        ),
        .migrationField: Example(
            "Name a field that this version of the pack declares.",
            wrong: "migrations: [{ from: <2.0.0, set: customers.site.grime, to: normal }]",
            right: "migrations: [{ from: <2.0.0, set: customers.site.soil, to: normal }]"
        ),
        .retirementThere: Example(
            "Take it out of the pack, or do not retire it.",
            wrong: "extend: { customers.site: { fields: { floor_count: { type: int } } } }\n"
                + "migrations: [{ from: <2.1.0, retire: customers.site.floor_count, keep: 180d }]",
            right: "migrations: [{ from: <2.1.0, retire: customers.site.floor_count, keep: 180d }]"
        ),
        .migrationValue: Example(
            "Write a value that the field takes.",
            wrong: "migrations: [{ from: <2.0.0, set: customers.site.soil, to: dirty }]",
            right: "migrations: [{ from: <2.0.0, set: customers.site.soil, to: heavy }]"
        ),
        .seedMissing: Example(
            "Write the field that the message names.",
            wrong: "front: { name: Front desk }",
            right: "front: { name: Front desk, customer: acme }"
        ),
        .absoluteDate: Example(
            "Count from the day of seeding.",
            wrong: "w1: { starts: \"2026-11-22 18:30\" }",
            right: "w1: { starts: \"today + 1d 18:30\" }"
        ),
        .seedCircle: Example(
            "Leave one of the references out.",
            wrong: "a: { parent: b }\nb: { parent: a }",
            right: "a: {}\nb: { parent: a }"
        ),
        .seedUnique: Example(
            "Give each row its own value.",
            wrong: "a: { number: A-1 }\nb: { number: A-1 }",
            right: "a: { number: A-1 }\nb: { number: A-2 }"
        ),
        .seedSecret: Example(
            "Leave the field out; who knows the secret types it in.",
            wrong: "front: { name: Front desk, gate_code: \"4711\" }",
            right: "front: { name: Front desk }"
        ),
    ]
}
