import Testing

@testable import Kernel

struct RecordDeleteTests {
    @Test func `a deleted record goes to the bin with its values`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        try desk.delete(Shop.order, id, version: 3)
        let kept = try #require(desk.backend.kept(Shop.order, id))
        #expect(kept.deletedAt == Shop.now)
        #expect(kept.version == 4)
        #expect(kept["title"] == .text("Roof"))
        #expect(desk.backend.journalled.map(\.action) == ["deleted"])
        #expect(desk.backend.journalled.map(\.version) == [4])
        #expect(try refusal { try desk.delete(Shop.order, id) }.problem == .notFound)
    }

    @Test func `version, sight and permission are asked as for a change`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        #expect(try refusal { try desk.delete(Shop.order, id, version: 2) }.problem == .versionConflict)
        let reader = try Desk([Grant("shop.order.read", .all)], sharing: desk.backend)
        #expect(try refusal { try reader.delete(Shop.order, id) }.permission == "shop.order.delete")
        let own = try Desk(
            [Grant("shop.order.read", .all), Grant("shop.order.delete", .own)],
            as: Shop.bob,
            sharing: desk.backend
        )
        #expect(try refusal { try own.delete(Shop.order, id) }.problem == .forbidden)
        let blind = try Desk([Grant("shop.order.delete", .all)], sharing: desk.backend)
        #expect(try refusal { try blind.delete(Shop.order, id) }.problem == .notFound)
        #expect(desk.backend.lines == [])
    }

    @Test func `restrict refuses while something refers, with how many and of what`() throws {
        let desk = try Desk(Desk.everything)
        let customer = desk.put(Shop.customer, 20, ["name": .text("A")])
        let order = desk.put(Shop.order, 9, ["title": .text("a"), "customer": .reference(customer)])
        desk.put(Shop.order, 10, ["title": .text("b"), "customer": .reference(customer)])
        let error = try refusal { try desk.delete(Shop.customer, customer) }
        #expect(error.problem == .inUse)
        #expect(error.detail == "2 records of orders still refer to this one.")
        try desk.delete(Shop.order, order)
        #expect(
            try refusal { try desk.delete(Shop.customer, customer) }.detail.hasPrefix("A record of orders") == true
        )
    }

    @Test func `restrict counts references in lists too, also those the caller cannot see`() throws {
        let desk = try Desk([Grant("access.member.read", .all), Grant("access.member.delete", .all)])
        let bob = desk.put(Shop.member, 2, ["name": .text("Bob")])
        desk.put(Shop.order, 9, ["title": .text("a"), "assignees": .references([Shop.ann, bob])])
        #expect(try refusal { try desk.delete(Shop.member, bob) }.problem == .inUse)
    }

    @Test func `what is in the bin already holds nothing up`() throws {
        let desk = try Desk(Desk.everything)
        let customer = desk.put(Shop.customer, 20, ["name": .text("A")])
        let order = desk.put(Shop.order, 9, ["title": .text("a"), "customer": .reference(customer)])
        try desk.delete(Shop.order, order)
        try desk.delete(Shop.customer, customer)
        #expect(desk.backend.kept(Shop.customer, customer)?.deletedAt == Shop.now)
    }

    @Test func `cascade takes along, clear lets go, each with its own entry`() throws {
        let desk = try Desk(Desk.everything)
        let order = desk.put(Shop.order, 9, ["title": .text("a")])
        let other = desk.put(Shop.order, 10, ["title": .text("b")])
        let lines = (30...31).map { desk.put(Shop.line, $0, ["text": .text("l"), "order": .reference(order)]) }
        let stays = desk.put(Shop.line, 32, ["text": .text("l"), "order": .reference(other)])
        let memo = desk.put(Shop.memo, 40, ["text": .text("m"), "order": .reference(order)])
        try desk.delete(Shop.order, order)
        for line in lines { #expect(desk.backend.kept(Shop.line, line)?.deletedAt == Shop.now) }
        #expect(desk.backend.kept(Shop.line, stays)?.deletedAt == nil)
        let cleared = try #require(desk.backend.kept(Shop.memo, memo))
        #expect(cleared["order"] == .null && cleared.deletedAt == nil && cleared.version == 4)
        #expect(
            desk.backend.journalled.map { "\($0.entity) \($0.action)" } == [
                "shop.order deleted", "shop.line deleted", "shop.line deleted", "shop.memo updated",
            ]
        )
        #expect(
            desk.backend.journalled.last?.changes == [
                .init(field: "order", before: .reference(order), after: .null)
            ]
        )
    }

    @Test func `a restored record is live again, its version counted on`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        try desk.delete(Shop.order, id)
        let record = try desk.restore(Shop.order, id)
        #expect(record.deletedAt == nil)
        #expect(record.version == 5)
        #expect(record["title"] == .text("Roof"))
        #expect(desk.backend.kept(Shop.order, id)?.deletedAt == nil)
        #expect(desk.backend.journalled.map(\.action) == ["deleted", "restored"])
        #expect(try refusal { try desk.restore(Shop.order, id) }.problem == .notFound)
    }

    @Test func `what was taken or went meanwhile keeps a record in the bin`() throws {
        let desk = try Desk(Desk.everything)
        let first = desk.put(Shop.customer, 20, ["name": .text("A"), "email": .text("a@b")])
        let order = desk.put(Shop.order, 9, ["title": .text("a"), "customer": .reference(first)])
        try desk.delete(Shop.order, order)
        try desk.delete(Shop.customer, first)
        desk.put(Shop.customer, 21, ["name": .text("B"), "email": .text("a@b")])
        #expect(try refusal { try desk.restore(Shop.customer, first) }.told == ["email taken"])
        #expect(try refusal { try desk.restore(Shop.order, order) }.told == ["customer reference"])
        #expect(desk.backend.kept(Shop.order, order)?.deletedAt == Shop.now)
    }

    @Test func `restoring needs the permission to delete, on these rows`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
        try desk.delete(Shop.order, id)
        let updater = try Desk(
            [Grant("shop.order.read", .all), Grant("shop.order.update", .all)],
            sharing: desk.backend
        )
        #expect(try refusal { try updater.restore(Shop.order, id) }.permission == "shop.order.delete")
        let own = try Desk([Grant("shop.order.delete", .own)], as: Shop.bob, sharing: desk.backend)
        #expect(try refusal { try own.restore(Shop.order, id) }.problem == .notFound)
        let owner = try Desk([Grant("shop.order.delete", .own)], sharing: desk.backend)
        #expect(try owner.restore(Shop.order, id).deletedAt == nil)
    }

    @Test func `a long chain of cascades is refused instead of followed for ever`() throws {
        let links = Sample.capability("chain") { chain in
            chain.entities = [
                Sample.entity(
                    "chain.link",
                    collection: "links",
                    FieldDefinition("before", .reference(to: "chain.link", onDelete: .cascade))
                )
            ]
        }
        let model = try Shop.model([Shop.access, links])
        let scope = TenantScope(
            tenant: .platform,
            principal: .system(reason: "test"),
            model: model,
            requestID: "r",
            teams: [],
            access: AccessResolver.system(in: model),
            now: Shop.now
        )
        let entity = try #require(model.entities["chain.link"])
        func backend(_ count: UInt8) -> MemoryBackend {
            let backend = MemoryBackend()
            for number in 1...count {
                let before: Value = number == 1 ? .null : .reference(Shop.person(number - 1))
                backend.put(
                    "chain.link",
                    Record(
                        id: Shop.person(number),
                        createdAt: 1,
                        updatedAt: 1,
                        values: ["name": .text("l"), "before": before]
                    )
                )
            }
            return backend
        }
        let short = backend(16)
        try RecordWriter(scope: scope, backend: short, ids: short.ids).delete(entity, id: Shop.person(1), version: nil)
        #expect(short.journalled.count == 16)
        let long = backend(17)
        let error = try refusal {
            try RecordWriter(scope: scope, backend: long, ids: long.ids).delete(
                entity,
                id: Shop.person(1),
                version: nil
            )
        }
        #expect(error.problem == .inUse)
    }
}
