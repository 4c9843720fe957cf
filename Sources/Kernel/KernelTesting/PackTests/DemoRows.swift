import Kernel
import KernelPacks

/// Sows the demo rows of a pack as a demo company gets them, to tell each that is refused at its line (P721).
struct DemoRows {
    private static let access = RecordAccess(rows: .everything, fields: nil)

    private let pack: PackDefinition
    private let scope: TenantScope
    private let writer: RecordWriter
    private var people: [String: RecordID] = [:]
    private var sown: [String: RecordID] = [:]
    private var findings: [Diagnostic] = []

    /// Sows in a company that has the pack with its reference rows.
    static func findings(_ pack: PackDefinition, in kernel: TestKernel, _ tenant: TenantID) async throws -> [Diagnostic]
    {
        let scope = try kernel.scope(of: tenant)
        let ids = kernel.ids
        return try await kernel.folder.open(tenant).write(scope) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            var rows = DemoRows(pack: pack, scope: scope, writer: writer)
            try rows.addPeople()
            rows.sow(pack.demoSeeds, backend)
            return rows.findings
        }
    }

    private init(pack: PackDefinition, scope: TenantScope, writer: RecordWriter) {
        self.pack = pack
        self.scope = scope
        self.writer = writer
    }

    /// A person in every role, as `demo.<role>` names them.
    private mutating func addPeople() throws {
        let members = try TestKernel.entity("access.member", in: scope.model)
        for role in scope.model.roles.keys.sorted() {
            let values: [String: Value] = [
                "name": .text(role), "email": .text("\(role)@demo.example"), "roles": .choices([role]),
                "active": .bool(true),
            ]
            people[role] = try writer.create(members, id: nil, values: values, access: Self.access).id
        }
    }

    /// In an order in which every referred row comes first.
    ///
    /// Rows that refer to one that is refused are left out: what is wrong is told there.
    private mutating func sow(_ rows: [SeedRow], _ backend: any TransactionBackend) {
        var waiting = rows
        while !waiting.isEmpty {
            var later: [SeedRow] = []
            for row in waiting {
                do {
                    try sow(row, backend)
                } catch is SeedReader.Missing {
                    later.append(row)
                } catch {
                    tell(error, of: row)
                }
            }
            guard later.count < waiting.count else { return }
            waiting = later
        }
    }

    private mutating func sow(_ row: SeedRow, _ backend: any TransactionBackend) throws {
        let entity = try TestKernel.entity(row.entity, in: scope.model)
        let (people, sown, pack, scope) = (people, sown, pack, scope)
        let reader = SeedReader(scope: scope) { key, target in
            if key.hasPrefix("demo.") { return people[String(key.dropFirst("demo.".count))] }
            return try sown["\(target).\(key)"] ?? backend.seeded(scope, pack: pack.id, entity: target, key: key)
        }
        let values = try reader.values(of: row, entity)
        if row.entity == RecordWorld.people {
            guard let person = people[row.key] else { throw SeedReader.Missing(key: row.key) }
            try writer.change(entity, id: person, values: values, action: "updated")
        } else {
            let record = try writer.create(entity, id: nil, values: values, access: Self.access, state: row.state)
            self.sown["\(row.entity).\(row.key)"] = record.id
        }
    }

    private mutating func tell(_ error: any Error, of row: SeedRow) {
        let address = "seed/\(row.entity)/\(row.key)"
        let found = (error as? KernelError)?.findings ?? []
        let reasons =
            found.isEmpty
            ? [(path: "", message: PackTestCase.describe(error))] : found.map { (path: $0.path, message: $0.message) }
        for reason in reasons {
            let field = reason.path.split(separator: ".").last.map(String.init) ?? ""
            let span = pack.spans["\(address)/\(field)"] ?? row.span
            let message = "the demo row `\(row.key)` of `\(row.entity)` is refused: \(reason.message)"
            findings.append(Diagnostic(.demoRefused, message, at: span))
        }
    }
}
