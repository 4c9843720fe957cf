import KernelTesting
import Testing

struct TotalsTests {
    /// Eight hours on Sunday the first, in three pieces, and seven minutes on Monday.
    private func work(_ office: Office) async throws {
        for (start, end) in [("01T06:00", "01T10:00"), ("01T11:00", "01T14:00"), ("01T22:59", "02T00:06")] {
            let body: JSON = [
                "member": .text(office.owner.id), "corrected_start": .text("2026-03-\(start):00Z"),
                "corrected_end": .text("2026-03-\(end):00Z"), "correction_reason": "On paper",
                "corrected_breaks": start == "01T06:00"
                    ? [["started_at": "2026-03-01T08:00:00Z", "ended_at": "2026-03-01T08:01:00Z"]] : [],
            ]
            _ = try await office.make("time-entries", body)
        }
    }

    private func totals(_ office: Office, _ query: [(name: String, value: String)] = []) async throws -> JSON {
        let answer = try await office.ask("GET", "time-tracking/totals", query: query)
        try #require(answer.status == 200, "\(answer.text)")
        return answer.content
    }

    private let days = [(name: "from", value: "2026-03-01"), (name: "to", value: "2026-03-02")]

    private func figures(_ totals: JSON, _ name: String) -> [JSON?] {
        (totals["days"]?.list ?? []).map { $0[name] }
    }

    @Test func `an entry over midnight belongs to two days, and to two weeks`() async throws {
        try await Office.open { office in
            try await work(office)
            let totals = try await totals(office, days)
            #expect(figures(totals, "date") == ["2026-03-01", "2026-03-02"])
            #expect(figures(totals, "worked_seconds") == [28_800, 360])
            #expect(figures(totals, "break_seconds") == [60, 0])
            #expect(figures(totals, "rounded_seconds") == [28_800, 360])
            #expect(totals["worked_seconds"] == 29_160)
            let weeks = totals["weeks"]?.list ?? []
            #expect(weeks.map { $0["from"] } == ["2026-03-01", "2026-03-02"])
            #expect(weeks.map { $0["worked_seconds"] } == [28_800, 360])
        }
    }

    @Test func `rounding, paid breaks and the first day of the week are the tenant's`() async throws {
        try await Office.open { office in
            try await work(office)
            for (way, expected) in [
                ("nearest", [28_800, 0] as [JSON]), ("up", [28_800, 900]), ("down", [28_800, 0]),
            ] {
                try await office.set(["time_rounding_minutes": 15, "time_rounding": .text(way)])
                let rounded = try await totals(office, days)
                #expect(figures(rounded, "rounded_seconds") == expected, "\(way)")
                #expect(figures(rounded, "worked_seconds") == [28_800, 360], "what was worked is never rounded")
            }
            try await office.set(["time_breaks_paid": true, "time_week_start": "sunday"])
            let paid = try await totals(office, days)
            #expect(figures(paid, "worked_seconds") == [28_860, 360])
            #expect(figures(paid, "break_seconds") == [60, 0])
            #expect(paid["weeks"]?.list.count == 1)
        }
    }

    @Test func `without days it is this week, and what runs counts until now`() async throws {
        try await Office.open { office in
            _ = try await office.ask("POST", "time-tracking/clock-in", [:])
            office.kernel.clock.advance(90_000)
            let totals = try await totals(office)
            #expect(totals["from"] == "2026-03-02")
            #expect(totals["to"] == "2026-03-08")
            #expect(totals["running"] == true)
            #expect(totals["worked_seconds"] == 90)
            _ = try await office.ask("POST", "time-tracking/break-start", [:])
            office.kernel.clock.advance(30_000)
            let pausing = try await self.totals(office)
            #expect(pausing["worked_seconds"] == 90)
            #expect(pausing["break_seconds"] == 30)
        }
    }

    @Test func `totals of others need a grant that reaches them`() async throws {
        try await Office.open { office in
            let (worker, manager) = (try await office.hire("employee"), try await office.hire("manager"))
            let accountant = try await office.hire("accountant")
            func status(_ asker: Office.Person, _ about: Office.Person) async throws -> Int {
                try await office.ask("GET", "time-tracking/totals", as: asker, query: [("member", about.id)]).status
            }
            #expect(try await status(worker, worker) == 200)
            #expect(try await status(worker, manager) == 404)
            #expect(try await status(manager, worker) == 200)
            #expect(try await status(accountant, worker) == 200)
        }
    }
}
