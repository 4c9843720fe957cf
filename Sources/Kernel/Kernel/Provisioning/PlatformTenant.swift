import Synchronization

// The platform is itself a tenant, `platform`, in a database of its own like every tenant's. Each tenant has a record
// `platform.tenant` there, and a row in the control database, which is what a request is checked against. The record is
// the truth for name and status; the row follows it. The two databases never commit together:
//
//   1. a row `mirror_tenant` in control.pending
//   2. the write in the platform's database, journaled there
//   3. the row of control.tenant follows the record as it is now, journaled in control
//   4. the pending row goes
//
// Every step can be repeated, and start-up repeats 3 and 4 of what was interrupted. Where a write was refused, 3 finds
// nothing to do.

/// The platform's own tenant, and the records of all others in it.
struct PlatformTenant {
    /// What a tenant is in the platform's database.
    static let tenantEntity: EntityID = "platform.tenant"

    /// Work of which start-up finishes what was interrupted.
    enum Work: String {
        /// Makes the platform's tenant, with a record for each tenant there is.
        case create = "create_platform"
        /// Brings the control database's row in line with the record; that of every tenant for the tenant `platform`.
        case mirror = "mirror_tenant"
    }

    let tenants: TenantRegistry
    let directory: any StoreDirectory
    let ids: IDGenerator
    let clock: any WallClock
    let requestID: String
    let works: WrittenWork

    /// Whether this server has anything for a platform's tenant.
    var isOffered: Bool { !tenants.library.catalog.platform.isEmpty }

    /// Makes the platform's tenant where there is none, and brings it what this server has for it.
    func prepare() async throws {
        guard isOffered else { return }
        if try directory.control.tenant(.platform) != nil {
            guard try directory.open(.platform).state().capabilities != capabilities else { return }
        }
        let work = PendingWork(id: ids.next(), kind: Work.create.rawValue, tenant: .platform, payload: "{}")
        try await works.run(work, in: directory.control) { try await create() }
    }

    /// Finishes work that was begun.
    func finish(_ work: PendingWork, _ kind: Work) async throws {
        switch kind {
        case .create: try await create()
        case .mirror: try mirror(work.tenant == .platform ? nil : work.tenant)
        }
        try directory.control.deletePending(work.id)
    }

    private var capabilities: [String] {
        tenants.library.catalog.ofPlatform.map(\.descriptor.id)
    }

    private func create() async throws {
        guard isOffered else { return }
        try directory.create(.platform)
        let store = try directory.open(.platform)
        var state = try store.state()
        state.capabilities = capabilities
        let entry = TenantEntry(id: .platform, name: "Platform", createdAt: clock.now())
        let view = try tenants.view(entry, state: state)
        let scope = scope(view)
        let ids = ids
        try await store.change(scope, to: state) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            try writer.journalChange("kernel.tenant", TenantID.platform.raw, "prepared")
        }
        _ = try directory.control.insertTenant(entry)
        try tenants.tenant(.platform).replace(view)
        for tenant in try directory.control.tenants() { try await record(tenant) }
    }

    /// Makes a tenant's record, unless it has one.
    func record(_ entry: TenantEntry) async throws {
        guard isOffered, try directory.control.tenant(.platform) != nil else { return }
        let platform = try tenants.tenant(.platform)
        let scope = scope(platform.current)
        let ids = ids
        try await tenants.store(of: platform).write(scope) { backend in
            let entity = try RecordReading.model(Self.tenantEntity, scope)
            guard try Self.find(entry.id, scope, backend) == nil else { return }
            let values: [String: Value] = [
                "slug": .text(entry.id.raw), "name": .text(entry.name), "since": .datetime(entry.createdAt, zone: nil),
            ]
            let all = RecordAccess(rows: .everything, fields: nil)
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            _ = try writer.create(entity, id: nil, values: values, access: all, state: entry.status)
        }
    }

    /// Moves a tenant's record, such as `suspend`, on the operator's word.
    /// - Throws: 404, 409 `state_refused`.
    func move(_ tenant: TenantID, _ move: String) async throws {
        let platform = try tenants.tenant(.platform)
        let scope = scope(platform.current)
        let ids = ids
        let store = try tenants.store(of: platform)
        // A disk that failed while the tenant was made may have left it without its record.
        if let entry = try directory.control.tenant(tenant) { try await record(entry) }
        try await following(tenant) {
            try await store.write(scope) { backend in
                let entity = try RecordReading.model(Self.tenantEntity, scope)
                guard let record = try Self.find(tenant, scope, backend) else { throw KernelError.notFound }
                let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
                _ = try writer.move(entity, id: record.id, move, version: nil, input: .object([]))
            }
        }
    }

    /// Runs a write that may change a tenant's record, and brings the control database in line after it, whatever came
    /// of the write; `nil` for one that may change several.
    func following<T>(_ tenant: TenantID?, _ body: () async throws -> T) async throws -> T {
        let id = ids.next()
        let work = PendingWork(id: id, kind: Work.mirror.rawValue, tenant: tenant ?? .platform, payload: "{}")
        let result: Result<T, any Error> = try await works.run(work, in: directory.control) {
            let result: Result<T, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            // A write whose answer is that it failed may be on disk all the same; the record says.
            try mirror(tenant)
            return result
        }
        return try result.get()
    }

    /// The tenant whose record this is.
    func tenant(of record: RecordID) throws -> TenantID? {
        let platform = try tenants.tenant(.platform)
        let scope = scope(platform.current)
        return try tenants.store(of: platform).read(scope) { backend in
            let entity = try RecordReading.model(Self.tenantEntity, scope)
            let found = try backend.record(scope, entity, record, rows: .everything, bin: false)
            return found?["slug"].text.flatMap { TenantID($0) }
        }
    }

    /// Brings the control database's rows in line with the records, one caller at a time: whoever comes last has read
    /// the record last.
    private func mirror(_ only: TenantID?) throws {
        try tenants.mirroring.withLock { _ in
            let platform = try tenants.tenant(.platform)
            let scope = scope(platform.current)
            let entries = try only.map { [try directory.control.tenant($0)].compactMap { $0 } }
            for entry in try entries ?? directory.control.tenants() {
                let record = try tenants.store(of: platform).read(scope) { try Self.find(entry.id, scope, $0) }
                guard let record else { continue }
                var wanted = entry
                wanted.name = record["name"].text ?? entry.name
                wanted.status = record.state ?? entry.status
                if wanted != entry { try directory.control.updateTenant(wanted) }
                tenants.known(entry.id)?.replace(wanted)
            }
        }
    }

    private static func find(
        _ tenant: TenantID,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> Record? {
        let entity = try RecordReading.model(tenantEntity, scope)
        var query = RecordQuery(entity: tenantEntity)
        let context = CheckingContext(model: scope.model, entity: entity, readable: .everything)
        // A tenant's id is kebab-case: nothing in it can end the text.
        query.filter = try ExpressionCompiler.filter("slug = '\(tenant.raw)'", in: context)
        query.limit = 1
        return try backend.records(scope, query, rows: .everything).first
    }

    private func scope(_ view: Tenant.View) -> TenantScope {
        tenants.systemScope(view, reason: SystemReason.provisioning.rawValue, requestID: requestID)
    }
}

extension Runtime {
    /// The platform's own tenant, as one request or start-up works with it.
    func platform(requestID: String) -> PlatformTenant {
        PlatformTenant(
            tenants: tenants,
            directory: parts.directory,
            ids: ids,
            clock: parts.clock,
            requestID: requestID,
            works: works
        )
    }

    /// Whether a call is about the records of tenants in the platform's own.
    func isAboutTenants(_ call: AuthorizedInvocation) -> Bool {
        guard call.scope.tenant == .platform, case .records(let entity) = call.target else { return false }
        return entity.id == PlatformTenant.tenantEntity
    }
}
