import Kernel

/// Takes rows along that speak of things which have another name now, inside one savepoint.
///
/// Tables and columns keep their names (`StoreInventory.rename`); what is written in rows follows here: states, options of choices, roles of members,
/// where sown rows came from, and the seals of secrets, which name the entity and the field.
struct RenameRun {
    let changes: NameChanges
    /// What became of tables and columns.
    let steps: [SchemaStep]
    let scope: TenantScope
    let sealer: FieldSealer
    let connection: any SQLConnection
    let journal: any JournalAppender
    let schema: PhysicalSchema

    init(
        _ changes: NameChanges,
        _ steps: [SchemaStep],
        _ scope: TenantScope,
        _ sealer: FieldSealer,
        on connection: any SQLConnection,
        journal: any JournalAppender
    ) throws {
        self.changes = changes
        self.steps = steps
        self.scope = scope
        self.sealer = sealer
        self.connection = connection
        self.journal = journal
        schema = try PhysicalSchema(scope.model, names: ColumnNames.read(connection))
    }

    func run() throws {
        for (old, new) in changes.entities.sorted(by: { $0.key < $1.key }) { try moveSeeds(from: old, to: new) }
        try sealAnew()
        for change in changes.all where change.kind == .state {
            if let entity = change.entity?.after { try renameState(change.before, to: change.after, of: entity) }
        }
        try renameOptions()
        try renameHidden()
        try renameRoles()
    }

    /// Values of choices: a record has its option under the name that it gets.
    private func renameOptions() throws {
        var touched: Set<String> = []
        for (id, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            for field in table.fields where !field.model.definition.secret {
                let names = changes.options(of: field.id, in: id)
                guard !names.isEmpty, let column = field.columns.first else { continue }
                let order = field.model.type.options.map(\.id)
                let name = PhysicalName.quoted(table.name)
                let quoted = PhysicalName.quoted(column)
                let rows = try connection.rows(
                    "SELECT id, version, \(quoted) FROM \(name) WHERE \(quoted) IS NOT NULL"
                ) { (id: $0.text(0), version: $0.int(1), value: $0.text(2)) }
                for row in rows {
                    let value = try renamed(row.value, field.kind, names, order)
                    guard value != row.value else { continue }
                    try connection.run(
                        "UPDATE \(name) SET \(quoted) = ?, version = version + 1, updated_at = ? WHERE id = ?",
                        [.text(value), .int(scope.now), .text(row.id)]
                    )
                    let change = JournalEntry.Change(
                        field: field.id,
                        before: try Self.choice(row.value),
                        after: try Self.choice(value)
                    )
                    try note(id, row.id, version: row.version + 1, change)
                    touched.insert(table.name)
                }
            }
        }
        if !touched.isEmpty { try SearchIndex.settle(schema, tables: touched, on: connection) }
    }

    /// A choice, or the list of several, in the order of the definition.
    private func renamed(
        _ value: String,
        _ kind: PhysicalKind,
        _ names: [String: String],
        _ order: [String]
    ) throws -> String {
        guard case .choices = kind else { return names[value] ?? value }
        guard case .array(let held) = try JSONReader.read(Array(value.utf8)) else { return value }
        let now = held.compactMap(\.text).map { names[$0] ?? $0 }
        guard now != held.compactMap(\.text) else { return value }
        let sorted = now.sorted {
            (order.firstIndex(of: $0) ?? order.count) < (order.firstIndex(of: $1) ?? order.count)
        }
        return String(decoding: JSONWriter.text(of: .array(sorted.map(JSONValue.string))), as: UTF8.self)
    }

    private func moveSeeds(from old: EntityID, to new: EntityID) throws {
        // Not by UPDATE: the entity is part of the key, and what takes a row back finds it by its key.
        try connection.run(
            "INSERT INTO seed(pack, entity, key, record_id, hash) "
                + "SELECT pack, ?, key, record_id, hash FROM seed WHERE entity = ?",
            [.text(new.raw), .text(old.raw)]
        )
        try connection.run("DELETE FROM seed WHERE entity = ?", [.text(old.raw)])
    }

    /// By the columns and not by the model: what is hidden, retired or of a pack that is off, is sealed as well.
    ///
    /// What bears the new names already stays as it is: an undo brings seals back with their rows.
    private func sealAnew() throws {
        for (column, names) in movedSecrets() {
            try sealer.reseal(column.table, column.name, on: connection) { record in
                (names.old.place(of: record, in: scope.tenant), names.new.place(of: record, in: scope.tenant))
            }
        }
    }

    /// Columns of secrets with the address that they had at first and the one that they have at last: an entity and a field may be
    /// renamed at once, and no seal names what was between.
    private func movedSecrets() -> [(column: SchemaStep, names: (old: SealedAddress, new: SealedAddress))] {
        let columns = Dictionary(grouping: steps.filter { $0.kind == .renamed }) { "\($0.table) \($0.name)" }
        return columns.sorted { $0.key < $1.key }.compactMap { _, steps in
            guard let column = steps.first, let old = column.was.flatMap(SealedAddress.init),
                let new = steps.last.flatMap({ SealedAddress($0.address) })
            else { return nil }
            return (column, (old, new))
        }
    }

    private func renameState(_ old: String, to new: String, of entity: EntityID) throws {
        guard let table = try schema.tables[entity]?.name ?? held(ColumnNames.address(entity)) else { return }
        let name = PhysicalName.quoted(table)
        let records = try connection.rows("SELECT id, version FROM \(name) WHERE state = ?", [.text(old)]) {
            (id: $0.text(0), version: $0.int(1))
        }
        for record in records {
            try connection.run(
                "UPDATE \(name) SET state = ?, version = version + 1, updated_at = ? WHERE id = ?",
                [.text(new), .int(scope.now), .text(record.id)]
            )
            let change = JournalEntry.Change(field: "state", before: .text(old), after: .text(new))
            try note(entity, record.id, version: record.version + 1, change)
        }
    }

    private func renameRoles() throws {
        let roles = changes.names(.role)
        guard !roles.isEmpty, let table = schema.tables[memberEntity],
            let column = table.field("roles")?.columns.first
        else { return }
        let (name, quoted) = (PhysicalName.quoted(table.name), PhysicalName.quoted(column))
        let members = try connection.rows("SELECT id, version, \(quoted) FROM \(name) WHERE \(quoted) IS NOT NULL") {
            (id: $0.text(0), version: $0.int(1), roles: $0.text(2))
        }
        for member in members {
            guard case .array(let held) = try JSONReader.read(Array(member.roles.utf8)) else { continue }
            let now = held.map { role in role.text.flatMap { roles[$0] }.map(JSONValue.string) ?? role }
            guard now != held else { continue }
            let text = String(decoding: JSONWriter.text(of: .array(now)), as: UTF8.self)
            try connection.run(
                "UPDATE \(name) SET \(quoted) = ?, version = version + 1, updated_at = ? WHERE id = ?",
                [.text(text), .int(scope.now), .text(member.id)]
            )
            let change = JournalEntry.Change(
                field: "roles",
                before: .choices(held.compactMap(\.text)),
                after: .choices(now.compactMap(\.text))
            )
            try note(memberEntity, member.id, version: member.version + 1, change)
        }
    }

    func note(_ entity: EntityID, _ record: String, version: Int64, _ change: JournalEntry.Change) throws {
        try journal.append(
            scope,
            JournalEntry(entity: entity.raw, record: record, action: "renamed", version: version, changes: [change]),
            on: connection
        )
    }
}
