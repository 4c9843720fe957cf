extension PackCode {
    /// How a finding is mended, with what causes it and what does not.
    package struct Example: Sendable {
        /// What to do, one or two sentences.
        package let mend: String
        /// What causes the finding: lines of a pack, or what was done.
        package let wrong: String
        /// The same, mended.
        package let right: String

        init(_ mend: String, wrong: String, right: String) {
            self.mend = mend
            self.wrong = wrong
            self.right = right
        }
    }

    /// How to mend it, with an example; every code has one.
    package var example: Example? { PackCode.examples[self] }

    private static let examples = [
        readingExamples, keyExamples, referenceExamples, modelExamples, lifeExamples, expressionExamples,
        computedExamples, pricingExamples, testExamples, automationExamples,
        presentationExamples, lintExamples, changeExamples,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }
}
