/// The control database: what belongs to no single tenant.
///
/// Calls are synchronous and short; writes are durable when they return.
package protocol ControlStore: AnyObject, Sendable {
    /// A tenant by id.
    func tenant(_ id: TenantID) throws -> TenantEntry?
    /// Tenants by id, without the platform's own.
    func tenants() throws -> [TenantEntry]
    /// Adds a tenant; `false` when the id is taken.
    func insertTenant(_ entry: TenantEntry) throws -> Bool
    /// Replaces a tenant's name and status.
    func updateTenant(_ entry: TenantEntry) throws

    /// An identity by its e-mail, folded to lower case.
    func identity(email: String) throws -> IdentityEntry?
    /// An identity by id.
    func identity(_ id: RecordID) throws -> IdentityEntry?
    /// Adds an identity; `false` when the e-mail is taken.
    func insertIdentity(_ entry: IdentityEntry) throws -> Bool
    /// Removes an identity that is a member of no tenant; `false` where it is one, or is not there.
    func deleteUnusedIdentity(_ id: RecordID) throws -> Bool
    /// Replaces a password hash.
    func updatePassword(_ id: RecordID, hash: String) throws
    /// Tenants an identity is a member of.
    func memberships(_ identity: RecordID) throws -> [TenantID]
    /// Adds an identity to a tenant; adding twice is once.
    func insertMembership(_ identity: RecordID, _ tenant: TenantID) throws

    /// Adds a session.
    func insertSession(_ session: SessionEntry) throws
    /// A session by the SHA-256 of its token.
    func session(tokenHash: [UInt8]) throws -> SessionEntry?
    /// Sessions of an identity, newest first.
    func sessions(of identity: RecordID) throws -> [SessionEntry]
    /// Moves the idle deadline.
    func touchSession(_ id: RecordID, lastSeen: Int64) throws
    /// Ends a session; `false` when there was none.
    func deleteSession(_ id: RecordID) throws -> Bool
    /// Ends sessions past their deadline.
    func deleteExpiredSessions(now: Int64) throws

    /// Keeps a pack's canonical files by hash; keeping twice is once.
    func putPackSource(hash: String, id: String, version: String, files: [String: [UInt8]]) throws
    /// A pack's canonical files.
    func packSource(hash: String) throws -> [String: [UInt8]]?
    /// The versions of a pack that are kept, with their hashes, the one that was kept last first.
    func packVersions(of id: String) throws -> [(version: String, hash: String)]

    /// Work that touches both databases: written first, finished at start-up when it was interrupted.
    func insertPending(_ work: PendingWork) throws
    /// Work begun and not finished.
    func pending() throws -> [PendingWork]
    /// Marks it finished.
    func deletePending(_ id: RecordID) throws
}

/// A tenant in the control database.
package struct TenantEntry: Hashable, Sendable {
    /// The status of a tenant that is served.
    package static let active = "active"

    package let id: TenantID
    package var name: String
    package let createdAt: Int64
    /// `active` or `suspended`.
    package var status: String

    package init(id: TenantID, name: String, createdAt: Int64, status: String = TenantEntry.active) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.status = status
    }
}

/// A person who can sign in, in the control database.
package struct IdentityEntry: Hashable, Sendable {
    package let id: RecordID
    /// Lower case.
    package let email: String
    /// The encoded scrypt hash.
    package let passwordHash: String
    package let createdAt: Int64

    package init(id: RecordID, email: String, passwordHash: String, createdAt: Int64) {
        self.id = id
        self.email = email
        self.passwordHash = passwordHash
        self.createdAt = createdAt
    }
}

/// A session: an opaque token, kept only as its SHA-256.
package struct SessionEntry: Hashable, Sendable {
    package let id: RecordID
    package let tokenHash: [UInt8]
    package let identity: RecordID
    package let tenant: TenantID
    package let space: Space
    package let createdAt: Int64
    /// When it was used last, to the minute.
    package let lastSeen: Int64
    /// The absolute end.
    package let expiresAt: Int64
    package let userAgent: String

    package init(
        id: RecordID,
        tokenHash: [UInt8],
        identity: RecordID,
        tenant: TenantID,
        space: Space,
        createdAt: Int64,
        lastSeen: Int64,
        expiresAt: Int64,
        userAgent: String
    ) {
        self.id = id
        self.tokenHash = tokenHash
        self.identity = identity
        self.tenant = tenant
        self.space = space
        self.createdAt = createdAt
        self.lastSeen = lastSeen
        self.expiresAt = expiresAt
        self.userAgent = userAgent
    }
}

/// Work that spans the control and a tenant database.
package struct PendingWork: Hashable, Sendable {
    package let id: RecordID
    /// Such as `create_tenant`; `Runtime.recover` knows them all.
    package let kind: String
    package let tenant: TenantID
    /// What the work needs to be finished, as JSON text.
    package let payload: String

    package init(id: RecordID, kind: String, tenant: TenantID, payload: String) {
        self.id = id
        self.kind = kind
        self.tenant = tenant
        self.payload = payload
    }
}

/// The data folder: the control database and the tenants' stores.
package protocol StoreDirectory: TenantPortability {
    /// The control database.
    var control: any ControlStore { get }
    /// Opens a tenant's store, or hands out the open one. The model is what the store expands its schema for.
    /// - Throws: `unavailable` for a schema that is newer than this binary.
    func open(_ tenant: TenantID) throws -> any TenantStore
    /// Makes a tenant's database. Making one that exists is no error.
    func create(_ tenant: TenantID) throws
    /// Hears of every commit in a tenant's store.
    var commits: CommitFeed { get }
    /// Why writes are refused, such as a full disk; `nil` when all is well.
    var trouble: String? { get }
    /// Verifies the control database's own journal, that of the tenant `platform`.
    func verifyControlJournal() throws -> JournalVerification
    /// The last entries of the control database's journal, oldest first, as JSON objects.
    func controlJournalTail(limit: Int, after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]]
    /// Closes every file after the writers are done.
    func close() async
}
