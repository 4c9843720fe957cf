extension PackCode {
    static let sectionMeanings: [PackCode: Meaning] = [
        .notInThisVersion: Meaning(
            title: "Not accepted in this version",
            explanation: "The format has this, but this version would do nothing with it. What is accepted takes "
                + "effect; so it is refused until it does."
        ),
        .wrongFormat: Meaning(
            title: "A version of the format that is not read",
            explanation: "`format` is the version of the pack format, a whole number. The message names the one "
                + "that is read."
        ),
        .wrongFolder: Meaning(
            title: "The folder has another name than the pack",
            explanation: "A pack is found by its folder, so both have one name."
        ),
        .keyOfOtherType: Meaning(
            title: "A key that this type does not have",
            explanation: "The key exists, but means nothing for a field of this type or at this place, such as "
                + "`scale` on a text."
        ),
        .typeNotHere: Meaning(
            title: "A type that cannot stand here",
            explanation: "References stand in fields of entities and in the input of moves, not in settings, lists "
                + "or defaults; lists do not hold lists."
        ),
        .badValue: Meaning(
            title: "A value is not of its field's type",
            explanation: "Defaults are written like seeds: dates `2026-11-22`, times `18:30`, decimals `1.25`, "
                + "money `{ amount: 1250, currency: EUR }` in minor units."
        ),
        .badPath: Meaning(
            title: "Not the path of a scope",
            explanation: "A scope is a field, or one hop over a reference or its far end and a field: `owner`, "
                + "`work_order.team`."
        ),
        .extendsOwn: Meaning(
            title: "A pack extends its own entity",
            explanation: "What belongs to an entity of the pack is written under `entities`; `extend` adds to "
                + "entities of others."
        ),
        .contradiction: Meaning(
            title: "Two keys contradict each other",
            explanation: "One of them would be without effect, or would undo the other. What is required and can come "
                + "from nowhere needs a default; what is there still is no former name."
        ),
        .emptyList: Meaning(
            title: "A list is empty that must not be",
            explanation: "Write at least one item, or remove the key."
        ),
    ]
}
