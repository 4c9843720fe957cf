import Kernel

/// Makes room for a model in a store: tables, nullable columns, indexes (DESIGN section 5, "Schema changes").
///
/// Idempotent, and only adds, with one exception: a unique index whose rule the model has dropped goes, since it would
/// go on refusing. What is there is read once; statements run only for what is missing, so that opening a store whose
/// schema is current writes nothing. What is to be run is listed first, with what takes each step back: a plan shows the
/// list, a receipt keeps it.
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
    /// - Returns: what was done, in order.
    /// - Throws: 422 `taken` where live records already break a new unique rule; what the database refuses.
    @discardableResult
    package static func expand(
        _ connection: any SQLConnection,
        model: TenantModel,
        renames: NameChanges = .none
    ) throws -> [SchemaStep] {
        try createOwnTables(connection)
        let (steps, schema) = try plan(connection, model: model, renames: renames)
        for step in steps where !step.statement.isEmpty {
            do {
                try connection.execute(step.statement)
            } catch let failure as StoreFailure where failure.kind == .constraint && step.kind == .unique {
                let field = step.address.split(separator: ".").last ?? ""
                throw KernelError.invalid([
                    Finding(step.address, "taken", "Live records share values of `\(field)`, which is to be unique.")
                ])
            }
        }
        if steps.contains(where: { $0.kind == .search }) { try SearchIndex.expand(schema, on: connection) }
        return steps
    }

    /// What `expand` would do, in order; reads only.
    static func plan(
        _ connection: any SQLConnection,
        model: TenantModel,
        renames: NameChanges = .none
    ) throws -> (steps: [SchemaStep], schema: PhysicalSchema) {
        var inventory = try StoreInventory(connection)
        let renamed = inventory.rename(renames, model)
        let (names, claims) = inventory.nameEverything(model)
        let schema = try PhysicalSchema(model, names: names)
        var steps = renamed + claims
        for (_, table) in schema.tables.sorted(by: { $0.key < $1.key }) { steps += plan(table, in: inventory) }
        steps += try SearchIndex.plan(schema, on: connection)
        return (steps + (try planMark(model, on: connection)), schema)
    }

    private static func planMark(_ model: TenantModel, on connection: any SQLConnection) throws -> [SchemaStep] {
        let before = try connection.first("SELECT value FROM meta WHERE key = 'expanded'") { $0.text(0) }
        let after = mark(model)
        guard before != after else { return [] }
        func set(_ value: String) -> String {
            let text = PhysicalName.literal(value)
            return "INSERT INTO meta(key, value) VALUES('expanded', \(text)) "
                + "ON CONFLICT(key) DO UPDATE SET value = excluded.value"
        }
        let inverse = before.map(set) ?? "DELETE FROM meta WHERE key = 'expanded'"
        return [SchemaStep(.mark, table: "", name: "expanded", address: "", statement: set(after), inverse: inverse)]
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

    private static func plan(_ table: PhysicalTable, in inventory: StoreInventory) -> [SchemaStep] {
        let name = PhysicalName.quoted(table.name)
        let entity = table.entity.id.raw
        let columns = table.fields.flatMap { field in
            zip(field.columns, field.kind.parts).map {
                (name: $0, type: $1.type, address: "\(entity).\(field.id)")
            }
        }
        var steps: [SchemaStep] = []
        if let present = inventory.columns[table.name] {
            let all = [(name: SearchIndex.rowColumn, type: "INTEGER", address: "")] + columns
            steps = all.filter { !present.contains($0.name) }.map { column in
                let quoted = PhysicalName.quoted(column.name)
                return SchemaStep(
                    .column,
                    table: table.name,
                    name: column.name,
                    address: column.address,
                    statement: "ALTER TABLE \(name) ADD COLUMN \(quoted) \(column.type)",
                    inverse: "ALTER TABLE \(name) DROP COLUMN \(quoted)"
                )
            }
        } else {
            let own = columns.map { "\(PhysicalName.quoted($0.name)) \($0.type)" }
            let all = (systemColumns + [rowColumn] + own).joined(separator: ", ")
            steps = [
                SchemaStep(
                    .table,
                    table: table.name,
                    name: table.name,
                    address: entity,
                    statement: "CREATE TABLE \(name)(\(all)) STRICT",
                    inverse: "DROP TABLE \(name)"
                )
            ]
        }
        return steps + planLinks(of: table, in: inventory) + planIndexes(of: table, in: inventory)
    }

    private static let systemColumns = [
        "id TEXT NOT NULL PRIMARY KEY", "version INTEGER NOT NULL", "created_at INTEGER NOT NULL",
        "updated_at INTEGER NOT NULL", "created_by TEXT", "updated_by TEXT", "owner TEXT", "state TEXT",
        "deleted_at INTEGER",
    ]

    private static let rowColumn = "\(SearchIndex.rowColumn) INTEGER"

    /// Link rows are two ids and a number: the primary key is the table, and finds the links of a record in order; the
    /// index finds the records that link to a target.
    private static func planLinks(of table: PhysicalTable, in inventory: StoreInventory) -> [SchemaStep] {
        table.fields.compactMap { field in
            guard let place = field.link, place.through == nil, inventory.columns[place.table] == nil else {
                return nil
            }
            let name = PhysicalName.quoted(place.table)
            let index = PhysicalName.quoted(PhysicalName.index("i", table: place.table, column: "target_id"))
            return SchemaStep(
                .links,
                table: place.table,
                name: place.table,
                address: "\(table.entity.id.raw).\(field.id)",
                statement: """
                    CREATE TABLE \(name)(
                      record_id TEXT NOT NULL, position INTEGER NOT NULL, target_id TEXT NOT NULL, \
                    PRIMARY KEY(record_id, position)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX \(index) ON \(name)(target_id, record_id);
                    """,
                inverse: "DROP TABLE \(name)"
            )
        }
    }

    private static func planIndexes(of table: PhysicalTable, in inventory: StoreInventory) -> [SchemaStep] {
        let wanted = TableIndex.all(of: table)
        let entity = table.entity.id.raw
        let missing = wanted.filter { !inventory.indexes.contains($0.name) }.map { index in
            SchemaStep(
                index.isUnique ? .unique : .index,
                table: table.name,
                name: index.name,
                address: "\(entity).\(index.field)",
                statement: index.definition(on: table.name),
                inverse: "DROP INDEX \(PhysicalName.quoted(index.name))"
            )
        }
        let names = Set(wanted.map(\.name))
        let stale = (inventory.uniqueIndexes[table.name] ?? [:]).filter { !names.contains($0.key) }
        return missing
            + stale.sorted { $0.key < $1.key }.map { index, definition in
                SchemaStep(
                    .dropped,
                    table: table.name,
                    name: index,
                    address: entity,
                    statement: "DROP INDEX \(PhysicalName.quoted(index))",
                    inverse: definition
                )
            }
    }
}
