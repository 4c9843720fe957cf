import Kernel
import Synchronization

/// A control database in memory.
///
/// It counts what is asked of it, fails on demand, and runs a step of the test at the moment between two calls that a
/// race would need.
final class ControlStoreFake: ControlStore {
    enum Call: Hashable, Sendable {
        case identityByEmail, session, insertSession, touchSession, deleteSession, deleteExpiredSessions, updatePassword
    }

    /// A failure of the disk.
    struct Broken: Error {
        let secret = "value bound to SQL"
    }

    private struct State {
        var tenants: [TenantID: TenantEntry] = [:]
        var identities: [RecordID: IdentityEntry] = [:]
        var memberships: [RecordID: [TenantID]] = [:]
        var sessions: [RecordID: SessionEntry] = [:]
        var sources: [String: [String: [UInt8]]] = [:]
        var pending: [RecordID: PendingWork] = [:]
        var calls: [Call: Int] = [:]
        var broken: Set<Call> = []
        var steps: [Call: @Sendable () throws -> Void] = [:]
    }

    private let state = Mutex(State())

    /// How often something was asked.
    func count(_ call: Call) -> Int { state.withLock { $0.calls[call, default: 0] } }

    /// Makes a call fail, or work again.
    func fail(_ call: Call, _ fails: Bool = true) {
        state.withLock { state in
            if fails { state.broken.insert(call) } else { state.broken.remove(call) }
        }
    }

    /// Runs `step` once, after the next such call has done its work and before it returns.
    func after(_ call: Call, _ step: @escaping @Sendable () throws -> Void) {
        state.withLock { $0.steps[call] = step }
    }

    private func answer<T>(_ call: Call, _ body: (inout State) -> T) throws -> T where T: Sendable {
        let (value, step) = try state.withLock { state in
            state.calls[call, default: 0] += 1
            if state.broken.contains(call) { throw Broken() }
            return (body(&state), state.steps.removeValue(forKey: call))
        }
        try step?()
        return value
    }

    func tenant(_ id: TenantID) -> TenantEntry? { state.withLock { $0.tenants[id] } }

    func tenants() -> [TenantEntry] { state.withLock { $0.tenants.values.sorted { $0.id < $1.id } } }

    func insertTenant(_ entry: TenantEntry) -> Bool {
        state.withLock { state in
            guard state.tenants[entry.id] == nil else { return false }
            state.tenants[entry.id] = entry
            return true
        }
    }

    func updateTenant(_ entry: TenantEntry) {
        state.withLock { $0.tenants[entry.id] = entry }
    }

    func identity(email: String) throws -> IdentityEntry? {
        try answer(.identityByEmail) { state in
            // By bytes, as a database compares: Swift would take two spellings of one accented letter for equal.
            state.identities.values.first { $0.email.utf8.elementsEqual(email.utf8) }
        }
    }

    func identity(_ id: RecordID) -> IdentityEntry? { state.withLock { $0.identities[id] } }

    func insertIdentity(_ entry: IdentityEntry) -> Bool {
        state.withLock { state in
            guard !state.identities.values.contains(where: { $0.email == entry.email }) else { return false }
            state.identities[entry.id] = entry
            return true
        }
    }

    func deleteUnusedIdentity(_ id: RecordID) -> Bool {
        state.withLock { state in
            guard state.memberships[id, default: []].isEmpty else { return false }
            return state.identities.removeValue(forKey: id) != nil
        }
    }

    func updatePassword(_ id: RecordID, hash: String) throws {
        try answer(.updatePassword) { state in
            guard let old = state.identities[id] else { return }
            state.identities[id] = IdentityEntry(
                id: id,
                email: old.email,
                passwordHash: hash,
                createdAt: old.createdAt
            )
        }
    }

    func memberships(_ identity: RecordID) -> [TenantID] { state.withLock { $0.memberships[identity] ?? [] } }

    func insertMembership(_ identity: RecordID, _ tenant: TenantID) {
        state.withLock { state in
            if state.memberships[identity]?.contains(tenant) != true {
                state.memberships[identity, default: []].append(tenant)
            }
        }
    }

    func insertSession(_ session: SessionEntry) throws {
        try answer(.insertSession) { $0.sessions[session.id] = session }
    }

    func session(tokenHash: [UInt8]) throws -> SessionEntry? {
        try answer(.session) { state in state.sessions.values.first { $0.tokenHash == tokenHash } }
    }

    func sessions(of identity: RecordID) -> [SessionEntry] {
        state.withLock { state in
            state.sessions.values.filter { $0.identity == identity }.sorted { $0.id > $1.id }
        }
    }

    func touchSession(_ id: RecordID, lastSeen: Int64) throws {
        try answer(.touchSession) { state in
            guard let old = state.sessions[id] else { return }
            state.sessions[id] = SessionEntry(
                id: id,
                tokenHash: old.tokenHash,
                identity: old.identity,
                tenant: old.tenant,
                space: old.space,
                createdAt: old.createdAt,
                lastSeen: lastSeen,
                expiresAt: old.expiresAt,
                userAgent: old.userAgent
            )
        }
    }

    func deleteSession(_ id: RecordID) throws -> Bool {
        try answer(.deleteSession) { $0.sessions.removeValue(forKey: id) != nil }
    }

    func deleteExpiredSessions(now: Int64) throws {
        try answer(.deleteExpiredSessions) { state in
            state.sessions = state.sessions.filter { $0.value.expiresAt > now }
        }
    }

    func putPackSource(hash: String, id: String, version: String, files: [String: [UInt8]]) {
        state.withLock { $0.sources[hash] = files }
    }

    func packSource(hash: String) -> [String: [UInt8]]? { state.withLock { $0.sources[hash] } }

    func packVersions(of id: String) -> [(version: String, hash: String)] { [] }

    func insertPending(_ work: PendingWork) { state.withLock { $0.pending[work.id] = work } }

    func pending() -> [PendingWork] { state.withLock { Array($0.pending.values) } }

    func deletePending(_ id: RecordID) { state.withLock { $0.pending[id] = nil } }
}
