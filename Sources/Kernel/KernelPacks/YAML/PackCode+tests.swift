extension PackCode {
    static let testMeanings: [PackCode: Meaning] = [
        .testField: Meaning(
            title: "A test names a field that does not exist",
            explanation: "Fields of the record's entity can stand here, in `given` also `state` and `owner`, in `do` "
                + "what the move or the action takes."
        ),
        .testKey: Meaning(
            title: "A test names a record that it does not have",
            explanation: "Records are named by the key they have in `given` or got from a `create`; `me` is the "
                + "member who acts."
        ),
        .testValue: Meaning(
            title: "A value of a test does not fit its field",
            explanation: "What is given or expected is written like a seed. What a step sends may be wrong on "
                + "purpose and is not checked."
        ),
        .testState: Meaning(
            title: "A test names a state that does not exist",
            explanation: "The state that a record of `given` is in, or that is expected, is one of its entity's."
        ),
        .testStep: Meaning(
            title: "A step of a test does nothing that exists",
            explanation: "A step is `<key>.<move>`, `<key>.update`, `<key>.delete`, `<key>.restore`, "
                + "`<entity>.create` or `<capability>.<action>`."
        ),
        .testExpectation: Meaning(
            title: "Nothing that can be expected",
            explanation: "docs/pack-format/tests.md lists what a test can expect. A misspelt expectation would "
                + "never fail, so it is refused."
        ),
        .untestedMove: Meaning(
            title: "A move without a test",
            explanation: "No test of the pack makes this move and expects it to succeed. Told by `kernel packs test`."
        ),
        .untestedRule: Meaning(
            title: "A row rule without a test",
            explanation: "No test acts in the rule's role and expects a record of its entity to be hidden. Told by "
                + "`kernel packs test`."
        ),
        .untestedGuard: Meaning(
            title: "A guard without a test",
            explanation: "No test expects the guard of this move to refuse. Told by `kernel packs test`."
        ),
        .demoRefused: Meaning(
            title: "A demo row cannot be sown",
            explanation:
                "A check, a unique rule or a rule of a capability refuses it, so no demo company could be made with the "
                + "pack. Told by `kernel packs test`."
        ),
        .testFailed: Meaning(
            title: "A test of the pack fails",
            explanation: "Something else came out than the test expects, or a step was refused that is expected to "
                + "succeed. Told by `kernel packs test`."
        ),
    ]
}
