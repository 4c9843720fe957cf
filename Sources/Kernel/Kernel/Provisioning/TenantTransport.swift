/// Exports tenants, and imports them: into another server, or beside the one they came from.
struct TenantTransport {
    /// The name of the pending work.
    static let work = "import_tenant"

    /// What is left to do once the database stands.
    struct Order: Sendable, Codable {
        let tenant: String
        let name: String
        let status: String
        let createdAt: Int64
        let people: [String]
        /// Those of them who are new here, and go again where nothing comes of it.
        let newcomers: [String]
    }

    let tenants: TenantRegistry
    let directory: any StoreDirectory
    let ids: IDGenerator
    let clock: any WallClock
    let requestID: String
    let platform: PlatformTenant
    let works: WrittenWork

    /// Writes everything of a tenant to a file.
    /// - Returns: its bytes.
    func export(_ tenant: Tenant, to path: String) async throws -> Int64 {
        guard let entry = try directory.control.tenant(tenant.id) else { throw KernelError.notFound }
        let envelope = TenantEnvelope(
            entry: entry,
            exportedAt: clock.now(),
            people: try people(of: tenant),
            packs: try packs(of: tenant)
        )
        let bytes = try await directory.export(tenant.id, to: path, envelope)
        // After the file is whole: a purge relies on this entry.
        let view = tenant.current
        let scope = tenants.systemScope(view, reason: SystemReason.provisioning.rawValue, requestID: requestID)
        try await tenants.store(of: tenant).write(scope) { backend in
            try backend.journal(
                scope,
                JournalEntry(entity: "kernel.tenant", record: view.entry.id.raw, action: "exported")
            )
        }
        return bytes
    }

    /// Members of the tenant who can sign in.
    private func people(of tenant: Tenant) throws -> [TenantEnvelope.Person] {
        let view = tenant.current
        let scope = tenants.systemScope(view, reason: SystemReason.provisioning.rawValue, requestID: requestID)
        guard view.model.entities[ScopePathValidator.member] != nil else { return [] }
        let control = directory.control
        var people: [TenantEnvelope.Person] = []
        for bin in [false, true] {
            var query = RecordQuery(entity: ScopePathValidator.member)
            query.bin = bin
            query.limit = 500
            repeat {
                let page = query
                let found = try tenants.store(of: tenant).read(scope) { backend in
                    try backend.list(scope, page, RecordAccess(rows: .everything, fields: nil))
                }
                guard case .array(let items) = try JSONReader.read(found.items) else { break }
                for id in items.compactMap({ $0["id"]?.text }).compactMap(RecordID.init) {
                    guard let known = try control.identity(id) else { continue }
                    people.append(
                        TenantEnvelope.Person(
                            id: known.id.raw,
                            email: known.email,
                            passwordHash: known.passwordHash,
                            createdAt: known.createdAt
                        )
                    )
                }
                query.after = found.next
            } while query.after != nil
        }
        return people
    }

    /// Every source that the tenant runs, kept data of, or could return to.
    private func packs(of tenant: Tenant) throws -> [TenantEnvelope.Pack] {
        let receipts = try tenants.store(of: tenant).receipts().flatMap { [$0.before, $0.after] }
        var known: [String: TenantState.EnabledPack] = [:]
        for pack in (receipts + [tenant.current.state]).flatMap({ $0.packs + $0.dormant }) { known[pack.hash] = pack }
        // What was retired is read with the version that had it, whose receipts may be gone.
        for thing in tenant.current.state.retired where known[thing.source] == nil {
            let kept = try directory.control.packVersions(of: thing.pack).first { $0.hash == thing.source }
            guard let kept else { continue }
            known[thing.source] = TenantState.EnabledPack(id: thing.pack, version: kept.version, hash: kept.hash)
        }
        return try known.values.sorted { ($0.id, $0.hash) < ($1.id, $1.hash) }.compactMap { pack in
            guard let files = try directory.control.packSource(hash: pack.hash) else { return nil }
            return TenantEnvelope.Pack(hash: pack.hash, id: pack.id, version: pack.version, files: files)
        }
    }

    /// What an export says of itself, and the tenant that it is to become.
    func opened(_ path: String, as name: String?) async throws -> (TenantEnvelope, TenantID) {
        let envelope = try await directory.envelope(of: path)
        guard let tenant = TenantID(name ?? envelope.tenant), tenant != .platform else {
            throw KernelError.invalid([Finding("as", "format", "Must be kebab-case.")])
        }
        return (envelope, tenant)
    }

    /// Makes a tenant from an export.
    /// - Throws: 409 `exists` where the name or a person's address is taken, 422 where the file is no export.
    func `import`(_ path: String, _ envelope: TenantEnvelope, as tenant: TenantID) async throws -> Imported {
        guard try directory.control.tenant(tenant) == nil, !directory.hasDatabase(of: tenant) else {
            throw KernelError(.exists, "There is already a tenant `\(tenant)`; name another one with --as.")
        }
        try requireFreePeople(envelope.people)
        let order = Order(
            tenant: tenant.raw,
            name: envelope.name,
            status: envelope.status,
            createdAt: envelope.createdAt,
            people: envelope.people.map(\.id),
            newcomers: try newcomers(envelope.people).map(\.id)
        )
        let payload = String(decoding: try OrderText.write(order), as: UTF8.self)
        let work = PendingWork(id: ids.next(), kind: Self.work, tenant: tenant, payload: payload)
        let sealed = try await works.run(work, in: directory.control) {
            let sealed: Int
            do {
                try keep(envelope)
                sealed = try await directory.install(path, as: tenant)
            } catch {
                try await carryOut(order, tenant)
                throw error
            }
            try await carryOut(order, tenant)
            return sealed
        }
        guard let entry = try directory.control.tenant(tenant) else { throw KernelError.notFound }
        _ = try tenants.tenant(tenant)
        return Imported(entry: entry, sealed: sealed)
    }

    /// A tenant from an export, and how many of its secrets no key of this server opens.
    struct Imported: Sendable {
        let entry: TenantEntry
        let sealed: Int
    }

    /// Finishes what a stop interrupted: a database that stands becomes a tenant, one that does not was never there.
    func finish(_ work: PendingWork) async throws {
        try await carryOut(OrderText.read(Array(work.payload.utf8)), work.tenant)
        try directory.control.deletePending(work.id)
    }

    private func carryOut(_ order: Order, _ tenant: TenantID) async throws {
        guard directory.hasDatabase(of: tenant) else {
            try await directory.discardDraft(of: tenant)
            for person in order.newcomers.compactMap(RecordID.init) {
                _ = try directory.control.deleteUnusedIdentity(person)
            }
            return
        }
        for person in order.people.compactMap(RecordID.init) {
            try directory.control.insertMembership(person, tenant)
        }
        let entry = TenantEntry(id: tenant, name: order.name, createdAt: order.createdAt, status: order.status)
        _ = try directory.control.insertTenant(entry)
        try await platform.record(directory.control.tenant(tenant) ?? entry)
    }

    private func newcomers(_ people: [TenantEnvelope.Person]) throws -> [TenantEnvelope.Person] {
        try people.filter { person in
            guard let id = RecordID(person.id) else { return false }
            return try directory.control.identity(id) == nil
        }
    }

    /// Members are records under their identities' ids: an address that is another person's here cannot be theirs.
    private func requireFreePeople(_ people: [TenantEnvelope.Person]) throws {
        for person in people {
            guard let id = RecordID(person.id) else {
                throw KernelError.invalid([Finding("file", "format", "The export names a person without an id.")])
            }
            let (byEmail, byID) = (
                try directory.control.identity(email: person.email), try directory.control.identity(id)
            )
            guard byEmail?.id ?? id == id, byID?.email ?? person.email == person.email else {
                throw KernelError(.exists, "`\(person.email)` is somebody else on this server; nothing was changed.")
            }
        }
    }

    private func keep(_ envelope: TenantEnvelope) throws {
        for pack in envelope.packs {
            try directory.control.putPackSource(hash: pack.hash, id: pack.id, version: pack.version, files: pack.files)
        }
        for person in envelope.people {
            guard let id = RecordID(person.id), try directory.control.identity(id) == nil else { continue }
            _ = try directory.control.insertIdentity(
                IdentityEntry(
                    id: id,
                    email: person.email,
                    passwordHash: person.passwordHash,
                    createdAt: person.createdAt
                )
            )
        }
    }
}
