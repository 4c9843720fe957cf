import Testing

@testable import Kernel

struct ListTagTests {
    private func tag(
        _ desk: Desk,
        query: [(String, String)] = [],
        filter: String? = nil,
        end: String = "a",
        version: String = "1"
    ) throws -> String? {
        let call = try desk.call(query: query)
        var record = RecordQuery(entity: Shop.order)
        if let filter {
            let context = CheckingContext(model: desk.model, entity: try desk.entity(Shop.order), readable: .everything)
            record.filter = try ExpressionCompiler.filter(filter, in: context)
        }
        return ListTag.make(call, record, journalEnd: end, version: version)
    }

    @Test func `the same request at the same end of the journal has the same tag`() throws {
        let first = try #require(try tag(Desk(Desk.everything)))
        #expect(try tag(Desk(Desk.everything)) == first)
        #expect(first.hasPrefix("\"") && first.hasSuffix("\"") && first.utf8.count == 26)
    }

    @Test func `journal, caller, model and program are in the tag`() throws {
        let desk = try Desk(Desk.everything)
        let first = try #require(try tag(desk))
        #expect(try tag(desk, end: "b") != first)
        #expect(try tag(desk, version: "2") != first)
        #expect(try tag(Desk(Desk.everything, as: Shop.bob)) != first)
        #expect(try tag(Desk([Grant("shop.order.read", .all)])) != first)
    }

    @Test(arguments: ["created_at < now()", "not (created_at < now())", "true and (version = 1 or created_at > now())"])
    func `a condition with the time has no tag`(filter: String) throws {
        #expect(try tag(Desk(Desk.everything), filter: filter) == nil)
        #expect(try tag(Desk(Desk.everything), filter: "version = 1 and owner = me") != nil)
    }

    @Test func `a row rule with the time takes every tag away`() throws {
        let rule = RowRule(Shop.customer, where: "created_at < now()")
        #expect(try tag(Desk(Desk.everything, rows: [rule])) == nil)
        let plain = RowRule(Shop.customer, where: "version > 0")
        #expect(try tag(Desk(Desk.everything, rows: [plain])) != nil)
    }
}
