import Kernel
import Testing

@testable import KernelStore

/// Grants that show more of some rows than of others.
struct RowMaskTests {
    private static let me = Lab.id(900)

    /// Names of all customers, credit of those managed, everything of those owned.
    private static let access = RecordAccess(parts: [
        part(.everything, ["name"]), part(.principal("manager"), ["name", "credit"]), part(.principal("owner"), nil),
    ])

    @Test func `each row shows what its own grants give, in lists and alone`() throws {
        let lab = try world()
        let scope = lab.scope(Self.me)
        let entity = try lab.entity("customers.customer")
        let page = try lab.read { try $0.list(scope, RecordQuery(entity: entity.id), Self.access) }
        let listed = try members(page.items)
        #expect(listed == [["name"], ["name", "credit"], ["name", "vip", "credit", "manager"]])
        for (number, expected) in listed.enumerated() {
            let shown = try lab.read {
                try $0.render(scope, entity, Lab.id(number + 1), Self.access, fields: nil, expand: [], bin: false)
            }
            #expect(try members(Array("[\(shown?.text ?? "")]".utf8)) == [expected])
        }
    }

    @Test func `another principal's rows are other rows`() throws {
        let lab = try world()
        let page = try lab.read {
            try $0.list(lab.scope(Lab.id(901)), RecordQuery(entity: "customers.customer"), Self.access)
        }
        #expect(try members(page.items) == [["name"], ["name"], ["name"]])
    }

    @Test func `wanted fields narrow each row's own`() throws {
        let lab = try world()
        var query = RecordQuery(entity: "customers.customer")
        query.fields = ["credit", "vip"]
        let page = try lab.read { try $0.list(lab.scope(Self.me), query, Self.access) }
        #expect(try members(page.items) == [[], ["credit"], ["vip", "credit"]])
    }

    @Test func `records in place of ids have their own rows' fields`() throws {
        let lab = try world()
        for number in 1...3 {
            try lab.insert("work-orders.work_order", 10 + number, ["customer": .reference(Lab.id(number))])
        }
        let entity: EntityID = "customers.customer"
        let scope = lab.scope(Self.me, access: [entity: Self.access])
        var query = RecordQuery(entity: "work-orders.work_order")
        query.expand = ["customer"]
        let page = try lab.read { try $0.list(scope, query, RecordAccess(rows: .everything, fields: nil)) }
        guard case .array(let orders) = try JSONReader.read(page.items) else { throw Lab.Missing(what: page.text) }
        let shown = orders.map { declared($0["customer"]) }
        #expect(shown == [["name"], ["name", "credit"], ["name", "vip", "credit", "manager"]])
    }

    @Test func `a row that no grant reaches is not there`() throws {
        let lab = try world()
        let narrow = RecordAccess(parts: [
            Self.part(.principal("manager"), ["credit"]), Self.part(.principal("owner"), ["vip"]),
        ])
        let page = try lab.read {
            try $0.list(lab.scope(Self.me), RecordQuery(entity: "customers.customer"), narrow)
        }
        #expect(try members(page.items) == [["credit"], ["vip"]])
    }

    private static func part(_ rows: RowFilter, _ fields: Set<String>?) -> RecordAccess.Part {
        RecordAccess.Part(rows: rows, fields: fields, limits: [:])
    }

    /// Three customers: a stranger's, one that I manage, one that I own.
    private func world() throws -> Lab {
        let lab = try Lab()
        let values: [String: Value] = ["name": .text("n"), "vip": .bool(true), "credit": .decimal(units: 1, scale: 2)]
        try lab.insert("customers.customer", 1, values)
        try lab.insert("customers.customer", 2, values.merging(["manager": .reference(Self.me)]) { $1 })
        try lab.insert("customers.customer", 3, values, owner: Self.me)
        return lab
    }

    private func members(_ items: [UInt8]) throws -> [[String]] {
        guard case .array(let records) = try JSONReader.read(items) else { throw Lab.Missing(what: "an array") }
        return records.map { declared($0) }
    }

    /// The names of the declared fields that a record shows.
    private func declared(_ record: JSONValue?) -> [String] {
        (record?.members ?? []).map(\.name).filter { SystemField(rawValue: $0) == nil }
    }
}
