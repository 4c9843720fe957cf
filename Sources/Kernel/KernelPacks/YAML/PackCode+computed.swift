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
        .computedCircle: Meaning(
            title: "A computed field reads itself",
            explanation: "Directly, or over others; the message names the way round. Nothing could ever be worked "
                + "out."
        ),
        .badComputed: Meaning(
            title: "A computed field is used as if it were kept",
            explanation: "It has a plain type (text, numbers, money, bool, choice, dates and times) without bounds, "
                + "is never required, unique, indexed, searched or secret, and no move, limit or unique rule uses it."
        ),
        .computedCost: Meaning(
            title: "A computed field comes to too much",
            explanation: "Every read works it out in one statement, with the computed fields that it reads in their "
                + "place: at most 1,000 parts, and about 20 operations one inside the other."
        ),
        .computedPrincipal: Meaning(
            title: "A computed field depends on who asks",
            explanation: "Everybody who may read a field reads the same value; `me` and what follows from it are "
                + "for row rules, guards and filters."
        ),
        .computedTells: Meaning(
            title: "A computed field tells what a permission guards",
            explanation: "Who may read a computed field need not be allowed to read what it is computed from. Give it "
                + "the same `read_needs`, or leave it as it is if the value gives nothing away."
        ),
    ]
}
