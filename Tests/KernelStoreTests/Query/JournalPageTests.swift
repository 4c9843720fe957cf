import Kernel
import Testing

@testable import KernelStore

/// The tenant's journal as somebody with its permission reads it.
struct JournalPageTests {
    private static let customer: EntityID = "customers.customer"

    /// A journal of six entries about two customers, a session and an entity that nobody declares.
    private func world(_ lab: Lab) throws -> (RecordID, RecordID) {
        let first = try lab.insert(Self.customer, 1)
        let second = try lab.insert(Self.customer, 2)
        let changes = [
            JournalEntry.Change(field: "name", before: .null, after: .text("n")),
            JournalEntry.Change(field: "credit", before: .null, after: .decimal(units: 5, scale: 2)),
        ]
        try lab.write { backend in
            for (record, action) in [(first, "created"), (second, "created"), (first, "updated"), (first, "moved.x")] {
                let entry = JournalEntry(
                    entity: Self.customer.raw,
                    record: record.raw,
                    action: action,
                    version: 1,
                    changes: changes
                )
                try backend.journal(lab.scope(), entry)
            }
            for (entity, action) in [("access.session", "signed_in"), ("gone.thing", "created")] {
                try backend.journal(
                    lab.scope(),
                    JournalEntry(entity: entity, record: "x", action: action, changes: changes)
                )
            }
        }
        return (first, second)
    }

    private func page(
        _ lab: Lab,
        _ scope: TenantScope? = nil,
        limit: Int = 100,
        after: Int64? = nil,
        _ change: (inout JournalFilter) -> Void = { _ in }
    ) throws -> (items: [JSONValue], next: String?) {
        var filter = JournalFilter()
        change(&filter)
        let wanted = filter
        let page = try lab.read { try $0.journal(scope ?? lab.scope(), wanted, limit: limit, after: after) }
        guard case .array(let items) = try JSONReader.read(page.items) else { throw Lab.Missing(what: page.text) }
        return (items, page.next)
    }

    private func actions(_ items: [JSONValue]) -> [String] {
        items.compactMap { $0["action"]?.text }
    }

    private func fields(_ item: JSONValue) -> [String] {
        (item["changes"]?.members ?? []).map(\.name)
    }

    @Test func `it is newest first, in pages`() throws {
        let lab = try Lab()
        _ = try world(lab)
        let whole = try page(lab).items
        #expect(actions(whole) == ["created", "signed_in", "moved.x", "updated", "created", "created"])
        var (seen, after): ([String], Int64?) = ([], nil)
        repeat {
            let page = try page(lab, limit: 4, after: after)
            seen += actions(page.items)
            after = page.next.flatMap { Int64($0) }
        } while after != nil && seen.count < 20
        #expect(seen == actions(whole))
    }

    @Test func `filters narrow and are joined by and`() throws {
        let lab = try Lab()
        let (first, second) = try world(lab)
        #expect(actions(try page(lab) { $0.record = first.raw }.items) == ["moved.x", "updated", "created"])
        #expect(try page(lab) { $0.record = second.raw }.items.count == 1)
        #expect(actions(try page(lab) { $0.action = "ed" }.items).contains("moved.x"))
        #expect(actions(try page(lab) { $0.action = "upd" }.items) == ["updated"])
        #expect(try page(lab) { $0.entity = "access.session" }.items.count == 1)
        #expect(try page(lab) { ($0.entity, $0.action) = ("access.session", "created") }.items.isEmpty)
        #expect(try page(lab) { $0.principal = "system:test" }.items.count == 6)
        #expect(try page(lab) { $0.principal = "x' OR 1 = 1 --" }.items.isEmpty)
        #expect(try page(lab) { $0.request = "r1" }.items.count == 6)
        #expect(try page(lab) { $0.from = Lab.now }.items.count == 6)
        #expect(try page(lab) { $0.until = Lab.now }.items.isEmpty)
        #expect(try page(lab) { $0.success = false }.items.isEmpty)
        #expect(try page(lab) { $0.success = true }.items.count == 6)
    }

    @Test func `changes show the fields that the caller may read`() throws {
        let lab = try Lab()
        let (first, _) = try world(lab)
        let masked = lab.scope(access: [Self.customer: RecordAccess(rows: .everything, fields: ["name"])])
        let items = try page(lab, masked).items
        for item in items where item["record"]?.text == first.raw { #expect(fields(item) == ["name"]) }
        #expect(fields(try #require(items.first { $0["entity"]?.text == "access.session" })) == ["name", "credit"])
    }

    @Test func `without any access, for other rows, and for what nobody declares, changes are empty`() throws {
        let lab = try Lab()
        _ = try world(lab)
        let nothing = lab.scope(access: [:])
        let unread = try page(lab, nothing) { $0.entity = Self.customer.raw }.items
        #expect(unread.count == 4 && unread.allSatisfy { fields($0).isEmpty })
        let none = lab.scope(access: [Self.customer: RecordAccess(rows: .nothing, fields: nil)])
        let hidden = try page(lab, none) { $0.entity = Self.customer.raw }.items
        #expect(hidden.count == 4 && hidden.allSatisfy { fields($0).isEmpty })
        let gone = try page(lab) { $0.entity = "gone.thing" }.items
        #expect(gone.count == 1 && gone.allSatisfy { fields($0).isEmpty })
    }

    @Test func `the end of the journal is another one after each entry`() throws {
        let lab = try Lab()
        let empty = try lab.read { try $0.journalEnd(lab.scope()) }
        _ = try world(lab)
        let first = try lab.read { try $0.journalEnd(lab.scope()) }
        #expect(first != empty)
        #expect(try lab.read { try $0.journalEnd(lab.scope()) } == first)
        try lab.write { try $0.journal(lab.scope(), JournalEntry(entity: "x.y", record: "x", action: "created")) }
        #expect(try lab.read { try $0.journalEnd(lab.scope()) } != first)
    }
}
