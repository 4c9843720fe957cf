// The platform has two journals: `control`, of the control database (tenants, identities, sessions, pack sources), and
// `tenant`, of its own records like every tenant's. Asking for the tenant `platform` shows both.

extension Runtime {
    /// A journal that the operator can name.
    private struct NamedJournal {
        let tenant: TenantID
        /// `control` or `tenant`.
        let name: String
        let verify: () throws -> JournalVerification
        let tail: (_ limit: Int, _ after: Int64?, _ filter: JournalFilter) throws -> [[UInt8]]
    }

    private var controlJournal: NamedJournal {
        let directory = parts.directory
        return NamedJournal(
            tenant: .platform,
            name: "control",
            verify: { try directory.verifyControlJournal() },
            tail: { try directory.controlJournalTail(limit: $0, after: $1, $2) }
        )
    }

    private func journal(of tenant: TenantID) throws -> NamedJournal {
        let store = try parts.directory.open(tenant)
        return NamedJournal(
            tenant: tenant,
            name: "tenant",
            verify: { try store.verifyJournal() },
            tail: { try store.journalTail(limit: $0, after: $1, $2) }
        )
    }

    private func platformJournals() throws -> [NamedJournal] {
        let hasTenant = try parts.directory.control.tenant(.platform) != nil
        return [controlJournal] + (hasTenant ? [try journal(of: .platform)] : [])
    }

    /// The journals of the tenant that a command names.
    private func journals(_ call: AuthenticatedInvocation) throws -> [NamedJournal] {
        let isPlatform = call.query.contains { $0.name == "tenant" && $0.value == TenantID.platform.raw }
        let all = isPlatform ? try platformJournals() : [try journal(of: operatorTenantNamed(call).id)]
        guard let name = call.query.first(where: { $0.name == "journal" })?.value else { return all }
        let found = all.filter { $0.name == name }
        guard !found.isEmpty else { throw KernelError(.notFound, "This tenant has no journal of that name.") }
        return found
    }

    /// `GET /operator/audit/tail`: the last entries; of several journals in the order of their time.
    func auditTail(_ call: AuthenticatedInvocation) throws -> Outcome {
        func number(_ name: String) -> Int64? { call.query.first { $0.name == name }.flatMap { Int64($0.value) } }
        let own = ["tenant", "limit", "after", "journal"]
        let filter = try JournalQuery.read(call.query.filter { !own.contains($0.name) }).filter
        let limit = Int(min(max(number("limit") ?? 20, 1), 10_000))
        let journals = try journals(call)
        let entries = try journals.flatMap { journal in
            // A journal keeps its own order: denials and reads are written later than the minute that they tell.
            var latest = ""
            return try journal.tail(limit, number("after"), filter).map { bytes in
                let entry = try JSONReader.read(bytes)
                latest = max(latest, entry["at"]?.text ?? "")
                return (journal: journal.name, time: latest, entry: entry)
            }
        }
        // Sorting keeps the order of equals out of a promise: the journal and its own number decide.
        let ordered = entries.enumerated().sorted { left, right in
            (left.element.time, left.offset) < (right.element.time, right.offset)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(journals[0].tenant.raw)
            writer.key("items")
            let items = ordered.map(\.element)
            writer.array(number("after") == nil ? items.suffix(limit) : items.prefix(limit)) { writer, item in
                let name = JSONValue.Member("journal", .string(item.journal))
                writer.value(.object((item.entry.members ?? []) + [name]))
            }
        }
        return .json(body: writer.bytes)
    }

    /// `GET /operator/audit/verify`; without a tenant, every journal there is.
    func auditVerify(_ call: AuthenticatedInvocation) throws -> Outcome {
        let isNamed = call.query.contains { $0.name == "tenant" }
        let all =
            isNamed
            ? try journals(call)
            : try platformJournals() + parts.directory.control.tenants().map { try journal(of: $0.id) }
        let results = try all.map { (journal: $0, found: try $0.verify()) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenants")
            writer.array(results) { writer, result in
                writer.object { writer in
                    writer.key("tenant")
                    writer.string(result.journal.tenant.raw)
                    writer.key("journal")
                    writer.string(result.journal.name)
                    writer.key("ok")
                    writer.bool(result.found.broken == nil)
                    writer.key("entries")
                    writer.int(result.found.entries)
                    writer.key("head")
                    writer.string(result.found.head)
                    writer.key("broken")
                    if let broken = result.found.broken { writer.string(broken) } else { writer.null() }
                }
            }
        }
        return .json(body: writer.bytes)
    }
}
