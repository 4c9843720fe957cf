import Kernel

/// What a store has already: names by address, columns by table, indexes.
///
/// Read once per expansion.
struct StoreInventory {
    /// Columns by table.
    private(set) var columns: [String: Set<String>] = [:]
    /// Every index.
    private(set) var indexes: Set<String> = []
    /// Unique indexes that the expander made, by table, with the statements that made them.
    private(set) var uniqueIndexes: [String: [String: String]] = [:]
    /// Names by address.
    private var names: [String: String] = [:]
    /// Entities that have another name now: old to new.
    private(set) var formers: [String: String] = [:]
    /// Addresses whose names are not plain.
    private(set) var changedNames: Set<String> = []
    /// Names in use: of tables under an empty key, of columns under their entity's address.
    private var used: [String: Set<String>] = [:]

    /// What the keys of `meta` begin with that name an entity's former names.
    static let formerKey = "was "

    init(_ connection: any SQLConnection) throws {
        try connection.query(
            "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
            []
        ) { columns[$0.text(0), default: []].insert($0.text(1)) }
        try connection.query("SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'index'", []) { row in
            let index = row.text(1)
            indexes.insert(index)
            guard index.hasPrefix("\(TableIndex.uniquePrefix)__") else { return }
            uniqueIndexes[row.text(0), default: [:]][index] = row.text(2)
        }
        try connection.query("SELECT key, value FROM meta WHERE key LIKE '\(Self.formerKey)%'", []) { row in
            formers[String(row.text(0).dropFirst(Self.formerKey.count))] = row.text(1)
        }
        try connection.query("SELECT address, name, changed FROM address_map", []) { row in
            let address = row.text(0)
            if row.int(2) == 1 { changedNames.insert(address) }
            names[address] = row.text(1)
            used[Self.space(of: address), default: []].insert(row.text(1))
        }
    }

    /// Every address that has a name.
    var addresses: Dictionary<String, String>.Keys { names.keys }

    /// The name of an address.
    func name(at address: String) -> String? { names[address] }

    /// Whether an address names a table.
    func isNamed(_ table: String) -> Bool { names.values.contains(table) }

    /// Passes a name on to another address; `isChanged` says whether it is no longer plain, `nil` that it is as it was.
    mutating func move(_ old: String, to new: String, isChanged: Bool?) {
        guard let name = names.removeValue(forKey: old) else { return }
        let was = changedNames.remove(old) != nil
        hold(name, at: new)
        if !(isChanged ?? was) { changedNames.remove(new) }
    }

    /// Holds a name that is not plain at an address.
    mutating func hold(_ name: String, at address: String) {
        names[address] = name
        changedNames.insert(address)
        used[Self.space(of: address), default: []].insert(name)
    }

    /// Gives every entity and field of a model its name: answers all that are not plain, and what writes the new ones down.
    mutating func nameEverything(_ model: TenantModel) -> (names: ColumnNames, claims: [SchemaStep]) {
        var changed: [String: String] = [:]
        var claims: [SchemaStep] = []
        for (id, entity) in model.entities.sorted(by: { $0.key < $1.key }) {
            let table = PhysicalName.table(id)
            let name = claim(ColumnNames.address(id), plain: table, of: table, &claims)
            if name != table { changed[ColumnNames.address(id)] = name }
            for field in entity.fields where PhysicalKind.hasLinks(field.definition) {
                let address = ColumnNames.address(id, field)
                let plain = PhysicalName.extended(name, field.id)
                // Links are written down where their table is not the plain one, or cannot be.
                guard names[address] != nil || used[Self.space(of: address)]?.contains(plain) == true else { continue }
                let claimed = claim(address, plain: plain, of: name, &claims)
                if claimed != plain { changed[address] = claimed }
            }
            for field in entity.fields
            where entity.computed[field.id] == nil && PhysicalKind.ofColumns(field.definition) != nil {
                let address = ColumnNames.address(id, field)
                let column = PhysicalName.column(owner: field.owner, field: field.id)
                let claimed = claim(address, plain: column, of: name, &claims)
                if claimed != column { changed[address] = claimed }
            }
        }
        return (ColumnNames(changed: changed), claims)
    }

    /// The name of an address: as written at its birth, else the plain one, else the first free `__2`, `__3` ...
    private mutating func claim(
        _ address: String,
        plain: String,
        of table: String,
        _ claims: inout [SchemaStep]
    ) -> String {
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
        let key = PhysicalName.literal(address)
        claims.append(
            SchemaStep(
                .name,
                table: table,
                name: name,
                address: address,
                statement: """
                    INSERT INTO address_map(address, name, changed) \
                    VALUES (\(key), \(PhysicalName.literal(name)), \(name == plain ? 0 : 1))
                    """,
                inverse: "DELETE FROM address_map WHERE address = \(key)"
            )
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
