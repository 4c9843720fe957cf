extension PackCode {
    static let automationMeanings: [PackCode: Meaning] = [
        .automationNeeds: Meaning(
            title: "An automation lacks an interface",
            explanation: "Runs are kept by the capability `automations`, which a pack with automations requires. What "
                + "`with` names is required or optional in the pack."
        ),
        .automationEvent: Meaning(
            title: "An automation waits for what never happens",
            explanation: "`when` is an entity and `created`, `updated`, `deleted` or one of its states."
        ),
        .automationStep: Meaning(
            title: "A step of an automation names what is not there",
            explanation: "Steps write fields that exist, make moves of the record's entity, run actions that change "
                + "something, and give everything that is required. A record that was deleted is in the bin, where "
                + "nothing changes it."
        ),
        .automationLoop: Meaning(
            title: "Automations start one another without end",
            explanation: "The steps of one bring about the event of the next, round in a circle. Conditions are not "
                + "looked at: nobody can say that they end it."
        ),
    ]

    static let automationExamples: [PackCode: Example] = [
        .automationNeeds: Example(
            "Require the interface, or add the one of `with` to `optional`.",
            wrong: "requires: { work-orders: \"1.0\" }",
            right: "requires: { automations: \"1.0\", work-orders: \"1.0\" }"
        ),
        .automationEvent: Example(
            "Name an entity and one of its states, or `created`, `updated`, `deleted`.",
            wrong: "when: work-orders.work_order.finished",
            right: "when: work-orders.work_order.done"
        ),
        .automationStep: Example(
            "Correct the name; the hint names one that is near.",
            wrong: "do: [{ set: { nots: \"\\\"Inspected\\\"\" } }]",
            right: "do: [{ set: { notes: \"\\\"Inspected\\\"\" } }]"
        ),
        .automationLoop: Example(
            "Let one of them wait for something else, such as a state that is entered once.",
            wrong: "again:\n  when: work-orders.work_order.updated\n  do: [{ set: { priority: urgent } }]",
            right: "once:\n  when: work-orders.work_order.created\n  do: [{ set: { priority: urgent } }]"
        ),
    ]
}
