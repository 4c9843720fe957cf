import KernelTesting
import Testing

struct WorkOrderFieldsTests {
    @Test func `an order begins as a draft of normal priority, an assignment as a worker's`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            #expect(order["state"] == "draft")
            #expect(order["priority"] == "normal")
            #expect(order["version"] == 1)
            #expect(order["owner"] == .text(office.owner.id))
            #expect(try await office.assign(office.owner, to: order)["role"] == "worker")
        }
    }

    @Test func `a step begins first and not required`() async throws {
        try await Office.open { office in
            let template = try await office.make("job-templates", ["title": "Windows"])
            let step = try await office.make("work-steps", ["template": .text(template.id), "title": "Rinse"])
            #expect(step["required"] == false)
            #expect(step["sort_order"] == 0)
        }
    }

    @Test func `a number is given once`() async throws {
        try await Office.open { office in
            let first = try await office.order("Windows", ["number": "2026-1"])
            let second = try await office.order("Doors", ["number": "2026-2"])
            let twin: JSON = ["title": "Floors", "customer": first["customer"] ?? JSON.null, "number": "2026-1"]
            let made = try await office.ask("POST", "work-orders", twin)
            #expect(made.status == 422)
            #expect(made.code == "invalid")
            #expect(made.findings == ["number taken"])
            let changed = try await office.patch("work-orders", second, ["number": "2026-1"])
            #expect(changed.findings == ["number taken"])
            #expect(try await office.patch("work-orders", first, ["number": "2026-1"]).status == 200)
            #expect(try await office.patch("work-orders", second, ["number": "2026-3"]).status == 200)
        }
    }

    @Test func `the number of an order in the bin is free, and then keeps that order there`() async throws {
        try await Office.open { office in
            let order = try await office.order("Windows", ["number": "2026-1"])
            #expect(try await office.delete("work-orders", order).status == 204)
            let heir = try await office.order("Doors", ["number": "2026-1"])
            let refused = try await office.ask("POST", "work-orders/\(order.id)/restore")
            #expect(refused.status == 422)
            #expect(refused.findings == ["number taken"])
            #expect(try await office.status("work-orders", order) == 404)
            #expect(try await office.patch("work-orders", heir, ["number": "2026-2"]).status == 200)
            let back = try await office.ask("POST", "work-orders/\(order.id)/restore")
            #expect(back.status == 200)
            #expect(back.content["number"] == "2026-1")
        }
    }

    @Test func `any number of orders may have no number`() async throws {
        try await Office.open { office in
            for _ in 0..<3 {
                let order = try await office.order()
                #expect(order["number"] ?? JSON.null == JSON.null)
            }
        }
    }

    @Test func `money is kept in minor units with its currency`() async throws {
        try await Office.open { office in
            for field in ["estimated_value", "actual_cost"] {
                for amount in [0, 1250, 900_719_925_474_099_3] {
                    let value: JSON = ["amount": .int(amount), "currency": "EUR"]
                    let order = try await office.order("Windows", [field: value])
                    #expect(order[field] == value)
                    #expect(try await office.get("work-orders", order)[field] == value)
                }
            }
        }
    }

    @Test func `what is no money is refused`() async throws {
        let cases: [(JSON, String)] = [
            (["amount": -1, "currency": "EUR"], "estimated_value too_small"),
            (["amount": 1], "estimated_value.currency currency"),
            (["amount": 1, "currency": "eur"], "estimated_value.currency currency"),
            (["currency": "EUR"], "estimated_value.amount required"),
            (["amount": "1", "currency": "EUR"], "estimated_value.amount type"),
            (["amount": 1.5, "currency": "EUR"], "estimated_value.amount range"),
            (["amount": 1, "currency": "EUR", "vat": 19], "estimated_value.vat unknown"),
            (12, "estimated_value type"),
        ]
        try await Office.open { office in
            let order = try await office.order()
            for (value, finding) in cases {
                let answer = try await office.patch("work-orders", order, ["estimated_value": value])
                #expect(answer.status == 422, "\(finding)")
                #expect(answer.findings == [finding])
            }
            #expect(try await office.get("work-orders", order) == order)
        }
    }

    @Test func `what does not fit an order is refused with the field and the reason`() async throws {
        let cases: [(String, JSON, String)] = [
            ("title", nil, "required"), ("title", "", "too_short"), ("customer", nil, "required"),
            ("number", .text(String(repeating: "9", count: 41)), "too_long"), ("priority", "asap", "option"),
            ("priority", nil, "required"), ("starts", "tomorrow", "format"), ("ends", "2026-02-30T08:00:00Z", "format"),
            ("colour", "red", "unknown"),
        ]
        try await Office.open { office in
            let order = try await office.order()
            for (field, value, code) in cases {
                let answer = try await office.patch("work-orders", order, .object([field: value]))
                #expect(answer.status == 422, "\(field) \(code)")
                #expect(answer.findings == ["\(field) \(code)"])
            }
        }
    }

    @Test func `whatever is referred to must be there`() async throws {
        try await Office.open { office in
            let order = JSON.text(try await office.order().id)
            let customer = JSON.text(try await office.customer().id)
            let (lost, me) = (Office.nowhere, JSON.text(office.owner.id))
            let plain: JSON = ["title": "Windows", "customer": customer]
            let cases: [(String, JSON, String)] = [
                ("work-orders", ["title": "Windows", "customer": lost], "customer"),
                ("work-orders", plain.with(["site": lost]), "site"),
                ("work-orders", plain.with(["team": lost]), "team"),
                ("work-orders", plain.with(["assignees": [lost]]), "assignees[0]"),
                ("work-orders", plain.with(["assignees": [me, lost]]), "assignees[1]"),
                ("assignments", ["work_order": lost, "member": me], "work_order"),
                ("assignments", ["work_order": order, "member": lost], "member"),
                ("checklist-items", ["work_order": lost, "title": "Sweep"], "work_order"),
                ("work-order-notes", ["work_order": lost, "text": "Hello"], "work_order"),
                ("work-steps", ["template": lost, "title": "Sweep"], "template"),
                ("contacts", ["customer": lost, "name": "Ada"], "customer"),
                // A record of another kind is none of this kind.
                ("work-orders", ["title": "Windows", "customer": order], "customer"),
            ]
            for (collection, values, path) in cases {
                let answer = try await office.ask("POST", collection, values)
                #expect(answer.status == 422, "\(collection) \(path): \(answer.text)")
                #expect(answer.findings == ["\(path) reference"], "\(collection)")
            }
        }
    }
}
