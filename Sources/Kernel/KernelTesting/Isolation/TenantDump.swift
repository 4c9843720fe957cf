import Kernel

/// Everything that a tenant holds at one moment: each record as JSON, and where the journal ends.
struct TenantDump: Hashable, Sendable {
    let records: [String: String]
    let journalEntries: Int64
    let journalHead: String
    let journalBroken: String?

    private static let everything = RecordAccess(rows: .everything, fields: nil)

    /// Reads past every wall, from the tenant's own store.
    static func read(_ tenant: TenantID, of kernel: TestKernel) throws -> TenantDump {
        let scope = try kernel.scope(of: tenant)
        let store = try kernel.folder.open(tenant)
        var records: [String: String] = [:]
        for entity in scope.model.entities.keys {
            for bin in [false, true] {
                var query = RecordQuery(entity: entity)
                query.limit = 500
                query.bin = bin
                repeat {
                    let page = try store.read(scope) { try $0.list(scope, query, everything) }
                    guard case .array(let items) = try JSONReader.read(page.items) else { break }
                    for item in items {
                        var writer = JSONWriter()
                        writer.value(item)
                        let key = "\(entity) \(item["id"]?.text ?? "")\(bin ? " in the bin" : "")"
                        records[key] = String(decoding: writer.bytes, as: UTF8.self)
                    }
                    query.after = page.next
                } while query.after != nil
            }
        }
        let journal = try store.verifyJournal()
        return TenantDump(
            records: records,
            journalEntries: journal.entries,
            journalHead: journal.head,
            journalBroken: journal.broken
        )
    }

    /// What another moment has different.
    func differences(to later: TenantDump) -> [String] {
        var differences = recordDifferences(to: later)
        if journalEntries != later.journalEntries || journalHead != later.journalHead {
            differences.append("the journal grew from \(journalEntries) to \(later.journalEntries) entries")
        }
        if let broken = later.journalBroken { differences.append("the journal is broken: \(broken)") }
        return differences
    }

    /// Which records another moment has different.
    func recordDifferences(to later: TenantDump) -> [String] {
        let keys = Set(records.keys).union(later.records.keys).sorted()
        return keys.filter { records[$0] != later.records[$0] }.map { "\($0) changed" }
    }
}
