extension PackCode {
    static let computedMeanings: [PackCode: Meaning] = [
        .checkTwice: Meaning(
            title: "A check is declared twice",
            explanation: "Two owners give one entity a check of the same name. Rename the one that the pack adds."
        ),
        .checkConstant: Meaning(
            title: "A check reads nothing of its record",
            explanation: "It would refuse every record of the tenant, or none, whatever stands in it."
        ),
    ]
}
