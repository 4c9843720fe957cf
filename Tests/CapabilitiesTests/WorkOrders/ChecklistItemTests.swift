import KernelTesting
import Testing

struct ChecklistItemTests {
    private static let moves = ["begin", "finish", "skip", "reopen"]
    private static let states: [(state: String, way: [String], allowed: [(move: String, to: String)])] = [
        ("pending", [], [("begin", "in_progress"), ("finish", "completed"), ("skip", "skipped")]),
        ("in_progress", ["begin"], [("finish", "completed"), ("skip", "skipped")]),
        ("completed", ["finish"], [("reopen", "pending")]),
        ("skipped", ["skip"], [("reopen", "pending")]),
    ]

    @Test(arguments: 0..<4) func `every move is possible in its states and in no other`(index: Int) async throws {
        let (state, way, allowed) = Self.states[index]
        try await Office.open { office in
            let order = try await office.order()
            for move in Self.moves {
                let item = try await office.item(of: order)
                for step in way { #expect(try await office.move("checklist-items", item, step).status == 200) }
                let before = try await office.get("checklist-items", item)
                #expect(before["state"] == .text(state))
                let answer = try await office.move("checklist-items", item, move)
                if let to = allowed.first(where: { $0.move == move })?.to {
                    #expect(answer.status == 200, "\(state) \(move): \(answer.text)")
                    #expect(answer.content["state"] == .text(to))
                } else {
                    #expect(answer.status == 409, "\(state) \(move): \(answer.text)")
                    #expect(answer.code == "state_refused")
                    #expect(answer.content["state"] == .text(state))
                    #expect(answer.content["allowed_moves"]?.list == allowed.map { .text($0.move) })
                    #expect(try await office.get("checklist-items", item) == before)
                }
            }
        }
    }

    @Test(arguments: [[], ["begin"]]) func `a required item cannot be skipped`(way: [String]) async throws {
        try await Office.open { office in
            let item = try await office.item(of: try await office.order(), ["required": true])
            for step in way { #expect(try await office.move("checklist-items", item, step).status == 200) }
            let before = try await office.get("checklist-items", item)
            let refused = try await office.move("checklist-items", item, "skip")
            #expect(refused.status == 409)
            #expect(refused.content["detail"]?.text?.contains("A required item cannot be skipped.") == true)
            #expect(try await office.get("checklist-items", item) == before)
            #expect(try await office.patch("checklist-items", item, ["required": false]).status == 200)
            #expect(try await office.move("checklist-items", item, "skip").status == 200)
        }
    }

    @Test func `who finished an item and when is kept until it is opened again`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let order = try await office.order()
            try await office.assign(worker, to: order)
            let item = try await office.item(of: order)
            office.kernel.clock.advance(60_000)
            let done = try await office.move("checklist-items", item, "finish", as: worker).content
            #expect(done["completed_at"] == "2026-03-02T09:01:00.000Z")
            #expect(done["completed_by"] == .text(worker.id))
            let open = try await office.move("checklist-items", item, "reopen").content
            #expect(open["completed_at"] ?? JSON.null == JSON.null)
            #expect(open["completed_by"] ?? JSON.null == JSON.null)
            let own = try await office.move("checklist-items", item, "finish").content
            #expect(own["completed_by"] == .text(office.owner.id))
        }
    }

    @Test func `a skipped item was finished by nobody`() async throws {
        try await Office.open { office in
            let item = try await office.item(of: try await office.order())
            let skipped = try await office.move("checklist-items", item, "skip").content
            #expect(skipped["completed_at"] ?? JSON.null == JSON.null)
            #expect(skipped["completed_by"] ?? JSON.null == JSON.null)
        }
    }

    @Test func `an item begins as pending, first and not required`() async throws {
        try await Office.open { office in
            let item = try await office.item(of: try await office.order())
            #expect(item["state"] == "pending")
            #expect(item["required"] == false)
            #expect(item["sort_order"] == 0)
        }
    }

    @Test func `what only a move sets, and the order, cannot be written later`() async throws {
        try await Office.open { office in
            let (order, other) = (try await office.order(), try await office.order())
            let item = try await office.item(of: order)
            let changes: [String: JSON] = [
                "completed_at": "2026-03-02T09:00:00Z", "completed_by": .text(office.owner.id),
                "work_order": .text(other.id), "state": "completed",
            ]
            for (field, value) in changes {
                let answer = try await office.patch("checklist-items", item, .object([field: value]))
                #expect(answer.status == 422, "\(field)")
                #expect(answer.findings == ["\(field) read_only"])
            }
            #expect(try await office.get("checklist-items", item) == item)
        }
    }
}
