import Kernel

/// Makes room for a model in a store: tables, nullable columns, indexes (DESIGN section 5, "Schema changes").
///
/// Idempotent, and only adds, with one exception: a unique index whose rule the model has dropped goes, since it would
/// go on refusing. What is there is read once; statements run only for what is missing, so that opening a store whose
/// schema is current writes nothing.
///
/// Tables have rowids and a unique index on `id`, not WITHOUT ROWID: a record is wider than the quarter of a page that an
/// index b-tree keeps in place, and every other index already ends in the id that ordered lists need.
package enum SchemaExpander {
    /// The form of what the expander makes itself; one more whenever tables that are there need something new.
    private static let form = 2

    /// Whether a store was last expanded for this model, by this form of the expander.
    static func isCurrent(_ connection: any SQLConnection, model: TenantModel) throws -> Bool {
        try connection.first("SELECT value FROM meta WHERE key = 'expanded'") { $0.text(0) } == mark(model)
    }

    private static func mark(_ model: TenantModel) -> String {
        "\(form) \(model.hash)"
    }

    /// Adds what a model needs, inside the caller's transaction.
    /// - Throws: 422 `taken` where live records already break a new unique rule; what the database refuses.
    package static func expand(_ connection: any SQLConnection, model: TenantModel) throws {
        try createOwnTables(connection)
        var inventory = try StoreInventory(connection)
        let names = try inventory.nameEverything(model, on: connection)
        let schema = try PhysicalSchema(model, names: names)
        for (_, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            try expand(table, in: inventory, on: connection)
        }
        try SearchIndex.expand(schema, on: connection)
        guard try !isCurrent(connection, model: model) else { return }
        try connection.run(
            "INSERT INTO meta(key, value) VALUES('expanded', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            [.text(mark(model))]
        )
    }

    private static func createOwnTables(_ connection: any SQLConnection) throws {
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS address_map(
              address TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, changed INTEGER NOT NULL DEFAULT 0
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS address_map__changed ON address_map(address, name) WHERE changed = 1;
            CREATE TABLE IF NOT EXISTS seed(
              pack TEXT NOT NULL, entity TEXT NOT NULL, key TEXT NOT NULL, record_id TEXT NOT NULL, hash TEXT NOT NULL,
              PRIMARY KEY(pack, entity, key)
            ) STRICT, WITHOUT ROWID;
            """ + SearchIndex.tables
        )
    }

    private static func expand(
        _ table: PhysicalTable,
        in inventory: StoreInventory,
        on connection: any SQLConnection
    ) throws {
        let name = PhysicalName.quoted(table.name)
        let columns = table.fields.flatMap { field in
            zip(field.columns, field.kind.parts).map { "\(PhysicalName.quoted($0)) \($1.type)" }
        }
        if let present = inventory.columns[table.name] {
            let wanted = [SearchIndex.rowColumn] + table.fields.flatMap(\.columns)
            for (column, definition) in zip(wanted, [rowColumn] + columns) where !present.contains(column) {
                try connection.execute("ALTER TABLE \(name) ADD COLUMN \(definition)")
            }
        } else {
            try connection.execute(
                "CREATE TABLE \(name)(\((systemColumns + [rowColumn] + columns).joined(separator: ", "))) STRICT"
            )
        }
        for case .link(let place) in table.fields.map(\.kind) where place.through == nil {
            try createLinks(place.table, in: inventory, on: connection)
        }
        try expandIndexes(of: table, in: inventory, on: connection)
    }

    private static let systemColumns = [
        "id TEXT NOT NULL PRIMARY KEY", "version INTEGER NOT NULL", "created_at INTEGER NOT NULL",
        "updated_at INTEGER NOT NULL", "created_by TEXT", "updated_by TEXT", "owner TEXT", "state TEXT",
        "deleted_at INTEGER",
    ]

    private static let rowColumn = "\(SearchIndex.rowColumn) INTEGER"

    /// Link rows are two ids and a number: the primary key is the table, and finds the links of a record in order; the
    /// index finds the records that link to a target.
    private static func createLinks(
        _ table: String,
        in inventory: StoreInventory,
        on connection: any SQLConnection
    ) throws {
        guard inventory.columns[table] == nil else { return }
        let name = PhysicalName.quoted(table)
        let index = PhysicalName.quoted(PhysicalName.index("i", table: table, column: "target_id"))
        try connection.execute(
            """
            CREATE TABLE \(name)(
              record_id TEXT NOT NULL, position INTEGER NOT NULL, target_id TEXT NOT NULL, PRIMARY KEY(record_id, position)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX \(index) ON \(name)(target_id, record_id);
            """
        )
    }

    private static func expandIndexes(
        of table: PhysicalTable,
        in inventory: StoreInventory,
        on connection: any SQLConnection
    ) throws {
        let wanted = TableIndex.all(of: table)
        for index in wanted where !inventory.indexes.contains(index.name) {
            do {
                try connection.execute(index.definition(on: table.name))
            } catch let failure as StoreFailure where failure.kind == .constraint {
                let path = "\(table.entity.id.raw).\(index.field)"
                throw KernelError.invalid([
                    Finding(path, "taken", "Live records share values of `\(index.field)`, which is to be unique.")
                ])
            }
        }
        let names = Set(wanted.map(\.name))
        for stale in inventory.uniqueIndexes[table.name] ?? [] where !names.contains(stale) {
            try connection.execute("DROP INDEX \(PhysicalName.quoted(stale))")
        }
    }
}
