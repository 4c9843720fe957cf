import KernelTesting
import Testing

struct EmployeeSightTests {
    @Test func `an employee sees the own orders and their parts only`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let (own, other) = (try await office.order("Own"), try await office.order("Other"))
            let stranger = try await office.hire("employee", as: "stranger")
            var mine = ["work-orders": own, "assignments": try await office.assign(worker, to: own)]
            var theirs = ["work-orders": other, "assignments": try await office.assign(stranger, to: other)]
            mine["checklist-items"] = try await office.item(of: own)
            theirs["checklist-items"] = try await office.item(of: other)
            mine["work-order-notes"] = try await note(on: own, office)
            theirs["work-order-notes"] = try await note(on: other, office)
            for (collection, record) in mine {
                let hidden = try #require(theirs[collection])
                let page = try await office.ask("GET", collection, as: worker, query: [("count", "true")])
                #expect(page.ids == [record.id], "\(collection)")
                #expect(page.content["count"] == 1)
                #expect(try await office.status(collection, record, as: worker) == 200)
                #expect(try await office.status(collection, hidden, as: worker) == 404)
                let history = "\(collection)/\(hidden.id)/history"
                #expect(try await office.ask("GET", history, as: worker).status == 404)
            }
        }
    }

    @Test func `what is assigned comes into sight and goes out of it again`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let order = try await office.order()
            #expect(try await office.status("work-orders", order, as: worker) == 404)
            let assignment = try await office.assign(worker, to: order)
            #expect(try await office.status("work-orders", order, as: worker) == 200)
            #expect(try await office.delete("assignments", assignment).status == 204)
            #expect(try await office.status("work-orders", order, as: worker) == 404)
            let assignees: JSON = ["assignees": [.text(worker.id)]]
            #expect(try await office.patch("work-orders", order, assignees).status == 200)
            #expect(try await office.status("work-orders", order, as: worker) == 200)
        }
    }

    @Test func `orders of others cannot be moved, ticked off or written on`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let order = try await office.order()
            let item = try await office.item(of: order)
            _ = try await office.move("work-orders", order, "schedule")
            #expect(try await office.move("work-orders", order, "start", as: worker).status == 404)
            #expect(try await office.move("checklist-items", item, "finish", as: worker).status == 404)
            #expect(try await office.patch("work-orders", order, ["notes": "Mine"], as: worker).status == 404)
            let note: JSON = ["work_order": .text(order.id), "text": "Hello"]
            let written = try await office.ask("POST", "work-order-notes", note, as: worker)
            #expect(written.status == 422)
            #expect(written.findings == ["work_order reference"])
            #expect(try await office.get("work-orders", order)["state"] == "scheduled")
            #expect(try await office.ask("GET", "work-order-notes").ids == [])
        }
    }

    @Test func `an employee writes the notes of the own order and nothing else of it`() async throws {
        let others: [String: JSON] = [
            "title": "Doors", "priority": "urgent", "starts": nil, "description": "x", "assignees": [],
            "estimated_value": ["amount": 1, "currency": "EUR"],
        ]
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let order = try await office.order()
            try await office.assign(worker, to: order)
            let noted = try await office.patch("work-orders", order, ["notes": "Ring twice"], as: worker)
            #expect(noted.status == 200)
            #expect(noted.content["notes"] == "Ring twice")
            let before = try await office.get("work-orders", order)
            for (field, value) in others {
                let change = JSON.object(["notes": "Changed", field: value])
                let answer = try await office.patch("work-orders", order, change, as: worker)
                #expect(answer.status == 422, "\(field): \(answer.text)")
                #expect(answer.code == "read_only")
                #expect(answer.findings == ["\(field) read_only"])
            }
            #expect(try await office.get("work-orders", order) == before)
        }
    }

    @Test func `of a site an employee sees what leads there`() async throws {
        let shown: Set = ["customer", "name", "address", "city", "postal_code", "position", "access_instructions"]
        let hidden: Set = ["country", "radius_m", "notes"]
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let customer = try await office.customer()
            let site: JSON = [
                "customer": .text(customer.id), "name": "Hall", "address": "Ring 1", "city": "Berlin",
                "postal_code": "10115", "country": "DE", "position": ["lat": 52.5, "lng": 13.4],
                "access_instructions": "Key at the gate", "notes": "secret margin",
            ]
            let made = try await office.make("sites", site)
            #expect(made.names.isSuperset(of: shown.union(hidden)))
            for path in ["sites/\(made.id)", "sites", "sites/\(made.id)/history"] {
                let answer = try await office.ask("GET", path, as: worker)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.text.contains("Key at the gate"), "\(path)")
                #expect(!answer.text.contains("secret margin"), "\(path)")
                #expect(!answer.text.contains("radius_m"), "\(path)")
            }
            let seen = try await office.ask("GET", "sites/\(made.id)", as: worker).content.names
            #expect(seen.isSuperset(of: shown))
            #expect(seen.isDisjoint(with: hidden))
            #expect(try await office.ask("GET", "sites", as: worker, query: [("country", "DE")]).status == 422)
            #expect(try await office.status("customers", customer, as: worker) == 403)
        }
    }

    private func note(on order: JSON, _ office: Office) async throws -> JSON {
        try await office.make("work-order-notes", ["work_order": .text(order.id), "text": "Hello"])
    }
}
