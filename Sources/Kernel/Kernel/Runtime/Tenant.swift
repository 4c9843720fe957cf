import Synchronization

/// What the runtime keeps of one tenant between requests: state, model, members.
///
/// Small; the store's files come and go.
final class Tenant: Sendable {
    /// The tenant's switchable part, replaced as a whole so that a request sees one moment of it.
    ///
    /// An object: each request keeps it several times.
    final class View: Sendable {
        /// As the control database has it.
        let entry: TenantEntry
        let state: TenantState
        let model: TenantModel
        let environment: TenantEnvironment
        /// Collections and action paths that exist but are switched off for this tenant.
        let dormantPaths: Set<String>

        init(
            entry: TenantEntry,
            state: TenantState,
            model: TenantModel,
            environment: TenantEnvironment,
            dormantPaths: Set<String>
        ) {
            self.entry = entry
            self.state = state
            self.model = model
            self.environment = environment
            self.dormantPaths = dormantPaths
        }

        /// The same with another model, for what runs between two versions.
        func with(_ model: TenantModel) -> View {
            View(entry: entry, state: state, model: model, environment: environment, dormantPaths: dormantPaths)
        }

        /// The same with another name or status.
        func with(_ entry: TenantEntry) -> View {
            View(entry: entry, state: state, model: model, environment: environment, dormantPaths: dormantPaths)
        }
    }

    let id: TenantID
    let notes = AccessNotes()
    private let view: Mutex<View>
    private let members = Mutex<[RecordID: Membership]>([:])

    init(_ view: View) {
        id = view.entry.id
        self.view = Mutex(view)
    }

    var current: View {
        view.withLock { $0 }
    }

    /// Returns when requests see another model than a view's: a switch that is on disk shows itself at once.
    func changed(since view: View) async {
        for _ in 0..<Self.patience {
            guard current.model.hash == view.model.hash else { return }
            await Task.yield()
        }
    }

    /// Turns of the executor: what shows the new view is one of the tasks that wait there.
    private static let patience = 10_000

    /// Refuses everybody while the tenant is suspended.
    /// - Throws: 403 `tenant_suspended`.
    func requireActive() throws(KernelError) {
        guard current.entry.status == TenantEntry.active else {
            throw KernelError(
                .tenantSuspended,
                "This company is suspended. Its data is kept; ask whoever runs this server."
            )
        }
    }

    /// Notes a new name or status.
    func replace(_ entry: TenantEntry) {
        view.withLock { $0 = $0.with(entry) }
    }

    /// Switches to another model; remembered members are dropped.
    ///
    /// The entry stays: it may have changed since the new view was begun.
    func replace(_ new: View) {
        view.withLock { view in
            view = new.with(view.entry)
        }
        forgetMembers()
    }

    /// Drops remembered members; called after every write that may have changed one.
    func forgetMembers() {
        members.withLock { $0 = [:] }
    }

    /// A member as last stored, read once and remembered.
    func membership(_ id: RecordID, read: () throws -> Membership?) rethrows -> Membership? {
        if let known = members.withLock({ $0[id] }) { return known }
        guard let found = try read() else { return nil }
        members.withLock { members in
            if members.count >= 1024 { members = [:] }
            members[id] = found
        }
        return found
    }
}
