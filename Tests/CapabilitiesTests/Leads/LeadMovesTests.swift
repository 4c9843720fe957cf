import KernelTesting
import Testing

/// The life of a lead, move by move, and what is refused.
struct LeadMovesTests {
    private static let value: JSON = ["amount": 120_000, "currency": "EUR"]
    /// Every move with the states it leads from, and its input.
    private static let moves: [(move: String, from: Set<String>, to: String, input: JSON?)] = [
        ("contact", ["new", "nurturing"], "contacted", nil),
        ("qualify", ["new", "contacted"], "qualified", nil),
        ("schedule-meeting", ["contacted", "qualified"], "meeting_scheduled", ["meeting_at": "2026-03-02T10:00:00Z"]),
        ("send-proposal", ["qualified", "meeting_scheduled"], "proposal_sent", nil),
        ("negotiate", ["proposal_sent"], "negotiation", nil),
        (
            "nurture", ["new", "contacted", "qualified", "meeting_scheduled", "proposal_sent", "negotiation"],
            "nurturing", ["follow_up_on": "2026-09-01"]
        ),
        (
            "lose",
            ["new", "contacted", "qualified", "meeting_scheduled", "proposal_sent", "negotiation", "nurturing"],
            "lost", ["reason": "price", "note": "Too dear"]
        ),
        ("revive", ["lost"], "contacted", nil),
    ]
    /// How to come to each state.
    private static let ways: [String: [String]] = [
        "new": [], "contacted": ["contact"], "qualified": ["qualify"],
        "meeting_scheduled": ["contact", "schedule-meeting"], "proposal_sent": ["qualify", "send-proposal"],
        "negotiation": ["qualify", "send-proposal", "negotiate"], "nurturing": ["nurture"], "lost": ["lose"],
    ]

    @Test(arguments: Self.ways.keys.sorted()) func `each state allows its own moves only`(state: String) async throws {
        try await Office.open { office in
            for (move, from, to, input) in Self.moves {
                let lead = try await lead(in: state, office)
                let answer = try await office.move("leads", lead, move, input)
                let isAllowed = from.contains(state)
                #expect(answer.status == (isAllowed ? 200 : 409), "\(state) \(move): \(answer.text)")
                let now = try await office.get("leads", lead)
                #expect(now["state"] == .text(isAllowed ? to : state), "\(state) \(move)")
                if !isAllowed { #expect(answer.code == "state_refused") }
            }
        }
    }

    @Test func `moves write down when and why, and taking up again forgets why it was lost`() async throws {
        try await Office.open { office in
            let lead = try await lead(in: "new", office)
            _ = try await office.move("leads", lead, "contact")
            #expect(try await office.get("leads", lead)["contacted_at"]?.text != nil)
            _ = try await office.move("leads", lead, "schedule-meeting", ["meeting_at": "2026-03-02T10:00:00Z"])
            _ = try await office.move("leads", lead, "send-proposal")
            let sent = try await office.get("leads", lead)
            #expect(sent["meeting_at"] == "2026-03-02T10:00:00.000Z")
            #expect(sent["proposal_sent_at"]?.text != nil)
            _ = try await office.move("leads", lead, "lose", ["reason": "competitor", "note": "Cousin"])
            let lost = try await office.get("leads", lead)
            #expect(lost["lost_reason"] == "competitor")
            #expect(lost["lost_note"] == "Cousin")
            #expect(lost["closed_at"]?.text != nil)
            _ = try await office.move("leads", lead, "revive")
            let again = try await office.get("leads", lead)
            for field in ["lost_reason", "lost_note", "closed_at"] { #expect(again[field] == JSON.null, "\(field)") }
        }
    }

    @Test func `nobody qualifies whom nobody can reach, and no proposal goes out without a value`() async throws {
        try await Office.open { office in
            let silent = try await office.make("leads", ["contact_name": "Ada"])
            #expect(try await office.move("leads", silent, "qualify").status == 409)
            _ = try await office.patch("leads", silent, ["phone": "+49301234567"])
            #expect(try await office.move("leads", silent, "qualify").status == 200)
            let refused = try await office.move("leads", silent, "send-proposal")
            #expect(refused.status == 409)
            #expect(refused.content["detail"]?.text?.contains("worth") == true)
            _ = try await office.patch("leads", silent, ["estimated_value": Self.value])
            #expect(try await office.move("leads", silent, "send-proposal").status == 200)
        }
    }

    @Test func `what moves write is written by nobody else, and the state neither`() async throws {
        try await Office.open { office in
            let lead = try await lead(in: "new", office)
            for (field, value) in [
                ("state", "won"), ("lost_reason", "price"), ("closed_at", "2026-03-02T10:00:00Z"),
                ("proposal_sent_at", "2026-03-02T10:00:00Z"), ("customer", Office.nowhere),
            ] as [(String, JSON)] {
                let answer = try await office.patch("leads", lead, .object([field: value]))
                #expect(answer.status == 422, "\(field)")
                #expect(answer.findings.first == "\(field) read_only", "\(field)")
            }
        }
    }

    @Test func `a deleted lead takes what belongs to it along, and a source in use stays`() async throws {
        try await Office.open { office in
            let source = try await office.make("lead-sources", ["name": "Home show", "kind": "event"])
            let lead = try await office.make("leads", ["contact_name": "Ada", "source": .text(source.id)])
            let ours: JSON = ["lead": .text(lead.id), "title": "Call back"]
            let task = try await office.make("lead-tasks", ours)
            let activity = try await office.make("lead-activities", ours)
            #expect(try await office.delete("lead-sources", source).code == "in_use")
            #expect(try await office.delete("leads", lead).status == 204)
            #expect(try await office.status("lead-tasks", task) == 404)
            #expect(try await office.status("lead-activities", activity) == 404)
        }
    }

    @Test func `a task is done, dropped and opened again`() async throws {
        try await Office.open { office in
            let lead = try await lead(in: "new", office)
            let task = try await office.make("lead-tasks", ["lead": .text(lead.id), "title": "Call"])
            #expect(try await office.move("lead-tasks", task, "finish").status == 200)
            #expect(try await office.get("lead-tasks", task)["completed_at"]?.text != nil)
            #expect(try await office.move("lead-tasks", task, "cancel").status == 409)
            #expect(try await office.move("lead-tasks", task, "reopen").status == 200)
            #expect(try await office.get("lead-tasks", task)["completed_at"] == JSON.null)
            #expect(try await office.move("lead-tasks", task, "cancel").status == 200)
        }
    }

    private func lead(in state: String, _ office: Office) async throws -> JSON {
        let lead = try await office.make(
            "leads",
            ["contact_name": "Ada", "email": "ada@acme.example", "estimated_value": Self.value]
        )
        for step in try #require(Self.ways[state]) {
            let input = Self.moves.first { $0.move == step }?.input
            let answer = try await office.move("leads", lead, step, input)
            try #require(answer.status == 200, "\(step): \(answer.text)")
        }
        return lead
    }
}
