import Testing

@testable import Kernel

/// What packs say must be true of every record, through every door that writes one.
struct RecordCheckTests {
    private static let checks = [
        CheckDefinition(
            "priced_when_urgent",
            "not urgent or amount != null",
            else: LocalizedText(["en": "Urgent work has a price.", "de": "Eiliges hat einen Preis."])
        ),
        CheckDefinition("short_note", "note = null or title != note", else: LocalizedText("Say more than the title.")),
        CheckDefinition(
            "solvent",
            "customer = null or customer.credit > 10",
            else: LocalizedText("The customer has no credit.")
        ),
    ]

    private func desk(_ grants: [Grant]? = Desk.everything, language: String = "en") throws -> Desk {
        try Desk(grants, extensions: [EntityExtension(Shop.order, checks: Self.checks)], language: language)
    }

    @Test func `a record for which every check is true is written`() throws {
        let desk = try desk()
        let poor = desk.put(Shop.customer, 20, ["name": .text("Ann"), "credit": .int(11)])
        let record = try desk.create(Shop.order, ["title": .text("Roof"), "customer": .reference(poor)])
        #expect(desk.backend.kept(Shop.order, record.id) != nil)
    }

    @Test func `every check that is not true is told at once, with its field, its code and its text`() throws {
        let desk = try desk(language: "de")
        let values: [String: Value] = ["title": .text("Roof"), "note": .text("Roof"), "urgent": .bool(true)]
        let error = try refusal { try desk.create(Shop.order, values) }
        #expect(error.problem == .invalid)
        #expect(error.told == ["urgent check.priced_when_urgent", "note check.short_note"])
        #expect(error.findings.map(\.message) == ["Eiliges hat einen Preis.", "Say more than the title."])
        #expect(desk.backend.lines == [])
    }

    @Test func `an update is checked as the record becomes, also by what it does not name`() throws {
        let desk = try desk()
        let id = desk.put(Shop.order, 9, ["title": .text("Roof"), "urgent": .bool(false)])
        let error = try refusal { try desk.update(Shop.order, id, version: 3, ["urgent": .bool(true)]) }
        #expect(error.told == ["urgent check.priced_when_urgent"])
        let price = Value.money(minor: 5, currency: "EUR")
        #expect(try desk.update(Shop.order, id, version: 3, ["urgent": .bool(true), "amount": price]).version == 4)
        #expect(try refusal { try desk.update(Shop.order, id, version: 4, ["amount": .null]) }.problem == .invalid)
    }

    @Test func `a check looks over a reference`() throws {
        let desk = try desk()
        let poor = desk.put(Shop.customer, 20, ["name": .text("Ann"), "credit": .int(10)])
        let error = try refusal {
            try desk.create(Shop.order, ["title": .text("Roof"), "customer": .reference(poor)])
        }
        #expect(error.told == ["customer check.solvent"])
    }

    @Test func `a move is checked by what it sets`() throws {
        let desk = try desk()
        let values: [String: Value] = ["title": .text("Roof"), "amount": .money(minor: 5, currency: "EUR")]
        let id = desk.put(Shop.order, 9, values)
        let error = try refusal { try desk.move(id, "submit", input: #"{"reason":"Roof"}"#) }
        #expect(error.told == ["note check.short_note"])
        #expect(try desk.move(id, "submit", input: #"{"reason":"Leak"}"#).state == "open")
    }

    @Test func `restoring is checked`() throws {
        let desk = try desk()
        let rich = desk.put(Shop.customer, 20, ["name": .text("Ann"), "credit": .int(50)])
        let id = desk.put(Shop.order, 9, ["title": .text("Roof"), "customer": .reference(rich)])
        try desk.delete(Shop.order, id, version: 3)
        try desk.update(Shop.customer, rich, version: 3, ["credit": .int(1)])
        #expect(try refusal { try desk.restore(Shop.order, id) }.told == ["customer check.solvent"])
    }

    @Test func `the kernel's own writes and the seeds are checked too`() throws {
        let desk = try desk(nil)
        let entity = try desk.entity(Shop.order)
        let values: [String: Value] = ["title": .text("Roof"), "note": .text("Roof")]
        let told = try refusal {
            let all = RecordAccess(rows: .everything, fields: nil)
            return try desk.writer.create(entity, id: nil, values: values, access: all)
        }.told
        #expect(told == ["note check.short_note"])
    }

    @Test func `a value that is none of its field's is told before any check`() throws {
        let desk = try desk()
        let values: [String: Value] = ["title": .null, "urgent": .bool(true)]
        #expect(try refusal { try desk.create(Shop.order, values) }.told == ["title required"])
    }

    @Test func `checks are part of the model, its hash and its description`() throws {
        let with = try desk().model
        #expect(try with.hash != Desk(Desk.everything).model.hash)
        let entity = try JSONReader.read(with.json)["entities"]?[Shop.order.raw]
        guard case .array(let checks)? = entity?["checks"] else { throw Broken() }
        #expect(checks.map { $0["id"]?.text } == ["priced_when_urgent", "short_note", "solvent"])
        #expect(checks.map { $0["field"]?.text } == ["urgent", "note", "customer"])
        #expect(checks[0]["else"]?["de"]?.text == "Eiliges hat einen Preis.")
        guard case .array(let condition)? = checks[1]["if"] else { throw Broken() }
        #expect(condition.first?.text == "or")
    }

    private struct Broken: Error {}
}
