import Testing

@testable import Kernel

struct RecordCreateTests {
    @Test func `a record is complete: id, version, times, owner, state, defaults, journal`() throws {
        let desk = try Desk(Desk.everything)
        let record = try desk.create(Shop.order, ["title": .text("Roof"), "note": .null])
        #expect(record.id.isVersion7)
        #expect(record.version == 1)
        #expect(record.createdAt == Shop.now && record.updatedAt == Shop.now)
        #expect(record.createdBy == Shop.ann && record.updatedBy == Shop.ann && record.owner == Shop.ann)
        #expect(record.state == "draft")
        #expect(record.deletedAt == nil)
        #expect(record.values == ["title": .text("Roof"), "urgent": .bool(false)])
        #expect(desk.backend.kept(Shop.order, record.id) == record)
        let entry = try #require(desk.backend.journalled.first)
        #expect(desk.backend.journalled.count == 1)
        #expect(entry.entity == "shop.order")
        #expect(entry.record == record.id.raw)
        #expect(entry.action == "created")
        #expect(entry.version == 1)
        #expect(
            entry.changes == [
                .init(field: "state", before: .null, after: .text("draft")),
                .init(field: "title", before: .null, after: .text("Roof")),
                .init(field: "urgent", before: .null, after: .bool(false)),
            ]
        )
    }

    @Test func `the kernel itself makes records that belong to nobody, in a given state`() throws {
        let desk = try Desk(nil)
        let record = try desk.writer.create(
            desk.entity(Shop.order),
            id: Shop.person(9),
            values: ["title": .text("Roof"), "total": .int(5)],
            access: RecordAccess(rows: .everything, fields: nil),
            state: "done"
        )
        #expect(record.id == Shop.person(9))
        #expect(record.owner == nil && record.createdBy == nil)
        #expect(record.state == "done")
        #expect(record["total"] == .int(5))
    }

    @Test func `a taken id is 409, in the bin and out of reach too`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        #expect(try refusal { try desk.create(Shop.order, id: id, ["title": .text("x")]) }.problem == .exists)
        try desk.delete(Shop.order, id)
        #expect(try refusal { try desk.create(Shop.order, id: id, ["title": .text("x")]) }.problem == .exists)
        let narrow = try Desk([Grant("shop.order.create", .own)], as: Shop.bob, sharing: desk.backend)
        #expect(try refusal { try narrow.create(Shop.order, id: id, ["title": .text("x")]) }.problem == .exists)
    }

    @Test func `every finding is told at once, and nothing is written`() throws {
        let desk = try Desk(Desk.everything)
        let error = try refusal {
            try desk.create(
                Shop.customer,
                ["credit": .int(1001), "head": .reference(Shop.person(50)), "email": .text("a")]
            )
        }
        #expect(error.problem == .invalid)
        #expect(error.told == ["name required", "email too_short", "credit too_large", "head reference"])
        #expect(error.findings[0].message == "Name is missing.")
        #expect(error.findings[3].message == "There is no such customer.")
        #expect(desk.backend.tables.isEmpty && desk.backend.journalled.isEmpty)
    }

    @Test func `null for a required field is missing, and no default takes its place`() throws {
        let desk = try Desk(Desk.everything)
        #expect(try refusal { try desk.create(Shop.order, ["title": .null]) }.told == ["title required"])
        #expect(try desk.create(Shop.customer, ["name": .text("A"), "credit": .null])["credit"] == .null)
    }

    @Test func `a unique value is free, then taken, and free again when its record is in the bin`() throws {
        let desk = try Desk(Desk.everything)
        let first = try desk.create(Shop.customer, ["name": .text("A"), "email": .text("a@b")])
        let error = try refusal { try desk.create(Shop.customer, ["name": .text("B"), "email": .text("a@b")]) }
        #expect(error.problem == .invalid)
        #expect(error.findings == [Finding("email", "taken", "Another record has this email.")])
        try desk.create(Shop.customer, ["name": .text("C")])
        try desk.create(Shop.customer, ["name": .text("D"), "email": .null])
        try desk.delete(Shop.customer, first.id)
        try desk.create(Shop.customer, ["name": .text("B"), "email": .text("a@b")])
    }

    @Test func `a reference must lead to a live record that the caller may see`() throws {
        let desk = try Desk(Desk.everything)
        let seen = desk.put(Shop.customer, 20, ["name": .text("A")])
        #expect(
            try desk.create(Shop.order, ["title": .text("x"), "customer": .reference(seen)])["customer"]
                == .reference(seen)
        )
        let own = try Desk(
            [Grant("shop.order.create", .all), Grant("shop.order.read", .all), Grant("shop.customer.read", .own)],
            as: Shop.bob,
            sharing: desk.backend
        )
        let none = try Desk([Grant("shop.order.create", .all)], sharing: desk.backend)
        for stranger in [own, none] {
            let error = try refusal {
                try stranger.create(Shop.order, ["title": .text("x"), "customer": .reference(seen)])
            }
            #expect(error.told == ["customer reference"])
        }
        try desk.writer.delete(
            desk.entity(Shop.customer),
            id: desk.put(Shop.customer, 21, ["name": .text("B")]),
            version: nil
        )
        let gone = try refusal {
            try desk.create(Shop.order, ["title": .text("x"), "customer": .reference(Shop.person(21))])
        }
        #expect(gone.told == ["customer reference"])
    }

    @Test func `each of several references is checked and named by its place`() throws {
        let desk = try Desk(Desk.everything)
        let bob = desk.put(Shop.member, 2, ["name": .text("Bob")])
        let ids = [Shop.person(60), bob, Shop.person(61)]
        let error = try refusal { try desk.create(Shop.order, ["title": .text("x"), "assignees": .references(ids)]) }
        #expect(error.told == ["assignees[0] reference", "assignees[2] reference"])
        let one = try refusal {
            try desk.create(Shop.order, ["title": .text("x"), "assignees": .references([ids[0]])])
        }
        #expect(one.told == ["assignees[0] reference"])
    }

    @Test func `fields of moves and actions are read-only, those of creation are not`() throws {
        let desk = try Desk(Desk.everything)
        let error = try refusal { try desk.create(Shop.order, ["title": .text("x"), "total": .int(1)]) }
        #expect(error.problem == .readOnly)
        #expect(error.findings == [Finding("total", "read_only", "Total cannot be written here.")])
        #expect(try desk.create(Shop.order, ["title": .text("x"), "number": .text("A-1")])["number"] == .text("A-1"))
    }

    @Test func `among other findings a read-only field is one of them`() throws {
        let desk = try Desk(Desk.everything)
        let error = try refusal { try desk.create(Shop.order, ["total": .int(1)]) }
        #expect(error.problem == .invalid)
        #expect(error.told == ["total read_only", "title required"])
    }

    @Test func `a field outside the grant is read-only where it is readable, else unknown`() throws {
        let desk = try Desk([
            Grant("shop.order.create", .all, fields: ["title"]),
            Grant("shop.order.read", .all, fields: ["title", "note"]),
        ])
        let readable = try refusal { try desk.create(Shop.order, ["title": .text("x"), "note": .text("n")]) }
        #expect(readable.problem == .readOnly)
        #expect(readable.told == ["note read_only"])
        let hidden = try refusal { try desk.create(Shop.order, ["title": .text("x"), "pin": .text("1")]) }
        #expect(hidden.problem == .invalid)
        #expect(hidden.findings == [Finding("pin", "unknown", "There is no field `pin`.")])
        #expect(try desk.create(Shop.order, ["title": .text("x")]).version == 1)
    }

    @Test func `a field with a permission of its own needs it`() throws {
        let grants = [Grant("shop.customer.create", .all), Grant("shop.customer.read", .all)]
        let values: [String: Value] = ["name": .text("A"), "margin": .decimal(units: 5, scale: 2)]
        let without = try refusal { try Desk(grants).create(Shop.customer, values) }
        #expect(without.told == ["margin unknown"])
        let with = try Desk(grants + [Grant("shop.prices", .all)])
        #expect(try with.create(Shop.customer, values)["margin"] == .decimal(units: 5, scale: 2))
    }

    @Test func `a record must lie within the grant that makes it`() throws {
        let grants = [
            Grant("shop.customer.create", .team), Grant("shop.customer.read", .all), Grant("access.team.read", .all),
        ]
        let desk = try Desk(grants, teams: [Shop.north])
        desk.put(Shop.team, 101, ["name": .text("North")])
        desk.put(Shop.team, 102, ["name": .text("South")])
        let outside = try refusal {
            try desk.create(Shop.customer, ["name": .text("A"), "team": .reference(Shop.person(102))])
        }
        #expect(outside.problem == .forbidden)
        #expect(outside.permission == "shop.customer.create")
        #expect(desk.backend.journalled.isEmpty)
        try desk.create(Shop.customer, ["name": .text("A"), "team": .reference(Shop.north)])
    }

    @Test func `a limit of a grant bounds the record's numbers`() throws {
        let desk = try Desk([Grant("shop.order.create", .all, limit: ["amount": 1000, "hours": 8])])
        func make(_ amount: Int64, hours: Int64) throws -> Record {
            try desk.create(
                Shop.order,
                [
                    "title": .text("x"), "amount": .money(minor: amount, currency: "EUR"),
                    "hours": .decimal(units: hours, scale: 2),
                ]
            )
        }
        #expect(try make(1000, hours: 800).version == 1)
        #expect(try refusal { try make(1001, hours: 0) }.permission == "shop.order.create")
        #expect(try refusal { try make(0, hours: 801) }.problem == .forbidden)
    }
}
