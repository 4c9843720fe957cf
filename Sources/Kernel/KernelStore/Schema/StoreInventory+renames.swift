import Kernel

extension StoreInventory {
    /// Tables and columns of things that have another name stay where they are: their names pass to the new addresses.
    ///
    /// A field whose type changed too has a new column, and nothing is passed on.
    mutating func rename(_ changes: NameChanges, _ model: TenantModel) -> [SchemaStep] {
        changes.all.flatMap { change -> [SchemaStep] in
            guard let entity = change.entity else { return [] }
            switch change.kind {
            case .entity: return renameEntity(from: entity.before, to: entity.after)
            case .field: return renameField(change, of: entity.after, model)
            case .option, .state, .move, .role, .permission, .setting: return []
            }
        }
            + changes.returning.flatMap { change in
                change.entity.map { renameField(change, of: $0.after, model) } ?? []
            }
    }

    private mutating func renameEntity(from old: EntityID, to new: EntityID) -> [SchemaStep] {
        let (before, after) = (ColumnNames.address(old), ColumnNames.address(new))
        guard let table = name(at: before), name(at: after) == nil else { return [] }
        let addresses = addresses.filter { $0 == before || $0.hasPrefix("\(before).") }.sorted()
        return note(before, isNow: after, table: table)
            + addresses.map { address in
                let next = after + address.dropFirst(before.count)
                // Columns have plain names of their own; a table's follows its entity.
                let isPlain = address == before ? table == PhysicalName.table(new) : nil
                return pass(address, to: next, table: table, isPlain: isPlain)
            }
    }

    /// The journal goes on speaking of the entity by its old name: histories ask for both.
    private func note(_ old: String, isNow new: String, table: String) -> [SchemaStep] {
        func set(_ key: String, _ value: String?) -> String {
            let key = PhysicalName.literal(Self.formerKey + key)
            guard let value else { return "DELETE FROM meta WHERE key = \(key)" }
            return "INSERT INTO meta(key, value) VALUES(\(key), \(PhysicalName.literal(value))) "
                + "ON CONFLICT(key) DO UPDATE SET value = excluded.value"
        }
        let all = formers.filter { $0.value == old }.keys.sorted() + [old]
        return all.map { former in
            SchemaStep(
                .name,
                table: table,
                name: table,
                address: new,
                statement: set(former, new),
                inverse: set(former, formers[former])
            )
        }
    }

    /// The names that entities had between a change and its undo: the journal speaks of them by those too.
    static func remember(_ renames: NameChanges, on connection: any SQLConnection) throws {
        for (between, now) in renames.entities.sorted(by: { $0.key < $1.key }) {
            try connection.run(
                "INSERT INTO meta(key, value) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM journal WHERE entity = ?) "
                    + "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                [.text(formerKey + between.raw), .text(now.raw), .text(between.raw)]
            )
        }
    }

    /// Of an entity whose owner is off nobody knows the types: each column that the field had goes along.
    private mutating func renameHidden(_ change: NameChange, of entity: EntityID) -> [SchemaStep] {
        let stem = "\(ColumnNames.address(entity)).\(change.owner)"
        let (before, after) = ("\(stem).\(change.before):", "\(stem).\(change.after):")
        guard let table = name(at: ColumnNames.address(entity)) else { return [] }
        let plain = PhysicalName.column(owner: change.owner, field: change.after)
        let columns = addresses.filter { $0.hasPrefix(before) }.sorted().flatMap { address -> [SchemaStep] in
            let next = after + address.dropFirst(before.count)
            return name(at: next) == nil ? [pass(address, to: next, table: table, isPlain: plain)] : []
        }
        // Links that were never named otherwise have no address of their own.
        let links = PhysicalName.extended(table, change.before)
        guard columns.isEmpty, self.columns[links] != nil, !isNamed(links) else { return columns }
        let tag = PhysicalKind.linkTag
        return name(at: after + tag) == nil ? [claimLinks(links, at: after + tag, was: before + tag)] : []
    }

    private mutating func renameField(_ change: NameChange, of entity: EntityID, _ model: TenantModel) -> [SchemaStep] {
        guard model.entities[entity] != nil else { return renameHidden(change, of: entity) }
        guard
            let field = model.entities[entity]?.fields.first(where: {
                $0.id == change.after && $0.owner == change.owner
            }),
            model.entities[entity]?.computed[field.id] == nil
        else { return [] }
        let tag = PhysicalKind.tag(field.definition)
        let stem = "\(ColumnNames.address(entity)).\(change.owner)"
        let (before, after) = ("\(stem).\(change.before):\(tag)", "\(stem).\(change.after):\(tag)")
        let table = name(at: ColumnNames.address(entity)) ?? PhysicalName.table(entity)
        guard name(at: after) == nil else { return [] }
        if PhysicalKind.hasLinks(field.definition), name(at: before) == nil {
            let links = PhysicalName.extended(table, change.before)
            guard columns[links] != nil else { return [] }
            return [claimLinks(links, at: after, was: before)]
        }
        guard name(at: before) != nil else { return [] }
        return [
            pass(before, to: after, table: table, isPlain: PhysicalName.column(owner: change.owner, field: field.id))
        ]
    }

    private mutating func pass(_ old: String, to new: String, table: String, isPlain plain: String) -> SchemaStep {
        pass(old, to: new, table: table, isPlain: name(at: old) == plain)
    }

    private mutating func pass(_ old: String, to new: String, table: String, isPlain: Bool?) -> SchemaStep {
        let held = name(at: old) ?? ""
        let mark = isPlain.map { ", changed = \($0 ? 0 : 1)" } ?? ""
        let before = changedNames.contains(old) ? 1 : 0
        move(old, to: new, isChanged: isPlain.map { !$0 })
        func update(_ from: String, _ to: String, _ rest: String) -> String {
            "UPDATE address_map SET address = \(PhysicalName.literal(to))\(rest) WHERE address = \(PhysicalName.literal(from))"
        }
        var step = SchemaStep(
            .renamed,
            table: table,
            name: held,
            address: new,
            statement: update(old, new, mark),
            inverse: update(new, old, ", changed = \(before)")
        )
        step.was = old
        return step
    }

    private mutating func claimLinks(_ table: String, at address: String, was: String) -> SchemaStep {
        hold(table, at: address)
        let key = PhysicalName.literal(address)
        var step = SchemaStep(
            .renamed,
            table: table,
            name: table,
            address: address,
            statement:
                "INSERT INTO address_map(address, name, changed) VALUES (\(key), \(PhysicalName.literal(table)), 1)",
            inverse: "DELETE FROM address_map WHERE address = \(key)"
        )
        step.was = was
        return step
    }
}
