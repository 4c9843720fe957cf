import Kernel

/// What a store has already: names by address, columns by table, indexes.
///
/// Read once per expansion.
struct StoreInventory {
    /// Columns by table.
    private(set) var columns: [String: Set<String>] = [:]
    /// Every index.
    private(set) var indexes: Set<String> = []
    /// Unique indexes that the expander made, by table.
    private(set) var uniqueIndexes: [String: [String]] = [:]
    /// Names by address.
    private var names: [String: String] = [:]
    /// Names in use: of tables under an empty key, of columns under their entity's address.
    private var used: [String: Set<String>] = [:]

    init(_ connection: any SQLConnection) throws {
        try connection.query(
            "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
            []
        ) { columns[$0.text(0), default: []].insert($0.text(1)) }
        try connection.query("SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index'", []) { row in
            let index = row.text(1)
            indexes.insert(index)
            if index.hasPrefix("\(TableIndex.uniquePrefix)__") { uniqueIndexes[row.text(0), default: []].append(index) }
        }
        try connection.query("SELECT address, name FROM address_map", []) { row in
            let address = row.text(0)
            names[address] = row.text(1)
            used[Self.space(of: address), default: []].insert(row.text(1))
        }
    }

    /// Gives every entity and field of a model its name, writes the new ones, and answers all that are not plain.
    mutating func nameEverything(_ model: TenantModel, on connection: any SQLConnection) throws -> ColumnNames {
        var changed: [String: String] = [:]
        for (id, entity) in model.entities.sorted(by: { $0.key < $1.key }) {
            let table = PhysicalName.table(id)
            let name = try claim(ColumnNames.address(id), plain: table, on: connection)
            if name != table { changed[ColumnNames.address(id)] = name }
            for field in entity.fields
            where entity.computed[field.id] == nil && PhysicalKind.ofColumns(field.definition) != nil {
                let address = ColumnNames.address(id, field)
                let column = PhysicalName.column(owner: field.owner, field: field.id)
                let name = try claim(address, plain: column, on: connection)
                if name != column { changed[address] = name }
            }
        }
        return ColumnNames(changed: changed)
    }

    /// The name of an address: as written at its birth, else the plain one, else the first free `__2`, `__3` ...
    private mutating func claim(_ address: String, plain: String, on connection: any SQLConnection) throws -> String {
        if let name = names[address] { return name }
        let space = Self.space(of: address)
        var name = plain
        var number = 2
        while used[space]?.contains(name) == true {
            name = PhysicalName.extended(plain, String(number))
            number += 1
        }
        names[address] = name
        used[space, default: []].insert(name)
        try connection.run(
            "INSERT INTO address_map(address, name, changed) VALUES (?, ?, ?)",
            [.text(address), .text(name), .flag(name != plain)]
        )
        return name
    }

    /// Tables share one space of names; columns have one per entity.
    ///
    /// A column's address is its entity's, then `.<owner>.<field>:<tag>`.
    private static func space(of address: String) -> String {
        let parts = address.split(separator: ".")
        return parts.count > 2 ? "\(parts[0]).\(parts[1])" : ""
    }
}
