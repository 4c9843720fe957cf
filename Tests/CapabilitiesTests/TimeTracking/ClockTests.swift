import KernelTesting
import Testing

/// The time clock through the public API, with a clock that stands still: 2026-03-02T09:00:00Z.
struct ClockTests {
    private static let clock = "time-tracking"
    private static let minute: Int64 = 60_000

    @Test func `in, on a break, back, out`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let made = try await office.ask("POST", "time-tracking/clock-in", ["note": "Front"], as: worker)
            #expect(made.status == 201)
            #expect(made.content["state"] == "running")
            #expect(made.content["member"] == .text(worker.id))
            #expect(made.content["clocked_in_at"] == "2026-03-02T09:00:00.000Z")
            #expect(made.content["worked"] == .null)
            for (minutes, action) in [(12, "break-start"), (3, "break-end"), (9, "clock-out")] {
                office.kernel.clock.advance(Int64(minutes) * Self.minute)
                let answer = try await office.ask("POST", "time-tracking/\(action)", [:], as: worker)
                #expect(answer.status == 200, "\(action): \(answer.text)")
            }
            let entry = try await office.get("time-entries", made.content)
            #expect(entry["state"] == "completed")
            #expect(entry["ended_at"] == "2026-03-02T09:24:00.000Z")
            #expect(entry["worked"] == 1260)
            #expect(entry["paused"] == 180)
            #expect(entry["minutes"] == 21)
            let history = try await office.ask("GET", "time-entries/\(entry.id)/history")
            let actions = (history.content["items"]?.list ?? []).compactMap { $0["action"]?.text }
            #expect(
                actions == [
                    "time-tracking.clocked_out", "updated", "time-tracking.break_ended", "updated",
                    "time-tracking.break_started", "updated", "time-tracking.clocked_in", "created",
                ]
            )
        }
    }

    @Test func `everybody has a clock of the own`() async throws {
        try await Office.open { office in
            let (one, two) = (try await office.hire("employee"), try await office.hire("staff"))
            for person in [one, two, office.owner] {
                #expect(try await office.ask("POST", "time-tracking/clock-in", [:], as: person).status == 201)
            }
            let seen = try await office.ask("GET", "time-entries", as: one)
            #expect(seen.ids.count == 1)
            let accountant = try await office.hire("accountant")
            #expect(try await office.ask("POST", "time-tracking/clock-in", [:], as: accountant).status == 403)
            #expect(try await office.ask("GET", "time-entries", as: accountant).ids.count == 3)
        }
    }

    @Test func `a note is needed where the tenant says so`() async throws {
        try await Office.open { office in
            try await office.set(["time_note_required": true])
            let entry = try await office.ask("POST", "time-tracking/clock-in", [:])
            let refused = try await office.ask("POST", "time-tracking/clock-out", [:])
            #expect(refused.findings == ["note required"])
            #expect(try await office.get("time-entries", entry.content)["state"] == "running")
            let out = try await office.ask("POST", "time-tracking/clock-out", ["note": "Windows"])
            #expect(out.content["note"] == "Windows")
            let cleared = try await office.patch("time-entries", entry.content, ["note": nil])
            #expect(cleared.status == 200)
            let submitted = try await office.move("time-entries", entry.content, "submit")
            #expect(submitted.code == "state_refused")
            #expect(submitted.text.contains("Say in the note what was done."))
            try await office.set(["time_note_required": nil])
            #expect(try await office.move("time-entries", entry.content, "submit").status == 200)
        }
    }

    @Test func `how far back the clock reaches is the tenant's to say`() async throws {
        try await Office.open { office in
            let hours = ["at": "2026-03-02T06:59:59Z"] as JSON
            try await office.set(["time_clock_back_hours": 2])
            #expect(try await office.ask("POST", "time-tracking/clock-in", hours).findings == ["at too_old"])
            try await office.set(["time_clock_back_hours": 3])
            #expect(try await office.ask("POST", "time-tracking/clock-in", hours).status == 201)
            let wrong = try await office.setting(["time_clock_back_hours": 1000, "time_x": 1])
            #expect(wrong.status == 422)
            #expect(Set(wrong.findings) == ["settings.time_clock_back_hours too_large", "settings.time_x unknown"])
        }
    }

    @Test func `a customer's order that somebody worked on stays`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let made = try await office.ask("POST", "time-tracking/clock-in", ["work_order": .text(order.id)])
            #expect(made.content["work_order"] == .text(order.id))
            #expect(try await office.delete("work-orders", order).code == "in_use")
            let worker = try await office.hire("employee")
            let hidden = try await office.ask(
                "POST",
                "time-tracking/clock-in",
                ["work_order": .text(order.id)],
                as: worker
            )
            #expect(hidden.findings == ["work_order reference"], "orders of others cannot be named")
        }
    }
}

extension Office {
    /// What the operator answers to settings.
    func setting(_ values: JSON) async throws -> Answer {
        let json = "{\"settings\":\(try values.body)}"
        var request = TestRequest("PATCH", "/operator/settings", query: [(name: "tenant", value: "alpha")], json: json)
        request.fromOperator = true
        return await kernel.send(request)
    }

    /// Sets settings that must be right.
    func set(_ values: JSON) async throws {
        let answer = try await setting(values)
        try #require(answer.status == 200, "\(answer.text)")
    }
}
