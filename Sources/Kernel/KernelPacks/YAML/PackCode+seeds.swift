extension PackCode {
    static let seedMeanings: [PackCode: Meaning] = [
        .seedEntity: Meaning(
            title: "A seed for an entity that does not exist",
            explanation: "No capability that is required, and not the pack itself, declares this address."
        ),
        .migrationField: Meaning(
            title: "A migration names a field that it cannot write",
            explanation: "Migrations write fields of the pack's own, on entities that exist: not computed ones, "
                + "secrets or `references`. What they read may be a field that only the older version has."
        ),
        .retirementThere: Meaning(
            title: "What is retired is there still, or is not the pack's",
            explanation:
                "A version that retires a field or an entity has it no more. A pack retires what it declared itself: "
                + "its own entities and their fields, and fields that it added to others' entities."
        ),
        .migrationValue: Meaning(
            title: "A migration's value does not fit its field",
            explanation: "Values are checked like any input. Texts are split and merged; a value moves between "
                + "fields of one type."
        ),
        .seedField: Meaning(
            title: "A seed names a field that does not exist",
            explanation: "Only fields of the entity, `state` and `owner` can stand in a row; what is computed cannot."
        ),
        .seedReference: Meaning(
            title: "A seed refers to a row that is not there",
            explanation: "References name the key of another row of the pack, `demo.<role>` a person of the demo "
                + "tenant. A reference row does not refer to a demo row."
        ),
        .seedValue: Meaning(
            title: "A seeded value does not fit its field",
            explanation: "Seeds are checked like any input: type, bounds, options, pattern."
        ),
        .seedState: Meaning(
            title: "A seed names a state that does not exist",
            explanation: "`state` is the state that the row starts in."
        ),
        .seedMissing: Meaning(
            title: "A seed lacks a required field",
            explanation: "Write it; a row without it would be refused when the pack is enabled."
        ),
        .absoluteDate: Meaning(
            title: "A fixed date in a demo row",
            explanation: "A demo with fixed dates is out of date soon. `today - 3d` counts from the day of "
                + "seeding."
        ),
        .seedCircle: Meaning(
            title: "Seeds refer to each other in a circle",
            explanation: "No order exists in which the rows could be written. The message shows the way around."
        ),
        .seedUnique: Meaning(
            title: "Two seeds have one unique value",
            explanation: "The field is unique, so the second row would be refused when the pack is enabled."
        ),
        .seedSecret: Meaning(
            title: "A seed gives a secret",
            explanation: "A pack's files lie open in the store and in the pack's repository: a secret is typed in by "
                + "those who know it."
        ),
    ]
}
