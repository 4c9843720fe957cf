import KernelTesting
import Testing

struct MembersTests {
    @Test(arguments: ["owner", "manager", "staff", "employee", "accountant"])
    func `nobody makes or deletes a member as a record`(role: String) async throws {
        try await Office.open { office in
            let person = role == "owner" ? office.owner : try await office.hire(role)
            let made = try await office.ask(
                "POST",
                "members",
                ["name": "Eve", "email": "eve@alpha.example"],
                as: person
            )
            #expect(made.status == 405)
            #expect(made.code == "method_not_allowed")
            let gone = try await office.delete("members", ["id": .text(person.id)], as: person)
            #expect(gone.status == 405)
            #expect(try await office.ask("GET", "members").ids.count == (role == "owner" ? 1 : 2))
        }
    }

    @Test(arguments: ["owner", "manager", "employee"])
    func `e-mail, roles and whether somebody is active are not written as a record`(role: String) async throws {
        let changes: [String: JSON] = ["email": "other@alpha.example", "roles": ["owner"], "active": false]
        try await Office.open { office in
            let person = role == "owner" ? office.owner : try await office.hire(role)
            let before = try await office.get("members", ["id": .text(person.id)])
            for (field, value) in changes {
                let answer = try await office.patch("members", before, .object([field: value]), as: person)
                #expect(answer.status == 422, "\(field): \(answer.text)")
                // A field out of reach looks like one that there is not.
                let hidden = role == "employee" && field == "roles"
                #expect(answer.findings == ["\(field) \(hidden ? "unknown" : "read_only")"])
            }
            #expect(try await office.get("members", before) == before)
        }
    }

    @Test func `a new member is active and has the roles given`() async throws {
        try await Office.open { office in
            let clerk = try await office.hire("staff")
            let record = try await office.get("members", ["id": .text(clerk.id)])
            #expect(record["active"] == true)
            #expect(record["roles"] == ["staff"])
            #expect(record["email"] == "staff@alpha.example")
        }
    }

    @Test func `people see of colleagues what their role shows`() async throws {
        let all: Set = ["name", "email", "phone", "teams", "roles", "active"]
        let shown: [(String, Set<String>)] = [
            ("manager", all), ("staff", all.subtracting(["roles"])), ("employee", all.subtracting(["roles"])),
            ("accountant", ["name", "email"]),
        ]
        try await Office.open { office in
            let colleague = JSON.object(["id": .text(office.owner.id)])
            #expect(try await office.patch("members", colleague, ["phone": "+49301234567"]).status == 200)
            for (role, fields) in shown {
                let person = try await office.hire(role)
                let answer = try await office.ask("GET", "members/\(office.owner.id)", as: person)
                #expect(answer.status == 200, "\(role)")
                #expect(answer.content.names.intersection(all) == fields, "\(role)")
                let page = try await office.ask("GET", "members", as: person)
                let listed = try #require(page.content["items"]?.list.first)
                #expect(listed.names.intersection(all) == fields, "\(role)")
            }
        }
    }

    @Test func `a field out of sight cannot be asked for`() async throws {
        try await Office.open { office in
            let cases = [("staff", "roles"), ("employee", "roles"), ("accountant", "phone"), ("accountant", "active")]
            for (role, field) in cases {
                let person = try await office.hire(role, as: "\(role)-\(field)")
                for (name, value) in [("sort", field), ("fields", field), ("where", "\(field) != null")] {
                    let answer = try await office.ask("GET", "members", as: person, query: [(name, value)])
                    #expect(answer.status == 422, "\(role) \(name)=\(value): \(answer.text)")
                }
            }
        }
    }

    @Test(arguments: ["staff", "employee"])
    func `everybody keeps the own phone number, and only that`(role: String) async throws {
        try await Office.open { office in
            let person = try await office.hire(role)
            let own = JSON.object(["id": .text(person.id)])
            let changed = try await office.patch("members", own, ["phone": "0049 30 1234567"], as: person)
            #expect(changed.status == 200, "\(changed.text)")
            #expect(changed.content["phone"] == "+49301234567")
            let renamed = try await office.patch("members", own, ["name": "Boss"], as: person)
            #expect(renamed.status == 422)
            #expect(renamed.findings == ["name read_only"])
            let other = JSON.object(["id": .text(office.owner.id)])
            let foreign = try await office.patch("members", other, ["phone": "+49307654321"], as: person)
            #expect(foreign.status == 403)
            #expect(foreign.content["permission"] == "access.member.update")
            let kept = try await office.get("members", other)
            #expect(kept["phone"] ?? JSON.null == JSON.null)
        }
    }

    @Test func `an accountant changes no member, not even the own phone number`() async throws {
        try await Office.open { office in
            let person = try await office.hire("accountant")
            let own = JSON.object(["id": .text(person.id)])
            let answer = try await office.patch("members", own, ["phone": "+49301234567"], as: person)
            #expect(answer.status == 403)
        }
    }

    @Test func `a manager changes name, phone and teams of everybody`() async throws {
        try await Office.open { office in
            let manager = try await office.hire("manager")
            let worker = JSON.object(["id": .text(try await office.hire("employee").id)])
            let team = try await office.make("teams", ["name": "North"], as: manager)
            let change: JSON = ["name": "Ada", "phone": "+49301234567", "teams": [.text(team.id)]]
            let answer = try await office.patch("members", worker, change, as: manager)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.content["name"] == "Ada")
            #expect(answer.content["teams"] == [.text(team.id)])
            let lost = try await office.patch("members", worker, ["teams": [Office.nowhere]], as: manager)
            #expect(lost.status == 422)
            #expect(lost.findings == ["teams[0] reference"])
        }
    }
}
