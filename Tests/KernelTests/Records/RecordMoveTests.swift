import Testing

@testable import Kernel

struct RecordMoveTests {
    private static let priced: [String: Value] = [
        "title": .text("Roof"), "amount": .money(minor: 500, currency: "EUR"),
    ]

    private func state(_ error: KernelError) throws -> (state: String?, moves: JSONValue?) {
        let json = try error.members.reduce(into: [String: JSONValue]()) { $0[$1.name] = try JSONReader.read($1.json) }
        return (json["state"]?.text, json["allowed_moves"])
    }

    @Test func `a move sets the state and its fields, with one journal entry`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, Self.priced)
        let record = try desk.move(id, "submit", input: #"{"reason":"why","points":7}"#)
        #expect(record.state == "open")
        #expect(record.version == 4)
        #expect(record["note"] == .text("why"))
        #expect(record["total"] == .int(7))
        #expect(desk.backend.kept(Shop.order, id) == record)
        #expect(desk.backend.updates == [["note", "total"]])
        #expect(desk.backend.lines == ["shop.order moved.submit 4 state,total,note"])
        #expect(
            desk.backend.journalled.first?.changes.first
                == .init(field: "state", before: .text("draft"), after: .text("open"))
        )
    }

    @Test func `the input takes defaults`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, Self.priced)
        #expect(try desk.move(id, "submit", input: #"{"reason":"why"}"#)["total"] == .int(5))
    }

    @Test(arguments: [
        ("{}", ["reason required"]), (#"{"reason":"much too long"}"#, ["reason too_long"]),
        (#"{"reason":"a","points":0}"#, ["points too_small"]), (#"{"reason":"a","pints":1}"#, ["pints unknown"]),
        (#"{"reason":1,"points":"x"}"#, ["reason type", "points type"]), ("[]", [" type", "reason required"]),
    ])
    func `an input that is wrong is 422, and nothing moves`(input: String, told: [String]) throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, Self.priced)
        let error = try refusal { try desk.move(id, "submit", input: input) }
        #expect(error.problem == .invalid)
        #expect(error.told == told)
        #expect(desk.backend.updates == [] && desk.backend.lines == [])
    }

    @Test func `a move from another state is 409 with the state and the moves that are possible`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, Self.priced, state: "open")
        let error = try refusal { try desk.move(id, "submit", input: #"{"reason":"x"}"#) }
        #expect(error.problem == .stateRefused)
        #expect(error.detail == "`submit` is not possible here. The state is `open`.")
        #expect(try state(error).state == "open")
        #expect(try state(error).moves == .array([.string("finish_work"), .string("reopen")]))
        #expect(desk.backend.lines == [])
    }

    @Test func `moves without the permission are not among the possible ones`() throws {
        let desk = try Desk([
            Grant("shop.order.read", .all), Grant("shop.order.submit", .all), Grant("shop.order.reopen", .all),
        ])
        let id = desk.put(Shop.order, 9, Self.priced, state: "open")
        let error = try refusal { try desk.move(id, "submit", input: #"{"reason":"x"}"#) }
        #expect(try state(error).moves == .array([.string("reopen")]))
    }

    @Test func `a guard refuses with its text, in the tenant's language`() throws {
        for (language, text) in [("en", "Name a price first."), ("de", "Erst einen Preis nennen.")] {
            let desk = try Desk(Desk.everything, language: language)
            let id = desk.put(Shop.order, 9, ["title": .text("Roof")])
            let error = try refusal { try desk.move(id, "submit", input: #"{"reason":"x"}"#) }
            #expect(error.problem == .stateRefused)
            #expect(error.detail == text)
            #expect(try state(error).state == "draft")
            #expect(desk.backend.lines == [])
        }
    }

    @Test func `me is the one who moves`() throws {
        let desk = try Desk(Desk.everything, as: Shop.bob)
        desk.put(Shop.member, 2, ["name": .text("Bob")])
        let id = desk.put(Shop.order, 9, Self.priced, state: "open")
        let record = try desk.move(id, "finish_work", version: 3)
        #expect(record.state == "done")
        #expect(record["approved_by"] == .reference(Shop.bob))
        #expect(desk.backend.lines == ["shop.order moved.finish_work 4 state,approved_by"])
    }

    @Test func `versions count where they are sent`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, Self.priced)
        let error = try refusal { try desk.move(id, "submit", version: 2, input: #"{"reason":"x"}"#) }
        #expect(error.problem == .versionConflict)
        #expect(error.members.map(\.name) == ["current"])
        #expect(try desk.move(id, "submit", version: 3, input: #"{"reason":"x"}"#).version == 4)
    }

    @Test func `an unknown move and an unseen record are 404, a permission that is not held 403`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.order, 9, Self.priced)
        #expect(try refusal { try desk.move(id, "sumbit") }.problem == .notFound)
        #expect(try refusal { try desk.move(Shop.person(99), "submit") }.problem == .notFound)
        let reader = try Desk([Grant("shop.order.read", .all)], sharing: desk.backend)
        #expect(try refusal { try reader.move(id, "submit") }.permission == "shop.order.submit")
        #expect(try refusal { try reader.move(id, "finish_work") }.permission == "shop.approve")
        let blind = try Desk([Grant("shop.order.submit", .all)], sharing: desk.backend)
        #expect(try refusal { try blind.move(id, "submit") }.problem == .notFound)
    }

    @Test func `a permission without an entity reaches the rows that its scope means here`() throws {
        let grants = [
            Grant("shop.order.read", .all), Grant("shop.approve", .assigned), Grant("access.member.read", .all),
        ]
        let desk = try Desk(grants, as: Shop.bob)
        desk.put(Shop.member, 2, ["name": .text("Bob")])
        let other = desk.put(Shop.order, 9, Self.priced, state: "open")
        let assigned = desk.put(
            Shop.order,
            10,
            Self.priced.merging(["assignees": .references([Shop.bob])]) { $1 },
            state: "open"
        )
        #expect(try refusal { try desk.move(other, "finish_work") }.problem == .forbidden)
        #expect(try desk.move(assigned, "finish_work").state == "done")
    }

    @Test func `a limit bounds the input and the record`() throws {
        let grants = [
            Grant("shop.order.read", .all), Grant("shop.order.submit", .all, limit: ["points": 10, "amount": 500]),
        ]
        let desk = try Desk(grants)
        let id = desk.put(Shop.order, 9, Self.priced)
        let error = try refusal { try desk.move(id, "submit", input: #"{"reason":"x","points":11}"#) }
        #expect(error.permission == "shop.order.submit")
        let dear = desk.put(Shop.order, 10, Self.priced.merging(["amount": .money(minor: 501, currency: "EUR")]) { $1 })
        #expect(try refusal { try desk.move(dear, "submit", input: #"{"reason":"x"}"#) }.problem == .forbidden)
        #expect(try desk.move(id, "submit", input: #"{"reason":"x","points":10}"#).version == 4)
    }

    @Test func `a move of an entity without states is none`() throws {
        let desk = try Desk(Desk.everything)
        let id = desk.put(Shop.line, 9, ["text": .text("x")])
        let error = try refusal {
            try desk.writer.move(desk.entity(Shop.line), id: id, "submit", version: nil, input: .object([]))
        }
        #expect(error.problem == .notFound)
    }
}
