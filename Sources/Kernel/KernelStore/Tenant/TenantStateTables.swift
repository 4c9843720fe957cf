import Kernel

/// What is enabled for a tenant, in its own database: `enabled_capability`, `enabled_pack`, `overlay`, `retired`,
/// `setting`, `meta`.
enum TenantStateTables {
    /// The state as last switched; the defaults where nothing was.
    static func read(_ connection: any SQLConnection) throws -> TenantState {
        var state = TenantState()
        state.capabilities = try connection.rows("SELECT id FROM enabled_capability ORDER BY position") { $0.text(0) }
        try connection.query("SELECT id, version, hash, dormant FROM enabled_pack ORDER BY position", []) { row in
            let pack = TenantState.EnabledPack(id: row.text(0), version: row.text(1), hash: row.text(2))
            if row.int(3) == 0 { state.packs.append(pack) } else { state.dormant.append(pack) }
        }
        state.overlay = try connection.rows(
            "SELECT address, property, value, base, reverted FROM overlay ORDER BY address, property"
        ) { row in
            OverlayEdit(
                address: row.text(0),
                property: row.text(1),
                value: row.text(2),
                base: row.text(3),
                isReverted: row.int(4) == 1
            )
        }
        state.retired = try connection.rows(
            "SELECT pack, entity, field, source, former, since, until FROM retired ORDER BY pack, entity, field, source"
        ) { row in
            RetiredThing(
                pack: row.text(0),
                entity: row.text(1),
                field: row.text(2),
                source: row.text(3),
                former: row.text(4),
                since: row.int(5),
                until: row.optionalInt(6)
            )
        }
        try connection.query("SELECT id, value FROM setting", []) { state.settings[$0.text(0)] = $0.text(1) }
        try connection.query("SELECT key, value FROM meta", []) { row in
            switch row.text(0) {
            case "zone": state.zone = row.text(1)
            case "currency": state.currency = row.text(1)
            case "language": state.language = row.text(1)
            default: break
            }
        }
        return state
    }

    /// Replaces the state, inside the caller's savepoint.
    static func write(_ state: TenantState, on connection: any SQLConnection) throws {
        for table in ["enabled_capability", "enabled_pack", "overlay", "retired", "setting"] {
            try connection.run("DELETE FROM \(table)")
        }
        for id in state.capabilities {
            try connection.run("INSERT INTO enabled_capability(id) VALUES(?)", [.text(id)])
        }
        for (packs, isDormant) in [(state.packs, false), (state.dormant, true)] {
            for pack in packs {
                try connection.run(
                    "INSERT INTO enabled_pack(id, version, hash, dormant) VALUES(?, ?, ?, ?)",
                    [.text(pack.id), .text(pack.version), .text(pack.hash), .flag(isDormant)]
                )
            }
        }
        for edit in state.overlay {
            try connection.run(
                "INSERT INTO overlay(address, property, value, base, reverted) VALUES(?, ?, ?, ?, ?)",
                [
                    .text(edit.address), .text(edit.property), .text(edit.value), .text(edit.base),
                    .flag(edit.isReverted),
                ]
            )
        }
        for thing in state.retired {
            try connection.run(
                "INSERT INTO retired(pack, entity, field, source, former, since, until) VALUES(?, ?, ?, ?, ?, ?, ?)",
                [
                    .text(thing.pack), .text(thing.entity), .text(thing.field), .text(thing.source),
                    .text(thing.former),
                    .int(thing.since), thing.until.map(SQLValue.int) ?? .null,
                ]
            )
        }
        for (id, value) in state.settings.sorted(by: { $0.key < $1.key }) {
            try connection.run("INSERT INTO setting(id, value) VALUES(?, ?)", [.text(id), .text(value)])
        }
        let places = [("zone", state.zone), ("currency", state.currency), ("language", state.language)]
        for (key, value) in places {
            try connection.run(
                "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                [.text(key), .text(value)]
            )
        }
    }
}
