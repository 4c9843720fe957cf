import Kernel

/// What the isolation suite found.
public struct IsolationReport: Sendable {
    /// Requests asked and judged.
    public var checked = 0
    /// What was told, changed or allowed that must not be.
    public var failures: [String] = []
    /// Routes and entities that the suite had no case for; as bad as a failure.
    public var uncovered: [String] = []

    private var seen: [IsolationSuite.Parts.RawValue: Set<Endpoint>] = [:]

    init() {}

    /// Whether everything was covered and nothing failed.
    public var isWhole: Bool {
        failures.isEmpty && uncovered.isEmpty && checked > 0
    }

    /// Notes the judgement of one request.
    mutating func note(_ endpoint: Endpoint, in part: IsolationSuite.Parts, _ findings: [String]) {
        checked += 1
        failures += findings
        seen[part.rawValue, default: []].insert(endpoint)
    }

    /// Notes the routes that a part met no request of.
    mutating func close(_ part: IsolationSuite.Parts, named name: String, routes: [Route]) {
        let met = seen[part.rawValue] ?? []
        uncovered += routes.filter { !met.contains($0.endpoint) }.map { "\($0.method) \($0.pattern), \(name)" }
    }
}
