import Kernel
import KernelTesting
import Testing

/// 304 for one record: only where who read its version saw what is there now.
struct RecordTagTests {
    private static func ask(_ ground: Ground, _ path: String, _ tag: String, _ token: String? = nil) async -> Answer {
        await ground.kernel.send(
            "GET",
            path,
            token: token ?? ground.session,
            headers: ["If-None-Match": "\"\(tag)\""]
        )
    }

    @Test
    func `a change of the model ends the tag of a record that shows other fields under it`() async throws {
        try await Ground.run { ground in
            let made = try await ground.call("POST", "/api/customers", json: #"{"name": "North"}"#)
            let path = "/api/customers/\(made["id"]?.text ?? "")"
            #expect(await Self.ask(ground, path, "1").status == 304)
            let edit =
                #"{"address": "entity/customers.customer/field/rank", "#
                + #""property": "definition", "value": {"type": "int", "default": 3}}"#
            let receipt = try await ground.edit(edit)["receipt"]?.text ?? ""
            let wider = await Self.ask(ground, path, "1")
            #expect(wider.status == 200 && wider.header("ETag") == "\"1\"")
            #expect(wider.json["rank"] != nil, "\(wider.text)")
            // What is written under the new model has a tag again, and a new record has one at once.
            let body = #"{"rank": 5}"#
            let headers = ["If-Match": "\"1\""]
            _ = await ground.kernel.send("PATCH", path, token: ground.session, json: body, headers: headers)
            #expect(await Self.ask(ground, path, "2").status == 304)
            let other = try await ground.call("POST", "/api/customers", json: #"{"name": "South"}"#)
            #expect(await Self.ask(ground, "/api/customers/\(other["id"]?.text ?? "")", "1").status == 304)
            try await ground.undo(receipt, accept: 2)
            #expect(await Self.ask(ground, path, "2").status == 200)
        }
    }

    @Test
    func `rows that a pack brings have a tag at once`() async throws {
        try await Ground.run { ground in
            try await ground.enable("cleaning")
            let rows = try await ground.call("GET", "/api/job-templates").items("items")
            let path = "/api/job-templates/\(rows.first?["id"]?.text ?? "")"
            #expect(await Self.ask(ground, path, "1").status == 304)
        }
    }

    @Test
    func `a change of the own member record ends the tags of what a member read under other rights`() async throws {
        try await Ground.run { ground in
            let second = try await ground.kernel.addMember("two@example.com", to: "acme", roles: ["owner"])
            let token = try await ground.kernel.login(second)
            let made = try await ground.call("POST", "/api/customers", json: #"{"name": "North"}"#)
            let path = "/api/customers/\(made["id"]?.text ?? "")"
            #expect(await Self.ask(ground, path, "1", token).status == 304)
            let member = "/api/members/\(second.id)"
            let version = try await ground.call("GET", member).number("version") ?? 0
            let changed = await ground.kernel.send(
                "PATCH",
                member,
                token: ground.session,
                json: #"{"phone": "+49 30 1234"}"#,
                headers: ["If-Match": "\"\(version)\""]
            )
            #expect(changed.status == 200, "\(changed.text)")
            #expect(await Self.ask(ground, path, "1", token).status == 200)
            #expect(await Self.ask(ground, path, "1").status == 304, "nothing changed for others")
        }
    }
}
