import Kernel
import Testing

@testable import KernelStore

/// Inserts, updates, unique values, links, seeds.
struct WritingTests {
    @Test func `an update writes the changed fields and the system's, and nothing else`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, SampleValues.full)
        var record = try lab.record("lab.sample", id)
        let before = record
        record.version = 2
        record.updatedAt = Lab.now + 5
        record.updatedBy = Lab.id(8)
        record.owner = Lab.id(9)
        record.state = "old"
        record.createdAt = 0
        record.createdBy = Lab.id(8)
        record.values["name"] = .text("new")
        record.values["price"] = .null
        record.values["met"] = .null
        record.values["peers"] = .references([Lab.id(2)])
        record.values["note"] = .text("not among the changed")
        let changed = record
        try lab.write {
            try $0.update(
                lab.scope(),
                try lab.entity("lab.sample"),
                changed,
                changed: ["name", "price", "met", "peers"]
            )
        }
        let after = try lab.record("lab.sample", id)
        #expect(after.version == 2)
        #expect(after.updatedAt == Lab.now + 5)
        #expect(after.updatedBy == Lab.id(8))
        #expect(after.owner == Lab.id(9))
        #expect(after.state == "old")
        #expect(after.createdAt == before.createdAt)
        #expect(after.createdBy == nil)
        #expect(after["name"] == .text("new"))
        #expect(after["price"] == .null)
        #expect(after["met"] == .null)
        #expect(after["peers"] == .references([Lab.id(2)]))
        for field in ["note", "lines", "fine", "friend", "tags"] {
            #expect(after[field] == before[field], "\(field)")
        }
    }

    @Test func `owner, state and bin are written where they differ from before, as every index hangs on the bin`()
        throws
    {
        let lab = try Lab()
        let order = try lab.insert("work-orders.work_order", 1, [:])
        let entity = try lab.entity("work-orders.work_order")
        let before = try lab.record(entity.id, order)
        var record = before
        record.owner = Lab.id(8)
        record.state = "planned"
        let changed = record
        try lab.write { try $0.update(lab.scope(), entity, changed, after: changed, changed: []) }
        let same = try lab.record(entity.id, order)
        #expect(same.owner == before.owner && same.state == before.state)
        try lab.write { try $0.update(lab.scope(), entity, changed, after: before, changed: []) }
        let other = try lab.record(entity.id, order)
        #expect(other.owner == Lab.id(8) && other.state == "planned")
    }

    @Test func `an update of a record that is not there is 404`() throws {
        let lab = try Lab()
        let record = Record(id: Lab.id(1), createdAt: 0, updatedAt: 0, values: [:])
        let error = #expect(throws: KernelError.self) {
            try lab.write { try $0.update(lab.scope(), try lab.entity("lab.sample"), record, changed: []) }
        }
        #expect(error?.problem == .notFound)
    }

    @Test func `an id that exists is refused, also in the bin`() throws {
        let lab = try Lab()
        try lab.insert("lab.sample", 1, deletedAt: 1)
        let error = #expect(throws: KernelError.self) { try lab.insert("lab.sample", 1) }
        #expect(error?.problem == .exists)
    }

    @Test(arguments: ["code", "cost", "seen"])
    func `a taken value is refused with its field, in the bin it is free`(field: String) throws {
        let lab = try Lab()
        let value = try #require(SampleValues.full[field])
        let first = try lab.insert("lab.sample", 1, [field: value])
        let error = #expect(throws: KernelError.self) { try lab.insert("lab.sample", 2, [field: value]) }
        #expect(error?.problem == .invalid)
        #expect(error?.findings.map(\.path) == [field])
        #expect(error?.findings.map(\.code) == ["taken"])
        let entity = try lab.entity("lab.sample")
        try lab.read { (backend: SQLSnapshotBackend) throws in
            #expect(try backend.isTaken(lab.scope(), entity, field: field, value: value, except: nil))
            #expect(try !backend.isTaken(lab.scope(), entity, field: field, value: value, except: first))
            #expect(try !backend.isTaken(lab.scope(), entity, field: field, value: .null, except: nil))
        }
        var binned = try lab.record("lab.sample", first)
        binned.deletedAt = 1
        let gone = binned
        try lab.write { try $0.update(lab.scope(), entity, gone, changed: []) }
        try lab.insert("lab.sample", 2, [field: value])
        binned.deletedAt = nil
        let restored = binned
        let refused = #expect(throws: KernelError.self) {
            try lab.write { try $0.update(lab.scope(), entity, restored, changed: []) }
        }
        #expect(refused?.findings.map(\.code) == ["taken"])
    }

    @Test func `null is never taken`() throws {
        let lab = try Lab()
        try lab.insert("lab.sample", 1)
        try lab.insert("lab.sample", 2)
        #expect(try lab.ids("lab.sample").count == 2)
    }

    @Test func `a list through an entity makes and bins its records, and journals both`() throws {
        let lab = try Lab()
        let (a, b, c) = (Lab.id(101), Lab.id(102), Lab.id(103))
        let order = try lab.insert("work-orders.work_order", 1, ["assignees": .references([b, a])])
        #expect(try lab.record("work-orders.work_order", order)["assignees"] == .references([b, a]))
        let before = try links(lab)
        #expect(before.map { $0["member"].reference } == [b, a])
        #expect(before.allSatisfy { $0["role"] == .text("worker") && $0.state == "planned" && $0.version == 1 })

        var record = try lab.record("work-orders.work_order", order)
        record.values["assignees"] = .references([a, c, c])
        let changed = record
        try lab.write {
            try $0.update(lab.scope(), try lab.entity("work-orders.work_order"), changed, changed: ["assignees"])
        }
        let after = try links(lab)
        #expect(after.map { $0["member"].reference } == [a, c])
        // What stays is the same link, untouched.
        #expect(after[0].id == before[1].id)
        #expect(after[0].version == 1)
        let binned = try lab.record("work-orders.assignment", before[0].id, bin: true)
        #expect(binned.version == 2)
        #expect(binned.deletedAt == Lab.now)

        let journal = try lab.database.read { connection in
            try connection.rows("SELECT entity, action, record, version FROM journal ORDER BY seq") { row in
                "\(row.text(0)) \(row.text(1)) \(row.text(2)) \(row.int(3))"
            }
        }
        let link = "work-orders.assignment"
        #expect(
            journal == [
                "\(link) created \(before[0].id) 1", "\(link) created \(before[1].id) 1",
                "\(link) deleted \(before[0].id) 2", "\(link) created \(after[1].id) 1",
            ]
        )
    }

    @Test func `null empties a list, of either kind`() throws {
        let lab = try Lab()
        let order = try lab.insert("work-orders.work_order", 1, ["assignees": .references([Lab.id(101)])])
        let sample = try lab.insert("lab.sample", 2, ["peers": .references([Lab.id(3)])])
        for (entity, id, field) in [("work-orders.work_order", order, "assignees"), ("lab.sample", sample, "peers")] {
            let entity = try lab.entity(EntityID(stringLiteral: entity))
            var record = try lab.record(entity.id, id)
            record.values[field] = .null
            let changed = record
            try lab.write { try $0.update(lab.scope(), entity, changed, changed: [field]) }
            #expect(try lab.record(entity.id, id)[field] == .references([]))
        }
        #expect(try links(lab).isEmpty)
    }

    @Test func `ids of links made at once keep their order beyond one millisecond's count`() throws {
        let lab = try Lab()
        let people = (0..<5000).map { Lab.id(10_000 + $0) }.shuffled()
        let order = try lab.insert("work-orders.work_order", 1, ["assignees": .references(people)])
        #expect(try lab.record("work-orders.work_order", order)["assignees"] == .references(people))
        #expect(try links(lab).allSatisfy { $0.id.isVersion7 })
    }

    @Test func `referrers are found by reference, list and link, and not in the bin`() throws {
        let lab = try Lab()
        let target = try lab.insert("lab.sample", 1)
        try lab.insert("lab.sample", 2, ["friend": .reference(target)])
        try lab.insert("lab.sample", 3, ["friend": .reference(target)], deletedAt: 1)
        try lab.insert("lab.sample", 4, ["peers": .references([Lab.id(9), target])])
        try lab.insert("lab.sample", 5, ["peers": .references([target])], deletedAt: 1)
        let person = Lab.id(101)
        try lab.insert("work-orders.work_order", 6, ["assignees": .references([person])], owner: person)
        let sample = try lab.entity("lab.sample")
        let order = try lab.entity("work-orders.work_order")
        try lab.read { (backend: SQLSnapshotBackend) throws in
            let scope = lab.scope()
            #expect(try backend.referrers(scope, sample, field: "friend", to: target) == [Lab.id(2)])
            #expect(try backend.referrers(scope, sample, field: "peers", to: target) == [Lab.id(4)])
            #expect(try backend.referrers(scope, order, field: "assignees", to: person) == [Lab.id(6)])
            #expect(try backend.referrers(scope, order, field: "owner", to: person) == [Lab.id(6)])
            #expect(try backend.referrers(scope, sample, field: "name", to: target).isEmpty)
        }
    }

    @Test func `an id exists whoever asks, and in the bin too`() throws {
        let lab = try Lab()
        let live = try lab.insert("lab.sample", 1)
        let binned = try lab.insert("lab.sample", 2, deletedAt: 1)
        let sample = try lab.entity("lab.sample")
        let scope = lab.scope(access: [:])
        let found = try lab.read { backend in
            try [live, binned, Lab.id(3)].map { try backend.idExists(scope, sample, $0) }
        }
        #expect(found == [true, true, false])
    }

    @Test func `a seed's record is remembered by its key, the last one counts`() throws {
        let lab = try Lab()
        try lab.write { backend in
            for (key, number) in [("a", 1), ("b", 2), ("a", 3)] {
                try backend.remember(
                    lab.scope(),
                    pack: "p",
                    entity: "lab.sample",
                    key: key,
                    record: Lab.id(number),
                    hash: "h"
                )
            }
        }
        try lab.read { (backend: SQLSnapshotBackend) throws in
            let scope = lab.scope()
            #expect(try backend.seeded(scope, pack: "p", entity: "lab.sample", key: "a") == Lab.id(3))
            #expect(try backend.seeded(scope, pack: "p", entity: "lab.sample", key: "b") == Lab.id(2))
            #expect(try backend.seeded(scope, pack: "q", entity: "lab.sample", key: "a") == nil)
            #expect(try backend.seeded(scope, pack: "p", entity: "access.member", key: "a") == nil)
        }
    }

    private func links(_ lab: Lab) throws -> [Record] {
        var query = RecordQuery(entity: "work-orders.assignment")
        query.limit = 10_000
        return try lab.read { try $0.records(lab.scope(), query, rows: .everything) }
    }
}
