import KernelTesting
import Testing

/// A lead becomes a customer, once, with what its caller may make.
struct ConversionTests {
    private static let acme: JSON = [
        "contact_name": "Ada Byron", "company": "Acme", "email": "ada@acme.example", "phone": "+49301234567",
        "website": "https://acme.example", "site_address": "Main St 1", "site_city": "Berlin",
        "site_postal_code": "10115", "site_country": "DE",
    ]

    @Test func `a company becomes a customer with a contact and a site`() async throws {
        try await Office.open { office in
            let lead = try await office.make("leads", Self.acme)
            let won = try await convert(lead, office)
            #expect(won.status == 200, "\(won.text)")
            #expect(won.content["state"] == "won")
            #expect(won.content["closed_at"]?.text != nil)
            let customer = try await office.get("customers", ["id": won.content["customer"] ?? .null])
            #expect(customer["name"] == "Acme")
            #expect(customer["kind"] == "company")
            #expect(customer["email"] == "ada@acme.example")
            let contact = try await office.get("contacts", ["id": won.content["contact"] ?? .null])
            #expect(contact["name"] == "Ada Byron")
            #expect(contact["is_primary"] == true)
            #expect(contact["customer"] == .text(customer.id))
            let site = try await office.get("sites", ["id": won.content["site"] ?? .null])
            #expect(site["address"] == "Main St 1")
            #expect(site["city"] == "Berlin")
            #expect(site["country"] == "DE")
        }
    }

    @Test func `a person becomes a customer and nothing else`() async throws {
        try await Office.open { office in
            let lead = try await office.make("leads", ["contact_name": "Ada Byron"])
            let won = try await convert(lead, office)
            let customer = try await office.get("customers", ["id": won.content["customer"] ?? .null])
            #expect(customer["kind"] == "person")
            #expect(customer["name"] == "Ada Byron")
            #expect(won.content["contact"] == JSON.null)
            #expect(won.content["site"] == JSON.null)
        }
    }

    @Test func `a further job of a customer makes nothing twice`() async throws {
        try await Office.open { office in
            let first = try await convert(try await office.make("leads", Self.acme), office)
            let lead = try await office.make("leads", Self.acme)
            let again = try await convert(lead, office, ["customer": first.content["customer"] ?? .null])
            #expect(again.status == 200, "\(again.text)")
            for field in ["customer", "contact", "site"] { #expect(again.content[field] == first.content[field]) }
            for collection in ["customers", "contacts", "sites"] {
                #expect(try await office.ask("GET", collection).ids.count == 1, "\(collection)")
            }
        }
    }

    @Test func `a lead is converted once, and a lost one not at all`() async throws {
        try await Office.open { office in
            let lead = try await office.make("leads", Self.acme)
            _ = try await convert(lead, office)
            let twice = try await convert(lead, office)
            #expect(twice.status == 409)
            #expect(twice.code == "state_refused")
            #expect(twice.content["current"]?["state"] == "won")
            #expect(try await office.ask("GET", "customers").ids.count == 1)
            let lost = try await office.make("leads", Self.acme)
            _ = try await office.move("leads", lost, "lose", ["reason": "price"])
            #expect(try await convert(lost, office).code == "state_refused")
            #expect(try await office.move("leads", lead, "lose", ["reason": "price"]).status == 409)
        }
    }

    @Test func `the same request twice is one customer`() async throws {
        try await Office.open { office in
            let lead = try await office.make("leads", Self.acme)
            let key = ["Idempotency-Key": "convert-1"]
            let body: JSON = ["lead": .text(lead.id)]
            let first = try await office.ask("POST", "leads/convert", body, headers: key)
            let replay = try await office.ask("POST", "leads/convert", body, headers: key)
            #expect(replay.body == first.body)
            #expect(replay.header("Idempotent-Replay") == "true")
            #expect(try await office.ask("GET", "customers").ids.count == 1)
        }
    }

    @Test func `what the caller may not see or name is refused and nothing is made`() async throws {
        try await Office.open { office in
            let lead = try await office.make("leads", Self.acme)
            let worker = try await office.hire("employee")
            let body: JSON = ["lead": .text(lead.id)]
            #expect(try await office.ask("POST", "leads/convert", body, as: worker).status == 403)
            let nobody = try await office.ask("POST", "leads/convert", ["lead": Office.nowhere])
            #expect(nobody.findings == ["lead reference"])
            let wrong = try await convert(lead, office, ["customer": Office.nowhere])
            #expect(wrong.findings == ["customer reference"])
            #expect(try await office.get("leads", lead)["state"] == "new")
            #expect(try await office.ask("GET", "customers").ids == [])
        }
    }

    @Test func `staff convert and the customer cannot be deleted while the lead names it`() async throws {
        try await Office.open { office in
            let staff = try await office.hire("staff")
            let lead = try await office.make("leads", Self.acme, as: staff)
            let won = try await office.ask("POST", "leads/convert", ["lead": .text(lead.id)], as: staff)
            #expect(won.status == 200, "\(won.text)")
            let customer = try await office.get("customers", ["id": won.content["customer"] ?? .null])
            #expect(try await office.delete("customers", customer).code == "in_use")
        }
    }

    private func convert(_ lead: JSON, _ office: Office, _ more: [String: JSON] = [:]) async throws -> Answer {
        let body: JSON = ["lead": .text(lead.id)]
        return try await office.ask("POST", "leads/convert", body.with(more))
    }
}
