import KernelTesting
import Testing

struct TeamsTests {
    @Test func `a team's name is given once`() async throws {
        try await Office.open { office in
            _ = try await office.make("teams", ["name": "North"])
            let south = try await office.make("teams", ["name": "South"])
            let twin = try await office.ask("POST", "teams", ["name": "North"])
            #expect(twin.status == 422)
            #expect(twin.findings == ["name taken"])
            let renamed = try await office.patch("teams", south, ["name": "North"])
            #expect(renamed.findings == ["name taken"])
            #expect(try await office.get("teams", south)["name"] == "South")
        }
    }

    @Test func `a team has a name of one to a hundred letters`() async throws {
        let cases: [(JSON, String)] = [
            (nil, "required"), ("", "too_short"), (.text(String(repeating: "x", count: 101)), "too_long"),
        ]
        try await Office.open { office in
            for (name, code) in cases {
                let answer = try await office.ask("POST", "teams", ["name": name])
                #expect(answer.status == 422)
                #expect(answer.findings == ["name \(code)"])
            }
        }
    }

    @Test func `a team with members stays until they have left it`() async throws {
        try await Office.open { office in
            let team = try await office.make("teams", ["name": "North"])
            let me = JSON.object(["id": .text(office.owner.id)])
            #expect(try await office.patch("members", me, ["teams": [.text(team.id)]]).status == 200)
            let refused = try await office.delete("teams", team)
            #expect(refused.status == 409)
            #expect(refused.code == "in_use")
            #expect(try await office.patch("members", me, ["teams": []]).status == 200)
            #expect(try await office.delete("teams", team).status == 204)
        }
    }
}
