/// What an export has beside the tenant's own database: what the control database knows of the tenant.
package struct TenantEnvelope: Sendable, Codable, Hashable {
    /// A person who is a member.
    package struct Person: Sendable, Codable, Hashable {
        package let id: String
        package let email: String
        /// The encoded scrypt hash, as the control database has it.
        package let passwordHash: String
        package let createdAt: Int64

        package init(id: String, email: String, passwordHash: String, createdAt: Int64) {
            self.id = id
            self.email = email
            self.passwordHash = passwordHash
            self.createdAt = createdAt
        }
    }

    /// A pack's source.
    package struct Pack: Sendable, Codable, Hashable {
        package let hash: String
        package let id: String
        package let version: String
        package let files: [String: [UInt8]]

        package init(hash: String, id: String, version: String, files: [String: [UInt8]]) {
            self.hash = hash
            self.id = id
            self.version = version
            self.files = files
        }
    }

    /// The version of this form.
    package static let currentFormat = 1

    package let format: Int
    package let tenant: String
    package let name: String
    package let status: String
    package let createdAt: Int64
    package let exportedAt: Int64
    package let people: [Person]
    package let packs: [Pack]

    package init(entry: TenantEntry, exportedAt: Int64, people: [Person], packs: [Pack]) {
        format = Self.currentFormat
        tenant = entry.id.raw
        name = entry.name
        status = entry.status
        createdAt = entry.createdAt
        self.exportedAt = exportedAt
        self.people = people
        self.packs = packs
    }
}

/// Takes tenants out of a data folder, and into one.
package protocol TenantPortability: AnyObject, Sendable {
    /// Writes everything of a tenant to a new file that only its owner may read.
    /// - Returns: its bytes.
    /// - Throws: 409 `exists` where the file is there; `unavailable` when the disk fails.
    func export(_ tenant: TenantID, to path: String, _ envelope: TenantEnvelope) async throws -> Int64

    /// Reads what an export says of its tenant.
    /// - Throws: 422 where it is no export, or one of a newer server.
    func envelope(of path: String) async throws -> TenantEnvelope

    /// Makes a tenant's database from an export: checked, named anew, its secrets sealed for the name.
    /// - Returns: How many of its secrets no key of this server opens.
    /// - Throws: 409 `exists`; 422 where the file is damaged; `unavailable` where a key is missing.
    func install(_ path: String, as tenant: TenantID) async throws -> Int

    /// Removes what an import that did not come to its end left of a tenant.
    func discardDraft(of tenant: TenantID) async throws

    /// Whether there is a database of a tenant, whoever knows of it.
    func hasDatabase(of tenant: TenantID) -> Bool
}
