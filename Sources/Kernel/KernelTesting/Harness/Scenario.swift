import Foundation

/// A request and what its answer must be.
public struct Scenario: Sendable {
    /// What it is about, for the report.
    public var name: String
    /// What is asked.
    public var request: TestRequest
    /// The status codes that are right.
    public var statuses: Set<Int>
    /// Texts that the body must contain.
    public var mustContain: [String]
    /// Texts that neither body nor headers may contain, in any case.
    public var mustNotContain: [String]

    /// A scenario.
    public init(
        _ name: String,
        _ request: TestRequest,
        expect statuses: Set<Int>,
        mustContain: [String] = [],
        mustNotContain: [String] = []
    ) {
        self.name = name
        self.request = request
        self.statuses = statuses
        self.mustContain = mustContain
        self.mustNotContain = mustNotContain
    }

    /// What is wrong with an answer; empty when nothing is.
    public func findings(in answer: Answer) -> [String] {
        var findings: [String] = []
        if !statuses.contains(answer.status) {
            let wanted = statuses.sorted().map(String.init).joined(separator: " or ")
            findings.append("status \(answer.status) instead of \(wanted): \(answer.text.prefix(300))")
        }
        for text in mustContain where !answer.text.contains(text) {
            findings.append("`\(text)` is missing: \(answer.text.prefix(300))")
        }
        // Bytes: suites look for hundreds of texts in each answer.
        let whole = Data((answer.text + "\n" + answer.headers.map(\.value).joined(separator: "\n")).lowercased().utf8)
        for text in mustNotContain where whole.range(of: Data(text.lowercased().utf8)) != nil {
            findings.append("`\(text)` is told: \(answer.text.prefix(300))")
        }
        return findings.map { "\(name): \($0)" }
    }
}

extension TestKernel {
    /// Asks, and says what is wrong with the answer.
    public func findings(of scenario: Scenario) async -> [String] {
        scenario.findings(in: await send(scenario.request))
    }
}
