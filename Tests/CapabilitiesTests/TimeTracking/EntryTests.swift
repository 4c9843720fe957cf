import KernelTesting
import Testing

/// Entries typed by hand, corrections and decisions.
struct EntryTests {
    private func entry(
        _ office: Office,
        _ person: Office.Person,
        _ start: String,
        _ end: String,
        _ more: [String: JSON] = [:]
    ) async throws -> Answer {
        let body: JSON = [
            "member": .text(person.id), "corrected_start": .text("2026-03-01T\(start):00Z"),
            "corrected_end": .text("2026-03-01T\(end):00Z"), "correction_reason": "On paper",
        ]
        return try await office.ask("POST", "time-entries", body.with(more))
    }

    @Test func `entries of one member follow each other, those of two may share a moment`() async throws {
        try await Office.open { office in
            let other = try await office.hire("employee")
            #expect(try await entry(office, office.owner, "08:00", "10:00").status == 201)
            #expect(try await entry(office, office.owner, "10:00", "12:00").status == 201)
            #expect(try await entry(office, other, "09:00", "11:00").status == 201)
            for (start, end, path) in [
                ("07:00", "08:01", "corrected_end"), ("11:59", "13:00", "corrected_start"),
                ("08:30", "09:30", "corrected_start"), ("07:00", "13:00", "corrected_end"),
            ] {
                #expect(try await entry(office, office.owner, start, end).findings == ["\(path) overlap"])
            }
            #expect(try await entry(office, office.owner, "12:00", "12:00").content["worked"] == 0)
            #expect(try await entry(office, office.owner, "11:00", "11:00").findings.count == 1)
        }
    }

    @Test func `an entry that runs lasts until for ever`() async throws {
        try await Office.open { office in
            _ = try await office.ask("POST", "time-tracking/clock-in", ["at": "2026-03-01T12:00:00Z"])
            #expect(try await entry(office, office.owner, "11:00", "12:00").status == 201)
            #expect(try await entry(office, office.owner, "13:00", "14:00").findings == ["corrected_start overlap"])
        }
    }

    @Test func `a correction stands beside the clock, with who, when and why, and can be taken back`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let made = try await office.ask("POST", "time-tracking/clock-in", [:], as: worker)
            office.kernel.clock.advance(1_200_000)
            _ = try await office.ask("POST", "time-tracking/clock-out", [:], as: worker)
            let silent = try await office.patch(
                "time-entries",
                made.content,
                ["corrected_start": "2026-03-02T09:10:00Z"]
            )
            #expect(silent.findings == ["correction_reason required"])
            let fixed = try await office.patch(
                "time-entries",
                made.content,
                ["corrected_start": "2026-03-02T09:10:00Z", "correction_reason": "Late"]
            )
            #expect(fixed.content["worked"] == 600)
            #expect(fixed.content["clocked_in_at"] == "2026-03-02T09:00:00.000Z")
            #expect(fixed.content["corrected_by"] == .text(office.owner.id))
            #expect(fixed.content["corrected_at"] == "2026-03-02T09:20:00.000Z")
            let back = try await office.patch(
                "time-entries",
                made.content,
                ["corrected_start": nil, "correction_reason": nil]
            )
            #expect(back.content["worked"] == 1200)
            #expect(back.content["corrected_by"] == .null)
            let ahead = try await office.patch(
                "time-entries",
                made.content,
                ["corrected_end": "2026-03-02T09:20:01Z", "correction_reason": "x"]
            )
            #expect(ahead.findings == ["corrected_end future"])
        }
    }

    @Test func `breaks lie inside, in order, closed`() async throws {
        try await Office.open { office in
            func breaks(_ pairs: [(String, String?)]) -> [String: JSON] {
                let rows = pairs.map { start, end -> JSON in
                    let row: JSON = ["started_at": .text("2026-03-01T\(start):00Z")]
                    return end.map { row.with(["ended_at": .text("2026-03-01T\($0):00Z")]) } ?? row
                }
                return ["corrected_breaks": .list(rows)]
            }
            let cases: [([(String, String?)], [String])] = [
                ([("07:59", "08:10")], ["corrected_breaks[0].started_at order"]),
                ([("09:50", "10:01")], ["corrected_breaks[0].ended_at order"]),
                ([("09:00", "08:50")], ["corrected_breaks[0].ended_at order"]),
                ([("08:30", "09:00"), ("08:50", "09:10")], ["corrected_breaks[1].started_at order"]),
                ([("08:30", nil)], ["corrected_breaks[0].ended_at required"]),
            ]
            for (pairs, findings) in cases {
                let answer = try await entry(office, office.owner, "08:00", "10:00", breaks(pairs))
                #expect(answer.findings == findings, "\(pairs)")
            }
            let good = breaks([("08:00", "08:15"), ("08:15", "08:20"), ("09:30", "10:00")])
            #expect(try await entry(office, office.owner, "08:00", "10:00", good).content["worked"] == 4200)
        }
    }

    @Test func `what is approved is locked until it is opened again`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let manager = try await office.hire("manager")
            let record = try await entry(office, worker, "08:00", "10:00").content
            #expect(try await office.move("time-entries", record, "submit", as: worker).status == 200)
            #expect(try await office.move("time-entries", record, "approve", as: worker).status == 403)
            #expect(
                try await office.move("time-entries", record, "reject", [:], as: manager).findings == [
                    "reason required"
                ]
            )
            let approved = try await office.move("time-entries", record, "approve", as: manager)
            #expect(approved.content["reviewed_by"] == .text(manager.id))
            #expect(try await office.patch("time-entries", record, ["note": "x"]).code == "state_refused")
            #expect(try await office.delete("time-entries", record).code == "state_refused")
            let opened = try await office.move("time-entries", record, "reopen", ["reason": "Wrong day"], as: manager)
            #expect(opened.content["state"] == "submitted")
            #expect(opened.content["review_note"] == "Wrong day")
            #expect(try await office.delete("time-entries", record).status == 204)
        }
    }

    @Test func `nobody decides about the own time, the owner neither`() async throws {
        try await Office.open { office in
            let record = try await entry(office, office.owner, "08:00", "10:00").content
            _ = try await office.move("time-entries", record, "submit")
            for (move, input) in [("approve", [:] as JSON), ("reject", ["reason": "x"])] {
                #expect(try await office.move("time-entries", record, move, input).code == "state_refused")
            }
            #expect(try await office.move("time-entries", record, "withdraw").content["state"] == "completed")
        }
    }
}
