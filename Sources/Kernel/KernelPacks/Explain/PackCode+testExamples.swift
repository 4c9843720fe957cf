extension PackCode {
    static let testExamples: [PackCode: Example] = [
        .testField: Example(
            "Use a field of the entity; the hint names one that is near.",
            wrong: "given: { work-orders.work_order: { w: { titel: Windows } } }",
            right: "given: { work-orders.work_order: { w: { title: Windows } } }"
        ),
        .testKey: Example(
            "Name a record of this test, or give it.",
            wrong: "given: { work-orders.work_order: { w: {} } }\nexpect: { visible: [v] }",
            right: "given: { work-orders.work_order: { w: {} } }\nexpect: { visible: [w] }"
        ),
        .testValue: Example(
            "Write a value that the field can have.",
            wrong: "expect: { w.rating: good }",
            right: "expect: { w.rating: 4 }"
        ),
        .testState: Example(
            "Name a state of the record's entity.",
            wrong: "expect: { w.state: finished }",
            right: "expect: { w.state: done }"
        ),
        .testStep: Example(
            "Name a move of the record's entity, `update`, `delete`, `restore`, `<entity>.create` or an action.",
            wrong: "do: { w.finsh: {} }",
            right: "do: { w.finish: {} }"
        ),
        .testExpectation: Example(
            "Write one of the expectations of docs/pack-format/tests.md.",
            wrong: "expect: { viible: [w] }",
            right: "expect: { visible: [w] }"
        ),
        .untestedMove: Example(
            "Write a test that makes the move.",
            wrong: "tests: []",
            right:
                "tests:\n  - name: a visit is finished\n    given: { work-orders.work_order: { w: { state: in_progress } } }\n"
                + "    do: { w.finish: {} }\n    expect: { w.state: done }"
        ),
        .untestedRule: Example(
            "Write a test in the rule's role that expects a record to be hidden.",
            wrong: "tests: []",
            right: "tests:\n  - name: a cleaner sees no drafts\n    as: cleaner\n"
                + "    given: { work-orders.work_order: { w: { state: draft, assignees: [me] } } }\n"
                + "    expect: { hidden: [w] }"
        ),
        .untestedGuard: Example(
            "Write a test in which the guard refuses.",
            wrong: "do: { w.inspect: { rating: 5 } }\nexpect: { w.state: inspected }",
            right: "do: { w.inspect: { rating: 2 } }\nexpect: { refused: state_refused, w.state: done }"
        ),
        .demoRefused: Example(
            "Give the row what the message asks for.",
            wrong:
                "checks: { light: { if: \"weight <= 20\", else: Too heavy. } }\nseed: { demo: { parcels.parcel: { p: { weight: 25 } } } }",
            right:
                "checks: { light: { if: \"weight <= 20\", else: Too heavy. } }\nseed: { demo: { parcels.parcel: { p: { weight: 15 } } } }"
        ),
        .testFailed: Example(
            "Mend the pack, or the test where it expects the wrong thing.",
            wrong: "do: { w.finish: {} }\nexpect: { w.state: inspected }",
            right: "do: { w.finish: {} }\nexpect: { w.state: done }"
        ),
    ]
}
