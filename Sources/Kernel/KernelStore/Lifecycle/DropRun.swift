import Kernel

/// Removes for good what a pack retired, inside one savepoint.
///
/// The journal keeps what it said of the records. Every change so far is closed: what would take it back names columns that are
/// gone.
struct DropRun {
    private let order: DropOrder
    private let scope: TenantScope
    private let connection: any SQLConnection
    private let journal: any JournalAppender
    private let places: StoredPlaces
    private let removal: PlaceRemoval

    init(
        _ order: DropOrder,
        _ scope: TenantScope,
        on connection: any SQLConnection,
        journal: any JournalAppender
    ) throws {
        self.order = order
        self.scope = scope
        self.connection = connection
        self.journal = journal
        places = try StoredPlaces(connection)
        removal = PlaceRemoval(connection: connection, inventory: places.inventory)
    }

    func run() throws {
        var touched: Set<String> = []
        // Fields first: an entity takes its table along.
        for item in order.items {
            guard let field = item.field else { continue }
            try drop(field, item, &touched)
        }
        for item in order.items where item.field == nil { try dropEntity(item.entity) }
        let schema = try PhysicalSchema(scope.model, names: ColumnNames.read(connection))
        try SearchIndex.settle(schema, tables: touched, on: connection)
        for receipt in try ReceiptTable.all(connection) where receipt.status == .done {
            try ReceiptTable.close(receipt.id, as: .closed, connection)
        }
        try ReceiptTable.insert(order.receipt, steps: [], on: connection)
        try TenantStateTables.write(order.state, on: connection)
        try ModelMark.note(scope.model, on: connection)
        try journal.append(
            scope,
            JournalEntry(entity: "kernel.pack", record: order.pack, action: "dropped"),
            on: connection
        )
    }

    private func drop(_ field: FieldDefinition, _ item: DropOrder.Item, _ touched: inout Set<String>) throws {
        let table = places.names.table(item.entity)
        switch places.place(of: field, owner: item.thing.pack, in: item.entity) {
        case .columns(let columns):
            if try removal.dropColumns(columns, of: table) > 0 { touched.insert(table) }
        case .links(let links): try removal.dropLinks(links)
        case nil: break
        }
        try removal.forget(places.address(of: field, owner: item.thing.pack, in: item.entity))
    }

    private func dropEntity(_ entity: EntityID) throws {
        let address = ColumnNames.address(entity)
        let table = places.names.table(entity)
        let all = places.inventory.addresses.filter { $0 == address || $0.hasPrefix("\(address).") }.sorted()
        for inside in all {
            // Links whose names are written down may lie under a name that does not begin with the table's.
            guard let name = places.inventory.name(at: inside), inside != address, !name.hasPrefix("\(table)__") else {
                continue
            }
            if places.inventory.columns[table]?.contains(name) != true { try removal.dropLinks(name) }
        }
        if places.inventory.columns[table] != nil { _ = try removal.dropTable(table) }
        for inside in all { try removal.forget(inside) }
        try connection.run("DELETE FROM seed WHERE entity = ?", [.text(entity.raw)])
    }
}
