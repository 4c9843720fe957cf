import Kernel

/// A lead becomes a customer: customer, contact and site are made with the caller's own grants, and the lead is won, all
/// in one transaction.
enum Conversion {
    static let permission = Permission(
        "leads.convert",
        title: LocalizedText(["en": "Make a customer of a lead", "de": "Anfrage zum Kunden machen"]),
        scopes: [.own, .assigned, .team, .all],
        implies: ["\(Lead.id.raw).read"]
    )

    static let converted = EventDefinition(
        "leads.converted",
        title: LocalizedText(["en": "Lead became a customer", "de": "Anfrage wurde Kunde"])
    )

    /// `POST /api/leads/convert`; `customer` names one that is there already, for a further job of theirs.
    static let action = ActionDefinition(
        owner: "leads",
        id: "convert",
        collection: "leads",
        title: LocalizedText(["en": "Make a customer", "de": "Zum Kunden machen"]),
        permission: permission,
        input: [
            FieldDefinition("lead", .reference(to: Lead.id), required: true),
            FieldDefinition("customer", .reference(to: "customers.customer")),
        ],
        body: .write { transaction, input in
            let lead = try lead(input, transaction)
            guard let state = lead.state, state != Lead.won, state != Lead.lost else {
                throw try transaction.refusal(
                    .stateRefused,
                    lead.state == Lead.won ? "This lead is a customer already." : "Take the lead up again first.",
                    current: Lead.id,
                    lead.id
                )
            }
            let customer = try customer(of: lead, input, &transaction)
            var values: [String: Value] = [
                "customer": .reference(customer.id), "closed_at": .datetime(transaction.scope.now, zone: nil),
            ]
            if let contact = try contact(of: lead, at: customer, &transaction) {
                values["contact"] = .reference(contact.id)
            }
            if let site = try site(of: lead, at: customer, &transaction) { values["site"] = .reference(site.id) }
            let won = try transaction.set(Lead.id, lead.id, state: Lead.won, values)
            try transaction.emit(converted, about: Lead.id, won.id)
            return .record(Lead.id, won.id, created: false)
        }
    )

    private static func lead(_ input: ActionInput, _ transaction: Transaction) throws -> Record {
        guard let id = input["lead"].reference,
            let lead = try transaction.reach(Lead.id, where: "id = '\(id.raw)'", sort: "id", limit: 1).first
        else { throw KernelError.invalid([Finding("lead", "reference", "There is no such lead.")]) }
        return lead
    }

    private static func customer(
        of lead: Record,
        _ input: ActionInput,
        _ transaction: inout Transaction
    ) throws -> Record {
        if let id = input["customer"].reference {
            guard let known = try transaction.record("customers.customer", id) else {
                throw KernelError.invalid([Finding("customer", "reference", "There is no such customer.")])
            }
            return known
        }
        var values = lead.values(["email", "phone", "website"])
        values["kind"] = .text(lead["company"].isNull ? "person" : "company")
        values["name"] = lead["company"].isNull ? lead["contact_name"] : lead["company"]
        return try transaction.create("customers.customer", values)
    }

    /// The person to talk to at a company: one of that name who is there, else a new one.
    private static func contact(
        of lead: Record,
        at customer: Record,
        _ transaction: inout Transaction
    ) throws -> Record? {
        guard customer["kind"] == .text("company") else { return nil }
        let known = try transaction.records("customers.contact", where: "customer = '\(customer.id.raw)'", sort: "id")
        if let same = known.first(where: { $0["name"] == lead["contact_name"] }) { return same }
        var values = lead.values(["email", "phone"])
        values["customer"] = .reference(customer.id)
        values["name"] = lead["contact_name"]
        values["is_primary"] = .bool(known.isEmpty)
        return try transaction.create("customers.contact", values)
    }

    /// The place of the work, where the lead names one: one of that address that is there, else a new one.
    private static func site(
        of lead: Record,
        at customer: Record,
        _ transaction: inout Transaction
    ) throws -> Record? {
        guard !lead["site_address"].isNull else { return nil }
        let known = try transaction.records("customers.site", where: "customer = '\(customer.id.raw)'", sort: "id")
        if let same = known.first(where: { $0["address"] == lead["site_address"] }) { return same }
        var values: [String: Value] = [
            "customer": .reference(customer.id), "name": .text(String((lead["site_address"].text ?? "").prefix(200))),
        ]
        for (field, source) in [
            ("address", "site_address"), ("city", "site_city"), ("postal_code", "site_postal_code"),
            ("country", "site_country"),
        ] where !lead[source].isNull {
            values[field] = lead[source]
        }
        return try transaction.create("customers.site", values)
    }
}

extension Record {
    /// The values of some fields, empty ones left out.
    fileprivate func values(_ fields: [String]) -> [String: Value] {
        Dictionary(fields.map { ($0, self[$0]) }) { first, _ in first }.filter { !$0.value.isNull }
    }
}
