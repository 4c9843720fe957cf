import KernelTesting
import Testing

struct ChecklistActionsTests {
    private static let apply = "work-orders/apply-template"
    private static let progress = "work-orders/progress"

    @Test func `a template fills a checklist in the order of its steps`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let answer = try await office.ask("POST", Self.apply, try await input(order, office))
            #expect(answer.status == 200)
            #expect(answer.content == ["created": 2, "items": 2])
            let items = try await items(of: order, office)
            #expect(items.map { $0["title"] } == ["Soap", "Rinse"])
            #expect(items.map { $0["required"] } == [true, false])
            #expect(items.map { $0["sort_order"] } == [10, 20])
            #expect(items.allSatisfy { $0["state"] == "pending" })
        }
    }

    @Test func `steps come behind the items there are`() async throws {
        try await Office.open { office in
            let (order, other) = (try await office.order(), try await office.order())
            _ = try await office.item(of: order, ["sort_order": 35, "title": "Before"])
            _ = try await office.item(of: other, ["sort_order": 900])
            let answer = try await office.ask("POST", Self.apply, try await input(order, office))
            #expect(answer.content == ["created": 2, "items": 3])
            let items = try await items(of: order, office)
            #expect(items.map { $0["title"] } == ["Before", "Soap", "Rinse"])
            #expect(items.map { $0["sort_order"] } == [35, 45, 55])
        }
    }

    @Test func `a template may be applied again, a request only once`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let input = try await input(order, office)
            let key = ["Idempotency-Key": "apply-1"]
            let first = try await office.ask("POST", Self.apply, input, headers: key)
            let replay = try await office.ask("POST", Self.apply, input, headers: key)
            #expect(replay.header("Idempotent-Replay") == "true")
            #expect(replay.body == first.body)
            #expect(try await items(of: order, office).count == 2)
            let again = try await office.ask("POST", Self.apply, input, headers: ["Idempotency-Key": "apply-2"])
            #expect(again.content == ["created": 2, "items": 4])
            let other = input.with(["work_order": .text(try await office.order().id)])
            let reused = try await office.ask("POST", Self.apply, other, headers: key)
            #expect(reused.status == 422)
            #expect(reused.code == "key_reused")
        }
    }

    @Test func `input that leads nowhere changes nothing`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let input = try await input(order, office)
            let empty = try await office.make("job-templates", ["title": "Nothing to do"])
            let cases: [(JSON, String)] = [
                (input.with(["template": .text(empty.id)]), "template empty"),
                (input.with(["template": Office.nowhere]), "template empty"),
                (input.with(["work_order": Office.nowhere]), "work_order reference"),
                (input.with(["work_order": nil]), "work_order required"),
                (["work_order": .text(order.id)], "template required"),
                (input.with(["work_order": "seven"]), "work_order format"), (input.with(["times": 2]), "times unknown"),
            ]
            for (input, finding) in cases {
                let answer = try await office.ask("POST", Self.apply, input)
                #expect(answer.status == 422, "\(finding): \(answer.text)")
                #expect(answer.findings == [finding])
            }
            #expect(try await items(of: order, office) == [])
        }
    }

    @Test func `filling a checklist is told in the order's history`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let before = try await office.ask("GET", "work-orders/\(order.id)/history")
            #expect(!before.text.contains("work-orders.checklist_filled"))
            _ = try await office.ask("POST", Self.apply, try await input(order, office))
            let after = try await office.ask("GET", "work-orders/\(order.id)/history")
            #expect(after.content["items"]?.list.first?["action"] == "work-orders.checklist_filled")
            #expect(after.content["items"]?.list.count == 2)
        }
    }

    @Test func `a refused filling is not told in the history`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let input: JSON = ["work_order": .text(order.id), "template": Office.nowhere]
            _ = try await office.ask("POST", Self.apply, input)
            let history = try await office.ask("GET", "work-orders/\(order.id)/history")
            #expect(history.content["items"]?.list.map { $0["action"] } == ["created"])
        }
    }

    @Test func `progress counts what is through and what is required and open`() async throws {
        try await Office.open { office in
            let (order, other) = (try await office.order(), try await office.order())
            #expect(try await progress(of: order, office) == ["items": 0, "through": 0, "required_open": 0])
            let first = try await office.item(of: order, ["required": true])
            let second = try await office.item(of: order, ["required": true])
            let third = try await office.item(of: order)
            _ = try await office.item(of: order)
            _ = try await office.item(of: other, ["required": true])
            #expect(try await progress(of: order, office) == ["items": 4, "through": 0, "required_open": 2])
            _ = try await office.move("checklist-items", first, "finish")
            #expect(try await progress(of: order, office) == ["items": 4, "through": 1, "required_open": 1])
            _ = try await office.move("checklist-items", second, "begin")
            #expect(try await progress(of: order, office) == ["items": 4, "through": 1, "required_open": 1])
            _ = try await office.move("checklist-items", third, "skip")
            #expect(try await progress(of: order, office) == ["items": 4, "through": 2, "required_open": 1])
            _ = try await office.move("checklist-items", first, "reopen")
            #expect(try await progress(of: order, office) == ["items": 4, "through": 1, "required_open": 2])
            #expect(try await office.delete("checklist-items", third).status == 204)
            #expect(try await progress(of: order, office) == ["items": 3, "through": 0, "required_open": 2])
        }
    }

    @Test func `progress of no order, and by the wrong method, is refused`() async throws {
        try await Office.open { office in
            let cases: [([(name: String, value: String)], String)] = [
                ([("work_order", Office.nowhere.text ?? "")], "work_order reference"),
                ([("work_order", "seven")], "work_order format"), ([], "work_order required"),
            ]
            for (query, finding) in cases {
                let answer = try await office.ask("GET", Self.progress, query: query)
                #expect(answer.status == 422, "\(finding)")
                #expect(answer.findings == [finding])
            }
            #expect(try await office.ask("POST", Self.progress, [:]).status == 405)
            #expect(try await office.ask("GET", Self.apply).status == 405)
        }
    }

    @Test func `who may fill a checklist and who may see how far it is`() async throws {
        let cases = [("manager", 200, 200), ("staff", 200, 200), ("employee", 403, 200), ("accountant", 403, 403)]
        try await Office.open { office in
            for (role, fill, see) in cases {
                let person = try await office.hire(role)
                let order = try await office.order()
                try await office.assign(person, to: order)
                let input = try await input(order, office)
                let filled = try await office.ask("POST", Self.apply, input, as: person)
                #expect(filled.status == fill, "\(role): \(filled.text)")
                if fill == 403 { #expect(filled.content["permission"] == "work-orders.apply_template") }
                let seen = try await office.ask("GET", Self.progress, as: person, query: [("work_order", order.id)])
                #expect(seen.status == see, "\(role): \(seen.text)")
                #expect(try await items(of: order, office).count == (fill == 200 ? 2 : 0))
            }
        }
    }

    @Test func `an employee sees no progress of orders of others`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let order = try await office.order()
            let answer = try await office.ask("GET", Self.progress, as: worker, query: [("work_order", order.id)])
            #expect(answer.status == 422)
            #expect(answer.findings == ["work_order reference"])
        }
    }

    /// The action's input for an order and a template of two steps, made in the wrong order.
    private func input(_ order: JSON, _ office: Office) async throws -> JSON {
        let template = try await office.make("job-templates", ["title": "Windows", "minutes": 30])
        let id = JSON.text(template.id)
        _ = try await office.make("work-steps", ["template": id, "title": "Rinse", "sort_order": 9])
        _ = try await office.make("work-steps", ["template": id, "title": "Soap", "sort_order": 3, "required": true])
        return ["work_order": .text(order.id), "template": id]
    }

    private func items(of order: JSON, _ office: Office) async throws -> [JSON] {
        let query = [(name: "work_order", value: order.id), (name: "sort", value: "sort_order")]
        return try await office.ask("GET", "checklist-items", query: query).content["items"]?.list ?? []
    }

    private func progress(of order: JSON, _ office: Office) async throws -> JSON {
        try await office.ask("GET", Self.progress, query: [("work_order", order.id)]).content
    }
}
