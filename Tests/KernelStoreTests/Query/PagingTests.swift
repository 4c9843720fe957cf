import Kernel
import Testing

@testable import KernelStore

/// Pages of lists against a naive sort of everything.
struct PagingTests {
    private typealias Key = RecordQuery.SortKey

    @Test(arguments: [
        "", "name", "-name", "amount", "-amount", "ratio,-name", "-price", "price", "color,name,-amount", "-met",
        "done,-day",
        "friend", "-friend,name", "state,-name", "owner", "-version,name", "created_at", "-updated_at,amount", "id",
        "-id", "name,-id",
        "-created_at", "code", "at,length",
    ])
    func `pages of any size put together are the whole list in order`(sort: String) throws {
        let lab = try Lab()
        let records = try fill(lab)
        let keys = Self.keys(sort)
        let expected = Self.sorted(records, keys, try lab.entity("lab.sample")).map(\.id)
        for limit in [1, 7, 60, 61, 500] {
            #expect(try pages(lab, keys, limit: limit) == expected, "limit \(limit)")
        }
    }

    @Test func `pages of a filtered list hold its rows only, and count all of them`() throws {
        let lab = try Lab()
        let records = try fill(lab)
        let filter = try lab.expression("lab.sample", "amount >= 0 or name = null")
        let keys = Self.keys("-name,amount")
        let wanted = records.filter { ($0["amount"].int ?? -1) >= 0 || $0["name"].isNull }
        let expected = Self.sorted(wanted, keys, try lab.entity("lab.sample")).map(\.id)
        #expect(try pages(lab, keys, limit: 5, filter: filter) == expected)
        var query = RecordQuery(entity: "lab.sample")
        query.filter = filter
        query.limit = 3
        query.count = true
        let page = try list(lab, query)
        #expect(page.count == Int64(wanted.count))
        #expect(try page.ids().count == 3)
    }

    @Test func `rows that come and go between pages move no other row`() throws {
        let lab = try Lab()
        for number in 1...9 { try lab.insert("lab.sample", number, ["name": .text("n\(number)")]) }
        var query = RecordQuery(entity: "lab.sample")
        query.sort = Self.keys("name")
        query.limit = 4
        let first = try list(lab, query)
        try lab.insert("lab.sample", 10, ["name": .text("n0")])
        try lab.insert("lab.sample", 11, ["name": .text("n45")])
        query.after = first.next
        #expect(try list(lab, query).ids() == [11, 5, 6, 7].map(Lab.id))
    }

    @Test func `the last page has no cursor, also when it is full`() throws {
        let lab = try Lab()
        for number in 1...4 { try lab.insert("lab.sample", number) }
        var query = RecordQuery(entity: "lab.sample")
        query.limit = 4
        #expect(try list(lab, query).next == nil)
        query.limit = 3
        let first = try list(lab, query)
        #expect(first.count == nil)
        let cursor = try #require(first.next)
        query.after = cursor
        let second = try list(lab, query)
        #expect(try second.ids() == [Lab.id(4)])
        #expect(second.next == nil)
    }

    @Test func `an empty list is an empty array`() throws {
        let lab = try Lab()
        var query = RecordQuery(entity: "lab.sample")
        query.count = true
        let page = try list(lab, query)
        #expect(page.text == "[]")
        #expect(page.next == nil)
        #expect(page.count == 0)
    }

    @Test func `a cursor of another order, another list or none at all is refused`() throws {
        let lab = try Lab()
        for number in 1...4 { try lab.insert("lab.sample", number, ["name": .text("n\(number)")]) }
        var query = RecordQuery(entity: "lab.sample")
        query.sort = Self.keys("name")
        query.limit = 2
        let cursor = try #require(try list(lab, query).next)
        let changed = String(cursor.dropLast()) + (cursor.last == "A" ? "B" : "A")
        var attempts = [("lab.sample", "name", changed), ("lab.sample", "-name", cursor), ("lab.sample", "", cursor)]
        attempts += [("access.member", "name", cursor), ("lab.sample", "name,amount", cursor)]
        for text in ["", "x", "AAAA", "!!!!", String(repeating: "A", count: 400), cursor + cursor] {
            attempts.append(("lab.sample", "name", text))
        }
        for (entity, sort, after) in attempts {
            var query = RecordQuery(entity: EntityID(stringLiteral: entity))
            query.sort = Self.keys(sort)
            query.after = after
            let error = #expect(throws: KernelError.self) { try list(lab, query) }
            #expect(error?.problem == .invalid, "\(sort) \(after)")
            #expect(error?.findings.map(\.path) == ["after"], "\(sort) \(after)")
        }
    }

    @Test(arguments: ["peers", "tags", "lines", "place", "nothing"])
    func `a field without an order is refused as a sort key`(field: String) throws {
        let lab = try Lab()
        var query = RecordQuery(entity: "lab.sample")
        query.sort = [Key(field: field, descending: false)]
        let error = #expect(throws: KernelError.self) { try list(lab, query) }
        #expect(error?.findings.map(\.path) == ["sort"])
    }

    @Test func `state is no sort key where there are no states`() throws {
        let lab = try Lab()
        var query = RecordQuery(entity: "customers.customer")
        query.sort = Self.keys("state")
        #expect(throws: KernelError.self) { try list(lab, query) }
    }

    private static func keys(_ text: String) -> [Key] {
        text.split(separator: ",").map { word in
            Key(field: String(word.drop { $0 == "-" }), descending: word.hasPrefix("-"))
        }
    }

    private func fill(_ lab: Lab) throws -> [Record] {
        var generator = Seeded(42)
        let entity = try lab.entity("lab.sample")
        return try lab.write { transaction in
            try (1...60).map { number in
                var values: [String: Value] = [:]
                for field in entity.fields where !field.definition.unique {
                    values[field.id] = SampleValues.random(field, &generator)
                }
                let id = try lab.insert(
                    "lab.sample",
                    number * 37 % 61,
                    values,
                    owner: number % 3 == 0 ? nil : Lab.id(number % 5),
                    state: number % 2 == 0 ? "old" : "fresh",
                    in: transaction
                )
                let record = try transaction.record(lab.scope(), entity, id, rows: .everything, bin: false)
                return try #require(record)
            }
        }
    }

    private func list(_ lab: Lab, _ query: RecordQuery) throws -> RenderedPage {
        try lab.read { try $0.list(lab.scope(), query, RecordAccess(rows: .everything, fields: nil)) }
    }

    private func pages(_ lab: Lab, _ keys: [Key], limit: Int, filter: ExpressionNode? = nil) throws -> [RecordID] {
        var query = RecordQuery(entity: "lab.sample")
        query.sort = keys
        query.limit = limit
        query.filter = filter
        var found: [RecordID] = []
        repeat {
            let page = try list(lab, query)
            let ids = try page.ids()
            #expect(ids.count == limit || page.next == nil)
            found += ids
            query.after = page.next
        } while query.after != nil && found.count < 1000
        return found
    }

    /// Insertion sort by the contract's words: nulls first, text folded and then by bytes, id last.
    private static func sorted(_ records: [Record], _ keys: [Key], _ entity: EntityModel) -> [Record] {
        records.sorted { left, right in
            for key in keys {
                let order = compare(value(left, key.field), value(right, key.field), entity.field(key.field))
                if order != 0 { return key.descending ? order > 0 : order < 0 }
            }
            return left.id < right.id
        }
    }

    private static func value(_ record: Record, _ field: String) -> Value {
        switch SystemField(rawValue: field) {
        case .id: .reference(record.id)
        case .version: .int(record.version)
        case .createdAt: .int(record.createdAt)
        case .updatedAt: .int(record.updatedAt)
        case .createdBy: record.createdBy.map(Value.reference) ?? .null
        case .updatedBy: record.updatedBy.map(Value.reference) ?? .null
        case .owner: record.owner.map(Value.reference) ?? .null
        case .state: record.state.map(Value.text) ?? .null
        case nil: record[field]
        }
    }

    private static func compare(_ left: Value, _ right: Value, _ field: FieldModel?) -> Int {
        switch (left, right) {
        case (.null, .null): return 0
        case (.null, _): return -1
        case (_, .null): return 1
        case (.text(let a), .text(let b)):
            let folded = field?.type.isText == true ? bytes(TextFolding.fold(a), TextFolding.fold(b)) : 0
            return folded != 0 ? folded : bytes(a, b)
        case (.reference(let a), .reference(let b)): return bytes(a.raw, b.raw)
        case (.money(let a, let currency), .money(let b, let other)):
            return a != b ? order(a, b) : bytes(currency, other)
        default: return order(number(left), number(right))
        }
    }

    private static func number(_ value: Value) -> Int64 {
        switch value {
        case .int(let number), .date(let number), .time(let number), .duration(let number), .datetime(let number, _),
            .decimal(let number, _):
            number
        case .bool(let flag): flag ? 1 : 0
        default: 0
        }
    }

    private static func order(_ left: Int64, _ right: Int64) -> Int {
        left < right ? -1 : left > right ? 1 : 0
    }

    private static func bytes(_ left: String, _ right: String) -> Int {
        if left.utf8.lexicographicallyPrecedes(right.utf8) { return -1 }
        return right.utf8.lexicographicallyPrecedes(left.utf8) ? 1 : 0
    }
}
