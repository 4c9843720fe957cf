import Kernel
import Testing

@testable import KernelStore

struct JournalDetailsTests {
    private let fixture: StoreFixture
    private let entity: EntityModel
    private let model: TenantModel

    init() throws {
        fixture = try StoreFixture()
        let fields = [
            FieldDefinition("name", .text()),
            FieldDefinition("pin", .text(), secret: true),
            FieldDefinition("due", .datetime(zone: true)),
            FieldDefinition("price", .money()),
            FieldDefinition(
                "keys",
                .list([FieldDefinition("label", .text()), FieldDefinition("code", .text(), secret: true)])
            ),
        ]
        entity = EntityModel(
            definition: EntityDefinition("test.thing", collection: "things", fields: fields),
            fields: fields.map { FieldModel(definition: $0, owner: "test") },
            farEnds: [:],
            moves: [:]
        )
        model = .of([entity])
    }

    private func details(_ changes: [JournalEntry.Change], entity: String = "test.thing") -> String {
        let entry = JournalEntry(entity: entity, record: "r", action: "updated", version: 2, changes: changes)
        return String(decoding: JournalDetails.json(entry, model: model), as: UTF8.self)
    }

    private func change(_ field: String, _ before: Value, _ after: Value) -> JournalEntry.Change {
        JournalEntry.Change(field: field, before: before, after: after)
    }

    @Test func `values have the form of records`() {
        let text = details([
            change("name", .null, .text("a \"b\"")),
            change("price", .money(minor: 5, currency: "EUR"), .money(minor: 1250, currency: "EUR")),
        ])
        #expect(
            text == #"{"name":{"before":null,"after":"a \"b\""},"#
                + #""price":{"before":{"amount":5,"currency":"EUR"},"after":{"amount":1250,"currency":"EUR"}}}"#
        )
    }

    @Test func `no change is an empty object`() {
        #expect(details([]) == "{}")
    }

    @Test func `the zone of a datetime is a sibling`() {
        let text = details([change("due", .null, .datetime(0, zone: "Europe/Prague"))])
        #expect(
            text == #"{"due":{"before":null,"after":"1970-01-01T00:00:00.000Z"},"#
                + #""due_zone":{"before":null,"after":"Europe/Prague"}}"#
        )
    }

    @Test func `secrets are masked, also inside lists, and null shows`() {
        #expect(
            details([change("pin", .text("1234"), .text("9876")), change("pin", .null, .text("1"))])
                == #"{"pin":{"before":"***","after":"***"},"pin":{"before":null,"after":"***"}}"#
        )
        let keys = Value.list([["label": .text("door"), "code": .text("4711")]])
        let text = details([change("keys", .null, keys)])
        #expect(text == #"{"keys":{"before":null,"after":[{"code":"***","label":"door"}]}}"#)
    }

    @Test func `a subject that is no entity is written as it is`() {
        #expect(
            details([change("pin", .null, .text("1"))], entity: "kernel.pack")
                == #"{"pin":{"before":null,"after":"1"}}"#
        )
    }

    @Test func `an entry as JSON`() async throws {
        let (data, store) = try await fixture.openWithTenant()
        let member = try #require(RecordID("01890000-0000-7000-8000-000000000001"))
        let scope = fixture.scope(model: model, principal: .user(member), requestID: "req-9")
        try await store.write(scope) { [self] backend in
            let entry = JournalEntry(
                entity: "test.thing",
                record: "r-1",
                action: "updated",
                version: 3,
                changes: [change("pin", .null, .text("1"))]
            )
            try backend.journal(scope, entry)
        }
        let tail = try store.journalTail(limit: 10, after: nil).map { String(decoding: $0, as: UTF8.self) }
        #expect(
            tail == [
                #"{"seq":1,"at":"2026-01-01T00:00:00.000Z","principal":"\#(member)","request_id":"req-9","#
                    + #""entity":"test.thing","record":"r-1","action":"updated","version":3,"#
                    + #""changes":{"pin":{"before":null,"after":"***"}}}"#
            ]
        )
        await data.close()
    }

    @Test func `changes out of reach are left out, erased ones are null`() throws {
        let bench = try WriterBench()
        let access = RecordAccess(rows: .everything, fields: ["name", "due"])
        let visible = try #require(JournalJSON.visibility(entity, access))
        for name in ["name", "due", "due_zone", "state", "owner", "deleted_at"] { #expect(visible(name), "\(name)") }
        for name in ["pin", "price", "pin_zone", "gone", "gone_zone"] { #expect(!visible(name), "\(name)") }
        #expect(JournalJSON.visibility(entity, RecordAccess(rows: .everything, fields: nil)) == nil)

        try bench.database.withWriter { connection throws in
            let writer = JournalWriter(head: .empty, random: CountingRandom())
            let entry = JournalEntry(
                entity: "test.thing",
                record: "r",
                action: "updated",
                changes: [change("name", .null, .text("n")), change("price", .null, .null)]
            )
            try writer.append(fixture.scope(model: model), entry, on: connection)
            try writer.append(fixture.scope(model: model), entry, on: connection)
            try connection.run("UPDATE journal SET details = NULL, salt = NULL WHERE seq = 2")
        }
        let changes = try bench.database.read { connection throws in
            try connection.rows("SELECT \(JournalJSON.columns) FROM journal ORDER BY seq") { row in
                var writer = JSONWriter()
                try JournalJSON.write(row, visible: visible, to: &writer)
                return try JSONReader.read(writer.bytes)["changes"]
            }
        }
        let name = JSONValue.object([.init("before", .null), .init("after", .string("n"))])
        #expect(changes == [.object([.init("name", name)]), .null])
    }
}
