import Testing

@testable import Kernel

struct RecordUpdateTests {
    @Test func `changed values are written and journaled, exactly these`() throws {
        let desk = try Desk(Desk.everything, as: Shop.bob)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof"), "note": .text("a"), "urgent": .bool(true)])
        let record = try desk.update(
            Shop.order,
            id,
            version: 3,
            ["title": .text("Wall"), "note": .null, "urgent": .bool(true), "hours": .decimal(units: 150, scale: 2)]
        )
        #expect(record.version == 4)
        #expect(record.updatedAt == Shop.now && record.updatedBy == Shop.bob)
        #expect(record.createdAt == 1 && record.owner == Shop.ann && record.state == "draft")
        #expect(desk.backend.updates == [["title", "note", "hours"]])
        #expect(desk.backend.kept(Shop.order, id) == record)
        #expect(desk.backend.lines == ["shop.order updated 4 title,hours,note"])
        #expect(
            desk.backend.journalled.first?.changes == [
                .init(field: "title", before: .text("Roof"), after: .text("Wall")),
                .init(field: "hours", before: .null, after: .decimal(units: 150, scale: 2)),
                .init(field: "note", before: .text("a"), after: .null),
            ]
        )
    }

    @Test func `a change that changes nothing keeps the version and writes nothing`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        for values in [[:], ["title": .text("Roof")], ["note": .null]] as [[String: Value]] {
            #expect(try desk.update(Shop.order, id, version: 3, values).version == 3)
        }
        #expect(desk.backend.updates == [] && desk.backend.lines == [])
    }

    @Test func `a stale version is 412 with the record as the caller may see it`() throws {
        let grants = [Grant("shop.order.update", .all), Grant("shop.order.read", .all, fields: ["title"])]
        let desk = try Desk(grants)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof"), "note": .text("hidden")])
        for version: Int64 in [1, 2, 4] {
            let error = try refusal { try desk.update(Shop.order, id, version: version, ["title": .text("x")]) }
            #expect(error.problem == .versionConflict)
            #expect(error.members.map(\.name) == ["current"])
            let current = try JSONReader.read(try #require(error.members.first).json)
            #expect(current["version"] == .number("3"))
            #expect(current["title"] == .string("Roof"))
            #expect(current["note"] == nil)
        }
        #expect(desk.backend.updates == [])
    }

    @Test func `without a version the last writer wins, as actions may want`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        #expect(try desk.update(Shop.order, id, ["title": .text("x")]).version == 4)
    }

    @Test func `a missing, binned or unseen record is 404, and a permission that is not held 403`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        #expect(try refusal { try desk.update(Shop.order, Shop.person(99), [:]) }.problem == .notFound)
        let stranger = try Desk(
            [Grant("shop.order.update", .all), Grant("shop.order.read", .own)],
            as: Shop.bob,
            sharing: desk.backend
        )
        #expect(try refusal { try stranger.update(Shop.order, id, ["title": .text("x")]) }.problem == .notFound)
        let blind = try Desk([Grant("shop.order.update", .all)], sharing: desk.backend)
        #expect(try refusal { try blind.update(Shop.order, id, ["title": .text("x")]) }.problem == .notFound)
        let reader = try Desk([Grant("shop.order.read", .all)], sharing: desk.backend)
        let error = try refusal { try reader.update(Shop.order, id, ["title": .text("x")]) }
        #expect(error.problem == .forbidden)
        #expect(error.permission == "shop.order.update")
        try desk.delete(Shop.order, id)
        #expect(try refusal { try desk.update(Shop.order, id, ["title": .text("x")]) }.problem == .notFound)
    }

    @Test func `a record that is seen but out of the grant's reach is 403`() throws {
        let desk = try Desk([Grant("shop.order.update", .own), Grant("shop.order.read", .all)], as: Shop.bob)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        let own = desk.put(Shop.order, 10, ["title": .text("Wall")], owner: Shop.bob)
        #expect(try refusal { try desk.update(Shop.order, id, ["title": .text("x")]) }.problem == .forbidden)
        #expect(try desk.update(Shop.order, own, ["title": .text("x")]).version == 4)
    }

    @Test func `nobody moves a record out of the rows that they may change`() throws {
        let grants = [
            Grant("shop.customer.update", .team), Grant("shop.customer.read", .all), Grant("access.team.read", .all),
        ]
        let desk = try Desk(grants, teams: [Shop.north])
        desk.put(Shop.team, 101, ["name": .text("North")])
        desk.put(Shop.team, 102, ["name": .text("South")])
        let id = desk.put(Shop.customer, 20, ["name": .text("A"), "team": .reference(Shop.north)])
        let error = try refusal { try desk.update(Shop.customer, id, ["team": .reference(Shop.person(102))]) }
        #expect(error.problem == .forbidden)
        #expect(desk.backend.lines == [])
    }

    @Test func `a row rule bounds what is changed, and to what`() throws {
        let rule = [RowRule(Shop.order, where: "urgent = true")]
        let desk = try Desk(Desk.everything, rows: rule)
        let hidden = desk.put(Shop.order, 9, ["title": .text("a"), "urgent": .bool(false)])
        let seen = desk.put(Shop.order, 10, ["title": .text("b"), "urgent": .bool(true)])
        #expect(try refusal { try desk.update(Shop.order, hidden, ["title": .text("x")]) }.problem == .notFound)
        #expect(try desk.update(Shop.order, seen, ["title": .text("x")]).version == 4)
        #expect(try refusal { try desk.update(Shop.order, seen, ["urgent": .bool(false)]) }.problem == .forbidden)
    }

    @Test func `each grant's fields and limits count for its own rows`() throws {
        let grants = [
            Grant("shop.order.update", .own, fields: ["title", "hours"], limit: ["hours": 8]),
            Grant("shop.order.update", .all, fields: ["note"]), Grant("shop.order.read", .all),
        ]
        let desk = try Desk(grants)
        let own = desk.put(Shop.order, 9, ["title": .text("a")])
        let other = desk.put(Shop.order, 10, ["title": .text("b")], owner: Shop.bob)
        #expect(try desk.update(Shop.order, own, ["title": .text("x")]).version == 4)
        #expect(try desk.update(Shop.order, own, ["note": .text("x")]).version == 5)
        #expect(try desk.update(Shop.order, other, ["note": .text("x")]).version == 4)
        let foreign = try refusal { try desk.update(Shop.order, other, ["title": .text("x")]) }
        #expect(foreign.told == ["title read_only"])
        #expect(try desk.update(Shop.order, own, ["title": .text("y"), "note": .text("y")]).version == 6)
        #expect(try desk.update(Shop.order, own, ["hours": .decimal(units: 800, scale: 2)]).version == 7)
        #expect(
            try refusal { try desk.update(Shop.order, own, ["hours": .decimal(units: 801, scale: 2)]) }.problem
                == .forbidden
        )
    }

    @Test func `what only creation, moves or others may write is read-only`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("a")])
        for name in ["number", "total", "approved_by"] {
            let error = try refusal { try desk.update(Shop.order, id, [name: .null]) }
            #expect(error.problem == .readOnly)
            #expect(error.told == ["\(name) read_only"])
        }
    }

    @Test func `the record as it becomes is checked`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.customer, 20, ["name": .text("A"), "email": .text("a@b")])
        desk.put(Shop.customer, 21, ["name": .text("B"), "email": .text("b@b")])
        let error = try refusal {
            try desk.update(Shop.customer, id, ["name": .null, "credit": .int(-1), "email": .text("b@b")])
        }
        #expect(error.told == ["name required", "email taken", "credit too_small"])
        #expect(try desk.update(Shop.customer, id, ["email": .text("a@b"), "credit": .int(5)]).version == 4)
    }

    @Test func `a value that no longer fits does not hinder a change of another`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.customer, 20, ["name": .text("A"), "credit": .int(5000)])
        #expect(try desk.update(Shop.customer, id, ["name": .text("B")]).version == 4)
    }

    @Test func `the kernel changes a record on its own authority, validated and journaled`() throws {
        let desk = try Desk([])
        let id = desk.put(Shop.member, 1, ["name": .text("Ann")])
        let members = try desk.entity(Shop.member)
        try desk.writer.change(members, id: id, values: ["name": .text("Anna")], action: "renamed")
        try desk.writer.change(members, id: id, values: ["name": .text("Anna")], action: "renamed")
        #expect(desk.backend.lines == ["access.member renamed 4 name"])
        let error = try refusal { try desk.writer.change(members, id: id, values: ["name": .null], action: "renamed") }
        #expect(error.told == ["name required"])
        let missing = try refusal { try desk.writer.change(members, id: Shop.eve, values: [:], action: "renamed") }
        #expect(missing.problem == .notFound)
    }
}
