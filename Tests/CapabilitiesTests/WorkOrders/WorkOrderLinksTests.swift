import KernelTesting
import Testing

struct WorkOrderLinksTests {
    @Test func `an assignment makes an assignee, and ends one`() async throws {
        try await Office.open { office in
            let (ada, bob) = (try await office.hire("employee", as: "ada"), try await office.hire("staff", as: "bob"))
            let order = try await office.order()
            let first = try await office.assign(ada, to: order)
            try await office.assign(bob, to: order)
            #expect(try await assignees(of: order, office) == [ada.id, bob.id])
            #expect(try await office.delete("assignments", first).status == 204)
            #expect(try await assignees(of: order, office) == [bob.id])
            #expect(try await office.status("work-orders", order) == 200)
        }
    }

    @Test func `naming assignees makes assignments, and leaving them out ends these`() async throws {
        try await Office.open { office in
            let (ada, bob) = (try await office.hire("employee", as: "ada"), try await office.hire("staff", as: "bob"))
            let order = try await office.order("Windows", ["assignees": [.text(ada.id)]])
            #expect(try await assignments(of: order, office).map { $0["member"] } == [.text(ada.id)])
            let both: JSON = ["assignees": [.text(ada.id), .text(bob.id)]]
            #expect(try await office.patch("work-orders", order, both).status == 200)
            let made = try await assignments(of: order, office)
            #expect(Set(made.compactMap { $0["member"]?.text }) == [ada.id, bob.id])
            #expect(made.allSatisfy { $0["role"] == "worker" })
            #expect(try await office.patch("work-orders", order, ["assignees": []]).status == 200)
            #expect(try await assignments(of: order, office) == [])
            #expect(try await assignees(of: order, office) == [])
        }
    }

    @Test func `an assignment that stays keeps its role`() async throws {
        try await Office.open { office in
            let (ada, bob) = (try await office.hire("employee", as: "ada"), try await office.hire("staff", as: "bob"))
            let order = try await office.order()
            let lead = try await office.make(
                "assignments",
                ["work_order": .text(order.id), "member": .text(ada.id), "role": "lead"]
            )
            let both: JSON = ["assignees": [.text(ada.id), .text(bob.id)]]
            #expect(try await office.patch("work-orders", order, both).status == 200)
            #expect(try await office.get("assignments", lead)["role"] == "lead")
        }
    }

    @Test func `everything of an order goes with it, and nothing of another`() async throws {
        try await Office.open { office in
            let (order, other) = (try await office.order(), try await office.order())
            var parts: [(String, JSON, Bool)] = []
            for (place, goes) in [(order, true), (other, false)] {
                parts.append(("assignments", try await office.assign(office.owner, to: place), goes))
                parts.append(("checklist-items", try await office.item(of: place), goes))
                let note: JSON = ["work_order": .text(place.id), "text": "Key is at the gate"]
                parts.append(("work-order-notes", try await office.make("work-order-notes", note), goes))
            }
            #expect(try await office.delete("work-orders", order).status == 204)
            for (collection, part, goes) in parts {
                #expect(try await office.status(collection, part) == (goes ? 404 : 200), "\(collection)")
            }
        }
    }

    @Test func `the steps of a template go with it, the items made from it stay`() async throws {
        try await Office.open { office in
            let template = try await office.make("job-templates", ["title": "Windows"])
            let step = try await office.make("work-steps", ["template": .text(template.id), "title": "Rinse"])
            let order = try await office.order()
            let input: JSON = ["work_order": .text(order.id), "template": .text(template.id)]
            #expect(try await office.ask("POST", "work-orders/apply-template", input).status == 200)
            #expect(try await office.delete("job-templates", template).status == 204)
            #expect(try await office.status("work-steps", step) == 404)
            #expect(try await office.ask("GET", "checklist-items").ids.count == 1)
        }
    }

    @Test func `an order whose team is gone has none`() async throws {
        try await Office.open { office in
            let team = try await office.make("teams", ["name": "North"])
            let order = try await office.order("Windows", ["team": .text(team.id)])
            #expect(order["team"] == .text(team.id))
            #expect(try await office.delete("teams", team).status == 204)
            let after = try await office.get("work-orders", order)
            #expect(after["team"] ?? JSON.null == JSON.null)
            #expect(after["title"] == "Windows")
            #expect(after["version"] == 2)
        }
    }

    @Test func `parts of an order in the bin cannot be made`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            #expect(try await office.delete("work-orders", order).status == 204)
            let values: JSON = ["work_order": .text(order.id), "title": "Sweep"]
            #expect(try await office.ask("POST", "checklist-items", values).findings == ["work_order reference"])
        }
    }

    @Test func `a part never comes back before its order`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let item = try await office.item(of: order)
            #expect(try await office.delete("work-orders", order).status == 204)
            let early = try await office.ask("POST", "checklist-items/\(item.id)/restore")
            #expect(early.status == 422)
            #expect(early.findings == ["work_order reference"])
        }
    }

    @Test func `an order brings back the parts that went with it, and no others`() async throws {
        try await Office.open { office in
            let order = try await office.order()
            let kept = try await office.item(of: order)
            let gone = try await office.item(of: order)
            #expect(try await office.delete("checklist-items", gone).status == 204)
            office.kernel.clock.advance(1_000)
            #expect(try await office.delete("work-orders", order).status == 204)
            #expect(try await office.ask("POST", "work-orders/\(order.id)/restore").status == 200)
            #expect(try await office.ask("GET", "checklist-items/\(kept.id)").status == 200)
            #expect(try await office.ask("GET", "checklist-items/\(gone.id)").status == 404)
            #expect(try await office.ask("POST", "checklist-items/\(gone.id)/restore").status == 200)
        }
    }

    private func assignees(of order: JSON, _ office: Office) async throws -> Set<String> {
        let record = try await office.get("work-orders", order)
        return Set((record["assignees"]?.list ?? []).compactMap(\.text))
    }

    private func assignments(of order: JSON, _ office: Office) async throws -> [JSON] {
        let page = try await office.ask("GET", "assignments", query: [("work_order", order.id)])
        return page.content["items"]?.list ?? []
    }
}
