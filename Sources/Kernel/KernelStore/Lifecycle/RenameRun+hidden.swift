import Kernel

/// Options in columns that nobody sees now: of a pack's field on an entity whose owner is off.
///
/// Their records come back with that owner, and must not hold what has another name by then.
extension RenameRun {
    func renameHidden() throws {
        let hidden = changes.all.filter { change in
            guard change.kind == .option, let entity = change.entity?.after, let field = change.field?.after else {
                return false
            }
            return schema.tables[entity]?.fields.contains { $0.id == field } != true
        }
        let places = Dictionary(grouping: hidden) {
            "\($0.entity?.after.raw ?? "").\($0.owner).\($0.field?.after ?? "")"
        }
        for (stem, changes) in places.sorted(by: { $0.key < $1.key }) {
            guard let entity = changes.first?.entity?.after, let field = changes.first?.field?.after,
                let table = try held(ColumnNames.address(entity))
            else { continue }
            let names = Dictionary(changes.map { ($0.before, $0.after) }, uniquingKeysWith: { first, _ in first })
            if let column = try held("\(stem):text") {
                try renameHidden(names, in: field, column, of: entity, table) { names[$0] ?? $0 }
            }
            if let column = try held("\(stem):choices") {
                try renameHidden(names, in: field, column, of: entity, table) { text in
                    guard case .array(let items) = try JSONReader.read(Array(text.utf8)) else { return text }
                    let now = items.map { item in item.text.flatMap { names[$0] }.map(JSONValue.string) ?? item }
                    return now == items ? text : String(decoding: JSONWriter.text(of: .array(now)), as: UTF8.self)
                }
            }
        }
    }

    private func renameHidden(
        _ names: [String: String],
        in field: String,
        _ column: String,
        of entity: EntityID,
        _ table: String,
        _ renamed: (String) throws -> String
    ) throws {
        let (name, quoted) = (PhysicalName.quoted(table), PhysicalName.quoted(column))
        let rows = try connection.rows("SELECT id, version, \(quoted) FROM \(name) WHERE \(quoted) IS NOT NULL") {
            (id: $0.text(0), version: $0.int(1), value: $0.text(2))
        }
        for row in rows {
            let value = try renamed(row.value)
            guard value != row.value else { continue }
            try connection.run(
                "UPDATE \(name) SET \(quoted) = ?, version = version + 1, updated_at = ? WHERE id = ?",
                [.text(value), .int(scope.now), .text(row.id)]
            )
            let change = JournalEntry.Change(
                field: field,
                before: try Self.choice(row.value),
                after: try Self.choice(value)
            )
            try note(entity, row.id, version: row.version + 1, change)
        }
    }

    /// The table or column that an address has in the store; `nil` where it was never made.
    func held(_ address: String) throws -> String? {
        try connection.first("SELECT name FROM address_map WHERE address = ?", [.text(address)]) { $0.text(0) }
    }

    /// A choice, or several, as a column has them.
    static func choice(_ text: String) throws -> Value {
        guard text.hasPrefix("["), case .array(let items) = try JSONReader.read(Array(text.utf8)) else {
            return .text(text)
        }
        return .choices(items.compactMap(\.text))
    }
}
