import Logging
import Synchronization

/// Opens tenants on first use and hands out what the runtime keeps of them.
package final class TenantRegistry: Sendable {
    let library: ModelLibrary
    private let directory: any StoreDirectory
    private let clock: any WallClock
    private let open = Mutex<[TenantID: Tenant]>([:])
    /// Hears of every tenant that is used for the first time.
    private let opening = Mutex<(@Sendable (Tenant) -> Void)?>(nil)
    /// Held while control rows follow the platform's records.
    let mirroring = Mutex(())

    init(_ parts: RuntimeParts) {
        directory = parts.directory
        clock = parts.clock
        library = ModelLibrary(parts)
    }

    /// A tenant that exists.
    /// - Throws: 404; `unavailable` when its packs or its schema do not fit this binary.
    func tenant(_ id: TenantID) throws -> Tenant {
        if let known = open.withLock({ $0[id] }) { return known }
        guard let entry = try directory.control.tenant(id) else { throw KernelError.notFound }
        let store = try directory.open(id)
        let view = try view(entry, state: store.state())
        try store.prepare(for: view.model)
        let tenant = Tenant(view)
        let kept = open.withLock { open in
            if let known = open[id] { return known }
            open[id] = tenant
            return tenant
        }
        if kept === tenant { opening.withLock { $0 }?(kept) }
        // A change of name or status that came after the first look did not find the tenant here.
        if let now = try directory.control.tenant(id), now != entry { kept.replace(now) }
        return kept
    }

    /// Calls a function with every tenant used since the start, and with each that is used from now on.
    func whenOpened(_ hear: @escaping @Sendable (Tenant) -> Void) {
        opening.withLock { $0 = hear }
        for tenant in opened { hear(tenant) }
    }

    /// A tenant that was used since the start.
    func known(_ id: TenantID) -> Tenant? {
        open.withLock { $0[id] }
    }

    /// Tenants used since the start.
    var opened: [Tenant] {
        open.withLock { Array($0.values) }
    }

    /// The tenant's store; opened when it is not.
    func store(of tenant: Tenant) throws -> any TenantStore {
        try directory.open(tenant.id)
    }

    /// What a tenant sees in a state.
    func view(_ entry: TenantEntry, state: TenantState) throws -> Tenant.View {
        let model = try library.model(of: state)
        return Tenant.View(
            entry: entry,
            state: state,
            model: model,
            environment: TenantEnvironment(of: state, in: model),
            dormantPaths: entry.id == .platform
                ? [] : library.dormantPaths(of: state, model: model, tenant: entry.id)
        )
    }

    /// A member of a tenant, from memory or from the tenant's database.
    func membership(of identity: RecordID, in tenant: Tenant) throws -> Membership? {
        try tenant.membership(identity) {
            let scope = systemScope(tenant, reason: "membership", requestID: "kernel")
            guard let entity = scope.model.entities[ScopePathValidator.member] else { return nil }
            let record = try store(of: tenant).read(scope) { backend in
                try backend.record(scope, entity, identity, rows: .everything, bin: false)
            }
            return record.map(Membership.init(record:))
        }
    }

    /// A scope of the kernel's own work.
    ///
    /// Every caller is listed in `SystemReason`.
    func systemScope(_ tenant: Tenant, reason: String, requestID: String) -> TenantScope {
        let view = tenant.current
        return systemScope(view, reason: reason, requestID: requestID)
    }

    func systemScope(_ view: Tenant.View, reason: String, requestID: String) -> TenantScope {
        TenantScope(
            tenant: view.entry.id,
            principal: .system(reason: reason),
            model: view.model,
            requestID: requestID,
            teams: [],
            access: view.model.systemAccess,
            now: clock.now(),
            environment: view.environment
        )
    }
}

extension Membership {
    /// A member record as decisions need it.
    init(record: Record) {
        var teams: [RecordID] = []
        if case .references(let ids) = record["teams"] { teams = ids }
        var roles: [String] = []
        if case .choices(let ids) = record["roles"] { roles = ids }
        self.init(
            id: record.id,
            name: record["name"].text ?? "",
            email: record["email"].text ?? "",
            teams: teams,
            roles: roles,
            active: record["active"] == .bool(true)
        )
    }
}

/// Values of settings, from the JSON texts that a tenant's state keeps.
enum SettingValues {
    /// The tenant's values where they still fit the definitions, else the defaults.
    static func read(_ texts: [String: String], in model: TenantModel) -> [String: Value] {
        model.settings.mapValues { setting in
            guard let text = texts[setting.field.id], let json = try? JSONReader.read(Array(text.utf8)) else {
                return setting.field.defaultValue
            }
            var decoder = InputDecoder()
            return decoder.value(json, of: setting.field, at: setting.field.id) ?? setting.field.defaultValue
        }
    }
}
