extension Runtime {
    /// A demo member's login.
    package struct DemoLogin: Sendable, Codable, Hashable {
        package let role: String
        package let email: String
        package let password: String

        package init(role: String, email: String, password: String) {
            self.role = role
            self.email = email
            self.password = password
        }
    }

    /// The first pack on offer that has demo rows, or the one of a name; the demo tenant is made with it.
    package func demoPack(_ name: String? = nil) throws -> String? {
        try parts.packs.offered().first { id in
            guard name == nil || name == id else { return false }
            let place = try parts.packs.folder(of: id)
            return place.flatMap { parts.packs.read($0).definition }.map { !$0.demoSeeds.isEmpty } ?? false
        }
    }

    /// What a pack on offer says of the tenant of its demo.
    private func demoCompany(_ pack: String) throws -> DemoCompany {
        let place = try parts.packs.folder(of: pack)
        return place.flatMap { parts.packs.read($0).definition }?.demoCompany ?? DemoCompany()
    }

    /// Roles that the demo tenant has people in: every role of its model.
    package func demoRoles(pack: String?) throws -> [String] {
        let definitions = try pack.map { id in
            try firstPacks(id, "demo").map { try tenants.library.definition(hash: $0.hash, id: $0.id) }
        }
        let built = ModelBuilder.build(capabilities: parts.catalog.capabilities, packs: definitions ?? [])
        guard let model = built.model else { return [] }
        let bases = BaseRole.all.filter { model.roles[$0] != nil }
        return bases + model.roles.keys.filter { !bases.contains($0) }.sorted()
    }

    /// Whether the demo tenant exists.
    package var hasDemo: Bool {
        get throws { try TenantID("demo").map { try parts.directory.control.tenant($0) != nil } ?? false }
    }

    /// Makes the demo tenant with a person in every role.
    /// - Parameters:
    ///   - logins: Who signs in.
    ///   - pack: The pack that it is made with.
    ///   - company: What it is like, before what the pack says of it.
    /// - Throws: what refuses the tenant; what the store and the disk throw.
    package func makeDemo(
        _ logins: [DemoLogin],
        pack: String?,
        like company: DemoCompany = DemoCompany()
    ) async throws {
        let packs = try pack.map { try firstPacks($0, "demo") }
        var people: [TenantCreation.Person] = []
        for (index, login) in logins.enumerated() {
            let (identity, _) = try await parts.sessions.enrol(email: login.email, password: login.password)
            let name = DemoNames.all[index % DemoNames.all.count]
            people.append(
                TenantCreation.Person(identity: identity.id.raw, email: identity.email, name: name, role: login.role)
            )
        }
        var order = TenantCreation.Order(tenant: "demo", name: "Demo company", people: people)
        order.packs = packs
        order.isDemo = true
        let company = company.or(try pack.map(demoCompany) ?? DemoCompany())
        order.zone = company.zone ?? "Europe/Berlin"
        order.currency = company.currency ?? order.currency
        order.language = company.language ?? order.language
        try await creation(requestID: "demo").create(order)
    }
}

/// Names for the demo's people.
enum DemoNames {
    static let all = [
        "Olivia Hartmann", "Marek Nowak", "Sofia Lindqvist", "Emre Yilmaz", "Anne-Katrin Berg", "Tomás Oliveira",
        "Grace Achieng", "Liam O'Connor", "Nadia Petrova", "Jonas Weber", "Chiara Rossi", "Wei Zhang",
    ]
}
