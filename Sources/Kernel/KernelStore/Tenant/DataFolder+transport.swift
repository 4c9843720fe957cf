import Foundation
import Kernel

// An export is one SQLite file: the tenant's database as it is, with a table `export` of one row that holds what the control
// database knows of it (`TenantEnvelope` as JSON), and behind it a line with its digest (`ExportDigest`). Secret fields are in it as they are stored: sealed.

extension DataFolder {
    private static let table = "export"

    package func export(_ tenant: TenantID, to path: String, _ envelope: TenantEnvelope) async throws -> Int64 {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw KernelError(.exists, "`\(path)` is there already; name another file.")
        }
        let text = try LifecycleText.write(envelope)
        return try await tenants.use(tenant) { _ in
            try await pool.run { [self] in
                try attempt(path) {
                    try copy(database(of: tenant), to: path, text)
                    return try Self.size(of: path)
                }
            }
        }
    }

    /// Copies a database as it is at one moment, beside its writer, and puts the envelope into the copy.
    private func copy(_ source: String, to path: String, _ envelope: String) throws {
        let draft = "\(path).part"
        try Self.removeDatabase(draft)
        try FolderFiles.makeEmpty(draft)
        let live = try driver.open(path: source, create: false)
        defer { live.close() }
        try live.withWriter { try $0.execute("VACUUM INTO \(PhysicalName.literal(draft))") }
        let made = try driver.open(path: draft, create: false)
        do {
            try made.withWriter { connection in
                try connection.transaction {
                    try connection.execute("CREATE TABLE \(Self.table)(envelope TEXT NOT NULL) STRICT")
                    try connection.run("INSERT INTO \(Self.table)(envelope) VALUES(?)", [.text(envelope)])
                }
            }
            made.close()
        } catch {
            made.close()
            try Self.removeDatabase(draft)
            throw error
        }
        try ExportDigest.append(to: draft)
        try Self.move(draft, to: path)
    }

    package func envelope(of path: String) async throws -> TenantEnvelope {
        try await pool.run { [self] in
            try attempt(path) {
                guard FileManager.default.fileExists(atPath: path) else {
                    throw KernelError(.notFound, "There is no file `\(path)`.")
                }
                _ = try ExportDigest.check(path)
                let file = try driver.open(path: path, create: false)
                defer { file.close() }
                return try file.read { try Self.envelope($0) }
            }
        }
    }

    private static func envelope(_ connection: any SQLConnection) throws -> TenantEnvelope {
        let isThere = try connection.first(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
            [.text(table)]
        ) { $0.int(0) }
        guard isThere == 1, let text = try connection.first("SELECT envelope FROM \(table)", [], { $0.text(0) }) else {
            throw refused("The file is no export of a tenant.")
        }
        guard let envelope = try? LifecycleText.read(text, as: TenantEnvelope.self) else {
            throw refused("The export's own description cannot be read.")
        }
        guard envelope.format <= TenantEnvelope.currentFormat else {
            throw refused("The export was written by a newer version of the server.")
        }
        return envelope
    }

    package func install(_ path: String, as tenant: TenantID) async throws -> Int {
        try await pool.run { [self] in
            let draft = draft(of: tenant)
            return try attempt(path) {
                try Self.removeDatabase(draft)
                try FileManager.default.copyItem(atPath: path, toPath: draft)
                let sealed: Int
                do {
                    sealed = try prepare(draft, as: tenant)
                } catch {
                    try Self.removeDatabase(draft)
                    throw error
                }
                try Self.move(draft, to: database(of: tenant))
                return sealed
            }
        }
    }

    /// - Returns: How many secrets no key of this server opens.
    private func prepare(_ draft: String, as tenant: TenantID) throws -> Int {
        guard chmod(draft, 0o600) == 0 else { throw DataFolderError.unusable(path: draft, reason: "chmod") }
        try ExportDigest.remove(from: draft)
        let file = try driver.open(path: draft, create: false)
        defer { file.close() }
        return try file.withWriter { connection in
            let problems = try connection.rows("PRAGMA integrity_check") { $0.text(0) }
            guard problems == ["ok"] else { throw Self.refused("The export is damaged: \(problems[0])") }
            guard try SystemTables.tenant.position(connection) > 0 else { throw Self.refused("The file is no export.") }
            let finding = try JournalVerifier.verify(connection, anchor: nil).broken
            if let finding { throw Self.refused("The export's journal does not hold: \(finding)") }
            let envelope = try Self.envelope(connection)
            try connection.transaction {
                try connection.execute("DROP TABLE \(Self.table)")
                guard envelope.tenant != tenant.raw, let old = TenantID(envelope.tenant) else { return }
                try connection.run("UPDATE meta SET value = ? WHERE key = 'tenant'", [.text(tenant.raw)])
                try engine().reseal(connection, from: old, to: tenant)
            }
            return try engine().sealed(connection, in: tenant)
        }
    }

    package func discardDraft(of tenant: TenantID) async throws {
        try await pool.run { [self] in
            try attempt(draft(of: tenant)) { try Self.removeDatabase(draft(of: tenant)) }
        }
    }

    package func hasDatabase(of tenant: TenantID) -> Bool {
        FileManager.default.fileExists(atPath: database(of: tenant))
    }

    private func database(of tenant: TenantID) -> String {
        "\(path)/tenants/\(tenant).db"
    }

    private func draft(of tenant: TenantID) -> String {
        "\(database(of: tenant)).import"
    }

    private static func refused(_ message: String) -> KernelError {
        KernelError.invalid([Finding("file", "format", message)])
    }

    /// What the disk and the database refuse, as an answer.
    private func attempt<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let failure as StoreFailure where [.corrupt, .missing].contains(failure.kind) {
            throw Self.refused("`\(path)` is not a whole export.")
        } catch let failure as StoreFailure {
            throw failure.unavailable
        } catch let error as KernelError {
            throw error
        } catch {
            throw KernelError.invalid([Finding("file", "unusable", "`\(path)` cannot be used: \(error)")])
        }
    }

    /// A closed draft becomes the file.
    ///
    /// Closing moves the log into the file, unless the disk fails; then the log has what the file has not.
    private static func move(_ draft: String, to path: String) throws {
        let log = "\(draft)-wal"
        guard try !FileManager.default.fileExists(atPath: log) || size(of: log) == 0 else {
            throw DataFolderError.unusable(path: draft, reason: "its log could not be written back")
        }
        try FolderFiles.moveWhole(draft, to: path)
        try removeDatabase(draft)
    }

    private static func removeDatabase(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private static func size(of path: String) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.size] as? NSNumber)?.int64Value ?? 0
    }
}
