import KernelTesting
import Testing

struct WorkOrderMovesTests {
    private static let moves = ["schedule", "start", "hold", "resume", "finish", "cancel", "reopen"]
    /// State, the way to it, and what may be done there, in the order in which it is told.
    private static let states: [(state: String, way: [String], allowed: [(move: String, to: String)])] = [
        ("draft", [], [("schedule", "scheduled"), ("cancel", "cancelled")]),
        ("scheduled", ["schedule"], [("start", "in_progress"), ("hold", "on_hold"), ("cancel", "cancelled")]),
        ("in_progress", ["schedule", "start"], [("hold", "on_hold"), ("finish", "done")]),
        ("on_hold", ["schedule", "hold"], [("resume", "in_progress"), ("cancel", "cancelled")]),
        ("done", ["schedule", "start", "finish"], [("reopen", "draft")]),
        ("cancelled", ["cancel"], [("reopen", "draft")]),
    ]

    @Test(arguments: 0..<6) func `every move is possible in its states and in no other`(index: Int) async throws {
        let (state, way, allowed) = Self.states[index]
        try await Office.open { office in
            let customer = JSON.text(try await office.customer().id)
            for move in Self.moves {
                let order = try await office.order("Windows", ["customer": customer])
                for step in way { #expect(try await office.move("work-orders", order, step).status == 200) }
                let before = try await office.get("work-orders", order)
                #expect(before["state"] == .text(state))
                let answer = try await office.move("work-orders", order, move)
                if let to = allowed.first(where: { $0.move == move })?.to {
                    #expect(answer.status == 200, "\(state) \(move): \(answer.text)")
                    #expect(answer.content["state"] == .text(to), "\(state) \(move)")
                    #expect(answer.content["version"]?.int == way.count + 2)
                    #expect(answer.header("ETag") == "\"\(way.count + 2)\"")
                } else {
                    #expect(answer.status == 409, "\(state) \(move): \(answer.text)")
                    #expect(answer.code == "state_refused")
                    #expect(answer.content["state"] == .text(state))
                    #expect(answer.content["allowed_moves"]?.list == allowed.map { .text($0.move) })
                    #expect(try await office.get("work-orders", order) == before)
                }
            }
        }
    }

    @Test func `a move that there is not is not found`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            #expect(try await office.move("work-orders", order, "teleport").status == 404)
            #expect(try await office.move("work-orders", ["id": Office.nowhere], "cancel").status == 404)
        }
    }

    @Test func `an order without a beginning cannot be scheduled`() async throws {
        try await Office.open { office in
            let order = try await office.order("Windows", ["starts": nil])
            let refused = try await office.move("work-orders", order, "schedule")
            #expect(refused.status == 409)
            #expect(refused.code == "state_refused")
            #expect(refused.content["detail"]?.text?.contains("Say when it starts first.") == true)
            #expect(refused.content["state"] == "draft")
            let starts: JSON = ["starts": "2026-03-03T08:00:00+01:00"]
            let changed = try await office.patch("work-orders", order, starts)
            #expect(changed.content["starts"] == "2026-03-03T07:00:00.000Z")
            #expect(try await office.move("work-orders", order, "schedule").status == 200)
        }
    }

    @Test func `a refusal is told in the language of the tenant`() async throws {
        try await Office.open(language: "de") { office in
            let order = try await office.order("Fenster", ["starts": nil])
            let refused = try await office.move("work-orders", order, "schedule")
            #expect(refused.status == 409)
            #expect(refused.content["detail"]?.text?.contains("Erst den Beginn angeben.") == true)
            #expect(!refused.text.contains("Say when"))
            let item = try await office.item(of: order, ["required": true])
            let skipped = try await office.move("checklist-items", item, "skip")
            let text = skipped.content["detail"]?.text ?? ""
            #expect(text.contains("Pflichtaufgaben können nicht übersprungen werden."))
        }
    }

    @Test func `beginning and end are the moments of the moves`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            #expect(order["actual_start"] ?? JSON.null == JSON.null)
            _ = try await office.move("work-orders", order, "schedule")
            office.kernel.clock.advance(5 * 60_000)
            let started = try await office.move("work-orders", order, "start").content
            #expect(started["actual_start"] == "2026-03-02T09:05:00.000Z")
            #expect(started["actual_end"] ?? JSON.null == JSON.null)
            office.kernel.clock.advance(20 * 60_000)
            let done = try await office.move("work-orders", order, "finish").content
            #expect(done["actual_start"] == "2026-03-02T09:05:00.000Z")
            #expect(done["actual_end"] == "2026-03-02T09:25:00.000Z")
            #expect(done["updated_at"] == "2026-03-02T09:25:00.000Z")
        }
    }

    @Test func `the reason of a hold is kept until work goes on`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            for step in ["schedule", "start"] { _ = try await office.move("work-orders", order, step) }
            let held = try await office.move("work-orders", order, "hold", ["reason": "Rain"]).content
            #expect(held["hold_reason"] == "Rain")
            let resumed = try await office.move("work-orders", order, "resume").content
            #expect(resumed["hold_reason"] ?? JSON.null == JSON.null)
            #expect(resumed["state"] == "in_progress")
        }
    }

    @Test func `what a hold is told must fit`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            _ = try await office.move("work-orders", order, "schedule")
            let cases: [(JSON, String)] = [
                (["reason": ""], "reason too_short"),
                (["reason": .text(String(repeating: "x", count: 501))], "reason too_long"),
                (["reason": 7], "reason type"), (["why": "Rain"], "why unknown"),
            ]
            for (input, finding) in cases {
                let answer = try await office.move("work-orders", order, "hold", input)
                #expect(answer.status == 422, "\(finding)")
                #expect(answer.findings == [finding])
            }
            #expect(try await office.get("work-orders", order)["state"] == "scheduled")
        }
    }

    @Test func `a move at a stale version is refused`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            _ = try await office.patch("work-orders", order, ["title": "Doors"])
            let path = "work-orders/\(order.id)/moves/schedule"
            let stale = try await office.ask("POST", path, headers: ["If-Match": "\"1\""])
            #expect(stale.status == 412)
            #expect(stale.content["current"]?["title"] == "Doors")
            #expect(try await office.ask("POST", path, headers: ["If-Match": "\"2\""]).status == 200)
        }
    }

    @Test func `what only moves set cannot be written`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let fields: [String: JSON] = [
                "state": "done", "actual_start": "2026-03-02T09:00:00Z", "actual_end": "2026-03-02T09:00:00Z",
                "hold_reason": "Rain",
            ]
            for (field, value) in fields {
                let answer = try await office.patch("work-orders", order, .object([field: value]))
                #expect(answer.status == 422, "\(field)")
                #expect(answer.code == "read_only")
                #expect(answer.findings == ["\(field) read_only"])
            }
            #expect(try await office.get("work-orders", order) == order)
        }
    }
}
