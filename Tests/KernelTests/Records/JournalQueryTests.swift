import Testing

@testable import Kernel

struct JournalQueryTests {
    private func read(_ pairs: KeyValuePairs<String, String>) throws -> JournalQuery {
        try JournalQuery.read(pairs.map { (name: $0.key, value: $0.value) })
    }

    private func findings(_ pairs: KeyValuePairs<String, String>) -> [String] {
        let error = #expect(throws: KernelError.self) { try read(pairs) }
        return (error?.findings ?? []).map { "\($0.path) \($0.code)" }
    }

    @Test func `without parameters it is everything, 50 at a time`() throws {
        let query = try read([:])
        #expect(query.filter == JournalFilter())
        #expect(query.limit == 50)
        #expect(query.after == nil)
    }

    @Test func `every parameter has its place`() throws {
        let query = try read([
            "principal": "p", "entity": "e", "record": "r", "action": "a", "request_id": "q",
            "from": "1970-01-01T00:00:01Z",
            "to": "1970-01-01T01:00:02+01:00", "success": "false", "limit": "500", "after": "12",
        ])
        var filter = JournalFilter()
        (filter.principal, filter.entity, filter.record) = ("p", "e", "r")
        (filter.action, filter.request, filter.from, filter.until) = ("a", "q", 1_000, 2_000)
        filter.success = false
        #expect(query.filter == filter)
        #expect(query.limit == 500)
        #expect(query.after == 12)
    }

    @Test func `everything that is wrong is told at once`() {
        #expect(
            findings(["limit": "0", "from": "today", "success": "no", "x": "1"]) == [
                "limit range", "from format", "success format", "x unknown",
            ]
        )
        #expect(findings(["limit": "501"]) == ["limit range"])
        #expect(findings(["after": "0"]) == ["after cursor"])
        #expect(findings(["after": "x"]) == ["after cursor"])
        #expect(findings(["record": "a", "record": "b"]) == ["record twice"])
    }

    @Test func `a name that is nearly one gets a hint`() {
        let error = #expect(throws: KernelError.self) { try read(["principl": "x"]) }
        #expect(error?.findings.first?.message.contains("Did you mean `principal`?") == true)
    }
}
