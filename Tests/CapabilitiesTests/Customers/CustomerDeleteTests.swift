import KernelTesting
import Testing

struct CustomerDeleteTests {
    @Test func `contacts go with their customer, those of others stay`() async throws {
        try await Office.open { office in
            let (customer, other) = (try await office.customer(), try await office.customer("Other"))
            let contact = try await office.make("contacts", ["customer": .text(customer.id), "name": "Ada"])
            let stranger = try await office.make("contacts", ["customer": .text(other.id), "name": "Bob"])
            #expect(try await office.delete("customers", customer).status == 204)
            #expect(try await office.status("customers", customer) == 404)
            #expect(try await office.status("contacts", contact) == 404)
            #expect(try await office.status("contacts", stranger) == 200)
        }
    }

    @Test func `a customer with a site stays, and so do its contacts`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let contact = try await office.make("contacts", ["customer": .text(customer.id), "name": "Ada"])
            let site = try await office.make("sites", ["customer": .text(customer.id), "name": "Hall"])
            let refused = try await office.delete("customers", customer)
            #expect(refused.status == 409)
            #expect(refused.code == "in_use")
            #expect(try await office.status("contacts", contact) == 200)
            #expect(try await office.get("customers", customer)["version"] == 1)
            #expect(try await office.delete("sites", site).status == 204)
            #expect(try await office.delete("customers", customer).status == 204)
        }
    }

    @Test func `a customer with a work order stays until the order is gone`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let order = try await office.order("Windows", ["customer": .text(customer.id)])
            #expect(try await office.delete("customers", customer).code == "in_use")
            #expect(try await office.delete("work-orders", order).status == 204)
            #expect(try await office.delete("customers", customer).status == 204)
        }
    }

    @Test func `a site with a work order stays until the order is elsewhere`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let site = try await office.make("sites", ["customer": .text(customer.id), "name": "Hall"])
            let order = try await office.order("Windows", ["customer": .text(customer.id), "site": .text(site.id)])
            #expect(try await office.delete("sites", site).code == "in_use")
            #expect(try await office.patch("work-orders", order, ["site": nil]).status == 200)
            #expect(try await office.delete("sites", site).status == 204)
        }
    }

    @Test func `a contact or a site goes alone`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let contact = try await office.make("contacts", ["customer": .text(customer.id), "name": "Ada"])
            #expect(try await office.delete("contacts", contact).status == 204)
            #expect(try await office.status("customers", customer) == 200)
        }
    }

    @Test func `a contact or a site of a customer in the bin is refused`() async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            #expect(try await office.delete("customers", customer).status == 204)
            for collection in ["contacts", "sites"] {
                let values: JSON = ["customer": .text(customer.id), "name": "Late"]
                let answer = try await office.ask("POST", collection, values)
                #expect(answer.status == 422)
                #expect(answer.findings == ["customer reference"])
            }
        }
    }
}
