import Kernel
import Testing

@testable import KernelStore

struct QueryPlansTests {
    @Test func `one plan serves every request of one shape, and another access has its own`() throws {
        let lab = try Lab()
        let scope = lab.scope()
        let schema = try lab.read { try $0.schema(scope) }
        let access = RecordAccess(rows: .everything, fields: nil)
        let request = ReadPlan.Request(schema: schema, entity: "lab.sample", access: access, principal: scope.access)
        let first = try lab.plans.read(request, .page)
        #expect(try lab.plans.read(request, .page) === first)
        #expect(try lab.plans.read(request, .single) !== first)
        let other = ReadPlan.Request(
            schema: schema,
            entity: "lab.sample",
            access: RecordAccess(rows: .nothing, fields: nil),
            principal: scope.access
        )
        #expect(try lab.plans.read(other, .page) !== first)
        var narrow = request
        narrow.fields = ["name"]
        #expect(try lab.plans.read(narrow, .page) !== first)
    }

    @Test func `principals with the same access share a plan and keep their own rows`() throws {
        let lab = try Lab()
        let (anna, ben) = (Lab.id(1), Lab.id(2))
        try lab.insert("lab.sample", 11, owner: anna)
        try lab.insert("lab.sample", 12, owner: ben)
        let access = RecordAccess(rows: .principal("owner"), fields: nil)
        let query = RecordQuery(entity: "lab.sample")
        let found = try lab.read { backend in
            try [anna, ben].map { try backend.list(lab.scope($0), query, access).ids() }
        }
        #expect(found == [[Lab.id(11)], [Lab.id(12)]])
    }

    @Test func `a full cache starts anew and goes on answering`() {
        let cache = PlanCache<Int, String>(limit: 3)
        for number in 0..<10 {
            #expect(cache.value(number) { "made \(number)" } == "made \(number)")
            #expect(cache.count <= 3)
        }
        #expect(cache.value(9) { "again" } == "made 9")
        #expect(cache.value(0) { "again" } == "again")
    }

    @Test func `a store whose names differ does not share its schema`() throws {
        let lab = try Lab()
        let plain = try lab.plans.schema(lab.model, names: .plain)
        let changed = try lab.plans.schema(
            lab.model,
            names: ColumnNames(changed: ["lab.sample.lab.name:text": "other"])
        )
        #expect(try plain.table("lab.sample").field("name")?.columns == ["lab__name"])
        #expect(try changed.table("lab.sample").field("name")?.columns == ["other"])
        #expect(try lab.plans.schema(lab.model, names: .plain) === plain)
    }

    @Test func `an engine expands, writes and reads`() throws {
        let lab = try Lab()
        let engine = SQLRecordEngine(plans: QueryPlans())
        let entity = try lab.entity("customers.customer")
        let record = Record(id: Lab.id(1), createdAt: 1, updatedAt: 1, values: ["name": .text("x")])
        let journal = JournalWriter(head: .empty, random: CountingBytes())
        try lab.database.withWriter { connection in
            try connection.transaction {
                let backend = try engine.expand(connection, model: lab.model, renames: .none, journal: journal).backend
                try backend.insert(lab.scope(), entity, record)
            }
        }
        let read = try lab.database.read { connection in
            try engine.snapshot(connection).record(lab.scope(), entity, record.id, rows: .everything, bin: false)
        }
        #expect(read?["name"] == .text("x"))
        let exists = try lab.database.withWriter { connection in
            try engine.transaction(connection, journal: journal).idExists(lab.scope(), entity, record.id)
        }
        #expect(exists)
    }
}
