import Kernel

/// Removes everything that a pack left behind, inside one savepoint.
///
/// What was ever born for the pack stands in `address_map`, whatever version made it: `<pack>.<entity>` for its tables,
/// `<entity>.<pack>.<field>:<tag>` for its columns. Links of references, states, roles and settings have no names there and come
/// from its definitions.
struct PurgeRun {
    let order: PurgeOrder
    let scope: TenantScope
    let connection: any SQLConnection
    let journal: any JournalAppender
    let names: ColumnNames
    let schema: PhysicalSchema
    let inventory: StoreInventory
    /// Names by address.
    let addresses: [String: String]

    init(
        _ order: PurgeOrder,
        _ scope: TenantScope,
        on connection: any SQLConnection,
        journal: any JournalAppender
    ) throws {
        self.order = order
        self.scope = scope
        self.connection = connection
        self.journal = journal
        names = try ColumnNames.read(connection)
        schema = try PhysicalSchema(scope.model, names: names)
        inventory = try StoreInventory(connection)
        addresses = Dictionary(
            try connection.rows("SELECT address, name FROM address_map") { ($0.text(0), $0.text(1)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func run() throws -> PurgeReport {
        var report = PurgeReport()
        try requireAll()
        report.runs = try removeRuns()
        report.states = try moveStatesBack()
        try takeRoles()
        try removeSeeds(&report)
        let touched = try dropColumns(&report)
        try clearReferences()
        try dropTables(&report)
        try forgetNames()
        try SearchIndex.settle(schema, tables: touched, on: connection)
        report.entries = try eraseDetails()
        try connection.run("DELETE FROM idempotency WHERE at <= ?", [.int(order.disabledAt)])
        try connection.run("DELETE FROM receipt")
        try TenantStateTables.write(order.state, on: connection)
        try ModelMark.note(scope.model, on: connection)
        try note("kernel.pack", order.pack, "purged")
        return report
    }

    func note(_ entity: String, _ record: String, _ action: String, version: Int64 = 0) throws {
        try journal.append(
            scope,
            JournalEntry(entity: entity, record: record, action: action, version: version),
            on: connection
        )
    }

    /// The parts of an address.
    static func parts(_ address: String) -> [String] {
        address.split(separator: ".").map(String.init)
    }

    private var removal: PlaceRemoval { PlaceRemoval(connection: connection, inventory: inventory) }

    /// Tables of the pack's own entities.
    private var ownTables: [String] {
        addresses.filter { Self.parts($0.key).count == 2 && Self.parts($0.key)[0] == order.pack }.map(\.value).sorted()
    }

    /// Columns that the pack added to others' entities: table and column.
    private var ownColumns: [(table: String, column: String)] {
        addresses.sorted { $0.key < $1.key }.compactMap { address, name in
            let parts = Self.parts(address)
            guard parts.count == 4, parts[0] != order.pack, parts[2] == order.pack else { return nil }
            return addresses["\(parts[0]).\(parts[1])"].map { ($0, name) }
        }
    }

    private func dropColumns(_ report: inout PurgeReport) throws -> Set<String> {
        var touched: Set<String> = []
        for (table, base) in ownColumns {
            let all = [base] + ["currency", "zone", "lat", "lng", "accuracy"].map { PhysicalName.extended(base, $0) }
            let dropped = try removal.dropColumns(all, of: table)
            if dropped > 0 { touched.insert(table) }
            report.columns += dropped
        }
        for extending in order.definitions.flatMap(\.extensions) {
            for field in extending.fields {
                guard case .references(_, nil, _) = field.type else { continue }
                let links = PhysicalName.extended(names.table(extending.entity), field.id)
                guard scope.model.entities[extending.entity]?.field(field.id) == nil else { continue }
                try removal.dropLinks(links)
            }
        }
        return touched
    }

    /// References to records that go: also those that nobody sees now, in fields that are retired or of packs that are off.
    ///
    /// They would come back with their pack and lead nowhere. No version changes: no model shows what is changed.
    private func clearReferences() throws {
        // Read anew: columns of the pack's own have gone by now.
        let inventory = try StoreInventory(connection)
        let gone = Set(ownTables.filter { inventory.columns[$0] != nil })
        let columns = addresses.compactMap { address, column -> (table: String, column: String)? in
            let parts = Self.parts(address)
            guard parts.count == 4, address.hasSuffix(":reference"), let table = addresses["\(parts[0]).\(parts[1])"],
                !gone.contains(table), inventory.columns[table]?.contains(column) == true
            else { return nil }
            return (table, column)
        }
        let links = inventory.columns.filter { $0.value.contains("target_id") && $0.value.contains("record_id") }.keys
        for table in gone.sorted() {
            let ids = "(SELECT id FROM \(PhysicalName.quoted(table)))"
            for place in columns.sorted(by: { ($0.table, $0.column) < ($1.table, $1.column) }) {
                let column = PhysicalName.quoted(place.column)
                try connection.run(
                    "UPDATE \(PhysicalName.quoted(place.table)) SET \(column) = NULL WHERE \(column) IN \(ids)"
                )
            }
            for link in links.sorted() where !link.hasPrefix("\(table)__") {
                try connection.run("DELETE FROM \(PhysicalName.quoted(link)) WHERE target_id IN \(ids)")
            }
        }
    }

    private func dropTables(_ report: inout PurgeReport) throws {
        for table in ownTables where inventory.columns[table] != nil {
            report.records += try removal.dropTable(table)
            report.tables += 1
        }
    }

    private func forgetNames() throws {
        for former in inventory.formers.keys.sorted() where former.hasPrefix("\(order.pack).") {
            try connection.run("DELETE FROM meta WHERE key = ?", [.text(StoreInventory.formerKey + former)])
        }
        for address in addresses.keys.sorted() {
            let parts = Self.parts(address)
            guard parts[0] == order.pack || (parts.count == 4 && parts[2] == order.pack) else { continue }
            try removal.forget(address)
        }
    }
}
