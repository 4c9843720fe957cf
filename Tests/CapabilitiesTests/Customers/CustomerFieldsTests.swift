import KernelTesting
import Testing

struct CustomerFieldsTests {
    @Test func `a customer is a company until somebody says otherwise`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            #expect(customer["kind"] == "company")
            #expect(try await office.make("customers", ["name": "Ada", "kind": "person"])["kind"] == "person")
        }
    }

    @Test func `a contact is active and not the primary one`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let contact = try await office.make("contacts", ["customer": .text(customer.id), "name": "Ada"])
            #expect(contact["is_primary"] == false)
            #expect(contact["status"] == "active")
        }
    }

    @Test func `a site has a radius of a hundred metres`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let site = try await office.make("sites", ["customer": .text(customer.id), "name": "Hall"])
            #expect(site["radius_m"] == 100)
        }
    }

    @Test func `a default cannot be taken away`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let answer = try await office.patch("customers", customer, ["kind": nil])
            #expect(answer.status == 422)
            #expect(answer.findings == ["kind required"])
            #expect(try await office.get("customers", customer)["kind"] == "company")
        }
    }

    @Test func `phone numbers, addresses and texts are kept in one spelling`() async throws {
        let cases: [(field: String, sent: JSON, kept: JSON)] = [
            ("phone", "+49 (30) 123-4567", "+49301234567"),
            ("phone", "0049 30 / 123.4567", "+49301234567"),
            ("phone", "+12025550143", "+12025550143"),
            ("email", "  Info@ACME.Example ", "Info@acme.example"),
            ("email", "a.b+c@sub.acme.example", "a.b+c@sub.acme.example"),
            ("website", " https://acme.example/a?b=c ", "https://acme.example/a?b=c"),
            ("billing_address", "Line 1\nLine 2", "Line 1\nLine 2"),
        ]
        try await Office.open { office in
            for (field, sent, kept) in cases {
                let record: JSON = ["name": "Acme"]
                let customer = try await office.make("customers", record.with([field: sent]))
                #expect(customer[field] == kept, "\(field)")
                #expect(try await office.get("customers", customer)[field] == kept, "\(field)")
            }
        }
    }

    @Test func `what does not fit a customer is refused with the field and the reason`() async throws {
        let cases: [(field: String, sent: JSON, code: String)] = [
            ("name", "", "too_short"), ("name", .text(String(repeating: "x", count: 201)), "too_long"),
            ("name", "a\nb", "line_break"), ("name", nil, "required"), ("name", 7, "type"),
            ("kind", "firm", "option"), ("kind", true, "type"),
            ("email", "acme.example", "format"), ("email", "a@b@c", "format"), ("email", "a b@acme.example", "format"),
            ("phone", "030 1234567", "format"), ("phone", "+49 12", "format"), ("phone", "+49 30 CALL", "format"),
            ("phone", "+1234567890123456", "format"), ("phone", "+0301234567", "format"),
            ("website", "ftp://acme.example", "format"), ("website", "acme.example", "format"),
            ("billing_address", .text(String(repeating: "x", count: 1001)), "too_long"),
            ("notes", .text(String(repeating: "x", count: 10_001)), "too_long"),
            ("vat_id", "DE1", "unknown"),
        ]
        try await Office.open { office in
            for (field, sent, code) in cases {
                let record: JSON = ["name": "Acme"]
                let answer = try await office.ask("POST", "customers", record.with([field: sent]))
                #expect(answer.status == 422, "\(field) \(code)")
                #expect(answer.findings == ["\(field) \(code)"])
            }
            #expect(try await office.ask("GET", "customers").ids == [])
        }
    }

    @Test func `every finding of a body is told at once`() async throws {
        try await Office.open { office in
            let body: JSON = ["kind": "firm", "email": "x", "phone": "y"]
            let answer = try await office.ask("POST", "customers", body)
            #expect(answer.code == "invalid")
            #expect(Set(answer.findings).isSuperset(of: ["name required", "email format", "phone format"]))
        }
    }

    @Test func `texts as long as they may be are kept`() async throws {
        try await Office.open { office in
            let name = JSON.text(String(repeating: "ä", count: 200))
            let notes = JSON.text(String(repeating: "n", count: 10_000))
            let customer = try await office.make("customers", ["name": name, "notes": notes])
            #expect(customer["name"] == name)
            #expect(customer["notes"] == notes)
        }
    }

    @Test func `a contact needs a name of two letters and a status of the list`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let cases: [(String, JSON, String)] = [
                ("name", "A", "too_short"), ("name", .text(String(repeating: "x", count: 101)), "too_long"),
                ("status", "gone", "option"), ("is_primary", "yes", "type"), ("email", "x", "format"),
                ("customer", nil, "required"), ("customer", "acme", "format"),
            ]
            for (field, sent, code) in cases {
                let contact: JSON = ["customer": .text(customer.id), "name": "Ada"]
                let answer = try await office.ask("POST", "contacts", contact.with([field: sent]))
                #expect(answer.status == 422, "\(field) \(code)")
                #expect(answer.findings == ["\(field) \(code)"])
            }
        }
    }
}
