import Kernel

/// One request of the isolation suite: the endpoint it is about, what must come back, and what else must hold.
struct IsolationCase: Sendable {
    let endpoint: Endpoint
    var scenario: Scenario
    /// What is wrong with an answer beyond what the scenario says.
    var check: @Sendable (Answer) -> String? = { _ in nil }

    init(
        _ endpoint: Endpoint,
        _ name: String,
        _ request: TestRequest,
        expect statuses: Set<Int>,
        check: @escaping @Sendable (Answer) -> String? = { _ in nil }
    ) {
        self.endpoint = endpoint
        scenario = Scenario("\(request.method) \(request.path), \(name)", request, expect: statuses)
        self.check = check
    }

    /// The same case; none of these texts may be told.
    func hiding(_ secrets: [String]) -> IsolationCase {
        var copy = self
        copy.scenario.mustNotContain += secrets
        return copy
    }

    func findings(in answer: Answer) -> [String] {
        scenario.findings(in: answer) + (check(answer).map { ["\(scenario.name): \($0)"] } ?? [])
    }

    /// A 404 must have the body that every missing thing has.
    static func looksMissing(_ answer: Answer) -> String? {
        guard answer.status == 404 else { return nil }
        let plain = ProblemDocument.render(.notFound, requestID: "").body
        let wanted = ((try? JSONReader.read(plain))?.members ?? []).filter { $0.name != "request_id" }
        let found = (answer.json.members ?? []).filter { $0.name != "request_id" }
        return found == wanted ? nil : "this 404 differs from a missing record's: \(answer.text)"
    }

    /// A page must be without items and say so.
    static func isEmpty(_ answer: Answer) -> String? {
        guard answer.status == 200 else { return nil }
        return answer.items.isEmpty && answer.json["count"] == .number("0")
            ? nil : "something is found: \(answer.text.prefix(300))"
    }
}
