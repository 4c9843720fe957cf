extension PackCode {
    static let lifeMeanings: [PackCode: Meaning] = [
        .noStart: Meaning(
            title: "No state to begin in",
            explanation: "An entity with states has one with `start: true`."
        ),
        .severalStarts: Meaning(
            title: "Several states to begin in",
            explanation: "Only one state has `start: true`. States that a pack adds to another's entity do not "
                + "begin."
        ),
        .unknownState: Meaning(
            title: "A move names a state that does not exist",
            explanation: "`from` and `to` name states of the entity, those that packs add included."
        ),
        .stateTwice: Meaning(
            title: "A state is declared twice",
            explanation: "Two owners, or one of them twice, give one entity a state of the same name."
        ),
        .moveTwice: Meaning(
            title: "A move is declared twice",
            explanation: "Two owners, or one of them twice, give one entity a move of the same name."
        ),
        .moveNeedsPermission: Meaning(
            title: "An added move names no permission",
            explanation: "A move that a pack adds to another's entity names a permission with `needs`, so that "
                + "granting it is a decision."
        ),
        .deadEnd: Meaning(
            title: "A state has no way out",
            explanation: "If that is meant, write `final: true`."
        ),
        .unreachable: Meaning(
            title: "No move leads to a state",
            explanation: "Only a seed could put a record there."
        ),
        .finalLeft: Meaning(
            title: "A final state has a way out",
            explanation:
                "`final: true` says that a record is done with: what is final counts as closed, and people do not "
                + "look for a way on. A move leads out of it all the same."
        ),
        .guardWithoutText: Meaning(
            title: "A guard without a text for people",
            explanation: "`else` tells who is refused what to do instead."
        ),
    ]
}
