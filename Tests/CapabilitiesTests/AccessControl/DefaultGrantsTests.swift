import KernelTesting
import Testing

/// What each base role may do with each kind of record, written down by hand: read, create, update, delete.
///
/// Every record is one that the person is assigned to, so that the matrix is about the verbs alone.
struct DefaultGrantsTests {
    private static let roles = ["manager", "staff", "employee", "accountant"]
    private static let matrix: [(collection: String, verbs: [String])] = [
        //                    manager staff  employee accountant
        ("members", /*     */ ["ru", "ru", "ru", "r"]),
        ("teams", /*       */ ["rcud", "r", "r", ""]),
        ("customers", /*   */ ["rcud", "rcu", "", "r"]),
        ("contacts", /*    */ ["rcud", "rcu", "", "r"]),
        ("sites", /*       */ ["rcud", "rcu", "r", ""]),
        ("work-orders", /* */ ["rcud", "rcu", "ru", "r"]),
        ("assignments", /* */ ["rcud", "rcu", "r", ""]),
        ("checklist-items", ["rcud", "rcu", "r", ""]),
        ("work-order-notes", ["rcud", "rcu", "rc", ""]),
        ("job-templates", ["rcud", "rcu", "", ""]),
        ("work-steps", ["rcud", "rcu", "", ""]),
        ("price-items", ["rcud", "r", "", "r"]),
        ("time-entries", ["rcud", "ru", "ru", "r"]),
        ("leads", /*       */ ["rcud", "rcu", "", ""]),
        ("lead-sources", /**/ ["rcud", "r", "", ""]),
        ("lead-activities", ["rcud", "rcu", "", ""]),
        ("lead-tasks", /*  */ ["rcud", "rcu", "", ""]),
    ]
    private static let orderMoves: [(move: String, way: [String], roles: Set<String>)] = [
        ("schedule", [], ["manager", "staff"]),
        ("start", ["schedule"], ["manager", "staff", "employee"]),
        ("hold", ["schedule"], ["manager", "staff", "employee"]),
        ("resume", ["schedule", "hold"], ["manager", "staff", "employee"]),
        ("finish", ["schedule", "start"], ["manager", "staff", "employee"]),
        ("cancel", [], ["manager", "staff"]),
        ("reopen", ["cancel"], ["manager", "staff"]),
    ]
    private static let itemMoves: [(move: String, way: [String])] = [
        ("begin", []), ("finish", []), ("skip", []), ("reopen", ["finish"]),
    ]

    @Test(arguments: Array(Self.roles.enumerated().map { ($0.offset, $0.element) }))
    func `a role may what it is granted and nothing else`(column: Int, role: String) async throws {
        try await Office.open { office in
            let person = try await office.hire(role)
            for (collection, verbs) in Self.matrix {
                let granted = verbs[column]
                let records = try await samples(collection, person, office)
                let place = "\(role) \(collection)"
                let listed = try await office.ask("GET", collection, as: person)
                #expect(listed.status == (granted.contains("r") ? 200 : 403), "\(place) list")
                if granted.contains("r") { #expect(listed.ids.contains(records.record.id), "\(place) list") }
                let read = try await office.status(collection, records.record, as: person)
                #expect(read == (granted.contains("r") ? 200 : 403), "\(place) read")
                let fixed = collection == "members"
                let made = try await office.ask("POST", collection, records.next, as: person)
                #expect(
                    made.status == (fixed ? 405 : granted.contains("c") ? 201 : 403),
                    "\(place) create \(made.text)"
                )
                let changed = try await office.patch(collection, records.record, records.change, as: person)
                #expect(changed.status == (granted.contains("u") ? 200 : 403), "\(place) update \(changed.text)")
                let gone = try await office.delete(collection, records.record, as: person)
                #expect(gone.status == (fixed ? 405 : granted.contains("d") ? 204 : 403), "\(place) delete")
            }
        }
    }

    @Test(arguments: Self.roles) func `a role may the moves of orders it is granted`(role: String) async throws {
        try await Office.open { office in
            let person = try await office.hire(role)
            for (move, way, roles) in Self.orderMoves {
                let order = try await office.order()
                try await office.assign(person, to: order)
                for step in way { _ = try await office.move("work-orders", order, step) }
                let answer = try await office.move("work-orders", order, move, as: person)
                #expect(answer.status == (roles.contains(role) ? 200 : 403), "\(role) \(move): \(answer.text)")
                if !roles.contains(role) {
                    #expect(answer.content["permission"] == .text("work-orders.work_order.\(move)"))
                }
            }
        }
    }

    @Test(arguments: Self.roles) func `everybody but the accountant ticks off`(role: String) async throws {
        try await Office.open { office in
            let person = try await office.hire(role)
            let order = try await office.order()
            try await office.assign(person, to: order)
            for (move, way) in Self.itemMoves {
                let item = try await office.item(of: order)
                for step in way { _ = try await office.move("checklist-items", item, step) }
                let answer = try await office.move("checklist-items", item, move, as: person)
                #expect(answer.status == (role == "accountant" ? 403 : 200), "\(role) \(move): \(answer.text)")
            }
        }
    }

    @Test func `a refusal names only moves that the caller may make`() async throws {
        try await Office.open { office in
            let worker = try await office.hire("employee")
            let order = try await office.order()
            try await office.assign(worker, to: order)
            let draft = try await office.move("work-orders", order, "start", as: worker)
            #expect(draft.status == 409)
            #expect(draft.content["allowed_moves"] == [])
            _ = try await office.move("work-orders", order, "schedule")
            let scheduled = try await office.move("work-orders", order, "finish", as: worker)
            #expect(scheduled.content["allowed_moves"] == ["start", "hold"])
        }
    }

    /// A record, values for another one, and a change of it.
    private func samples(
        _ collection: String,
        _ person: Office.Person,
        _ office: Office
    ) async throws -> (record: JSON, next: JSON, change: JSON) {
        if collection == "members" {
            let record: JSON = ["id": .text(person.id)]
            return (record, ["name": "Eve", "email": "eve@alpha.example"], ["phone": "+49301234567"])
        }
        let order = try await office.order()
        try await office.assign(person, to: order)
        let ours: JSON = ["work_order": .text(order.id)]
        let customer: JSON = ["customer": order["customer"] ?? JSON.null]
        let template = JSON.text(try await office.make("job-templates", ["title": "Windows"]).id)
        let lead = JSON.text(try await office.make("leads", ["contact_name": "Bob"]).id)
        let values: [String: (JSON, JSON)] = [
            "teams": (["name": "North"], ["name": "South"]),
            "customers": (["name": "Acme"], ["notes": "Pays late"]),
            "contacts": (customer.with(["name": "Ada"]), ["title": "Head"]),
            "sites": (customer.with(["name": "Hall"]), ["city": "Berlin"]),
            "work-orders": (customer.with(["title": "Doors"]), ["notes": "Ring twice"]),
            "assignments": (ours.with(["member": .text(office.owner.id)]), ["role": "lead"]),
            "checklist-items": (ours.with(["title": "Sweep"]), ["note": "Twice"]),
            "work-order-notes": (ours.with(["text": "Hello"]), ["text": "Bye"]),
            "job-templates": (["title": "Floors"], ["minutes": 5]),
            "time-entries": (
                [
                    "member": .text(person.id), "corrected_start": "2026-01-01T08:00:00Z",
                    "corrected_end": "2026-01-01T09:00:00Z", "correction_reason": "Written on paper",
                ], ["note": "Doors"]
            ),
            "price-items": (
                ["name": "Cloth", "unit": "pack", "unit_cost": ["amount": 100, "currency": "EUR"]], ["active": false]
            ),
            "leads": (["contact_name": "Ada", "responsible": .text(person.id)], ["company": "Acme"]),
            "lead-sources": (["name": "Fair"], ["kind": "event"]),
            "lead-activities": (["lead": lead, "title": "Call"], ["minutes": 5]),
            "lead-tasks": (["lead": lead, "title": "Call"], ["priority": "high"]),
            "work-steps": (["template": template, "title": "Rinse"], ["minutes": 5]),
        ]
        let (next, change) = try #require(values[collection])
        var record = collection == "work-orders" ? order : try await office.make(collection, next)
        if collection == "work-orders" { record = try await office.get("work-orders", order) }
        return (record, try await other(collection, next, office), change)
    }

    /// Values of another record, where two with the same values cannot stand beside each other.
    private func other(_ collection: String, _ values: JSON, _ office: Office) async throws -> JSON {
        switch collection {
        case "teams": return ["name": "West"]
        case "lead-sources", "price-items": return values.with(["name": "Other"])
        case "assignments": return values.with(["member": .text(try await office.hire("employee", as: "third").id)])
        case "time-entries":
            return values.with([
                "corrected_start": "2026-01-02T08:00:00Z", "corrected_end": "2026-01-02T09:00:00Z",
            ])
        default: return values
        }
    }
}
