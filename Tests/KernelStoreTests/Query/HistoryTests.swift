import Kernel
import Testing

@testable import KernelStore

struct HistoryTests {
    @Test func `history is newest first, in pages, of one record`() throws {
        let lab = try Lab()
        let id = try world(lab)
        var after: String?
        var versions: [String] = []
        repeat {
            let page = try history(lab, id, limit: 2, after: after)
            guard case .array(let items) = try JSONReader.read(page.items) else { throw Lab.Missing(what: page.text) }
            for item in items {
                guard case .number(let version)? = item["version"] else { throw Lab.Missing(what: page.text) }
                versions.append(version)
            }
            after = page.next
        } while after != nil && versions.count < 20
        #expect(versions == ["5", "4", "3", "2", "1"])
    }

    @Test func `changes of fields out of reach are absent`() throws {
        let lab = try Lab()
        let id = try world(lab)
        let page = try history(lab, id, RecordAccess(rows: .everything, fields: ["name"]))
        #expect(page.text.contains("\"name\":{\"before\":null,\"after\":\"n1\"}"))
        #expect(!page.text.contains("credit"))
        #expect(try history(lab, id).text.contains("\"credit\":{\"before\":null,\"after\":\"0.05\"}"))
    }

    @Test func `history of a record in the bin can be read, of a missing one it is 404`() throws {
        let lab = try Lab()
        let id = try world(lab)
        var record = try lab.record("customers.customer", id)
        record.deletedAt = 1
        let binned = record
        try lab.write { try $0.update(lab.scope(), try lab.entity("customers.customer"), binned, changed: []) }
        #expect(try history(lab, id).next == nil)
        let error = #expect(throws: KernelError.self) { try history(lab, Lab.id(99)) }
        #expect(error?.problem == .notFound)
    }

    @Test(arguments: ["x", "", "1.5", "99999999999999999999"])
    func `a cursor that is none is refused`(after: String) throws {
        let lab = try Lab()
        let id = try world(lab)
        let error = #expect(throws: KernelError.self) { try history(lab, id, after: after) }
        #expect(error?.findings.map(\.path) == ["after"])
    }

    /// A customer with five entries, and another one's between them.
    private func world(_ lab: Lab) throws -> RecordID {
        let id = try lab.insert("customers.customer", 1)
        let other = try lab.insert("customers.customer", 2)
        try lab.write { backend in
            for version in 1...5 {
                for record in [id, other] {
                    let changes = [
                        JournalEntry.Change(field: "name", before: .null, after: .text("n\(version)")),
                        JournalEntry.Change(field: "credit", before: .null, after: .decimal(units: 5, scale: 2)),
                    ]
                    let entry = JournalEntry(
                        entity: "customers.customer",
                        record: record.raw,
                        action: "updated",
                        version: Int64(version),
                        changes: changes
                    )
                    try backend.journal(lab.scope(), entry)
                }
            }
        }
        return id
    }

    @discardableResult
    private func history(
        _ lab: Lab,
        _ id: RecordID,
        _ access: RecordAccess = RecordAccess(rows: .everything, fields: nil),
        limit: Int = 10,
        after: String? = nil
    ) throws -> RenderedPage {
        let entity = try lab.entity("customers.customer")
        return try lab.read {
            try $0.history(lab.scope(), entity, id, access, limit: limit, after: after)
        }
    }
}
