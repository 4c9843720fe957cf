extension ChangePlan {
    /// The plan as `packs plan --format json` prints it.
    package var json: [UInt8] {
        var writer = JSONWriter(capacity: 32_768)
        writer.object { writer in
            let head = [
                ("action", action.rawValue), ("pack", subject), ("version", version), ("from", from),
                ("tenant", tenant),
                ("plan", hash), ("base", base), ("model", target),
            ]
            for (name, text) in head {
                writer.key(name)
                writer.string(text)
            }
            writer.key("empty")
            writer.bool(isEmpty)
            writer.key("changes")
            writer.array(changes) { $0.modelChange($1) }
            writer.key("renames")
            writer.array(renames.all) { writer, change in
                writer.object { writer in
                    writer.key("from")
                    writer.string(change.addresses.before)
                    writer.key("to")
                    writer.string(change.addresses.after)
                }
            }
            writer.key("routes")
            writer.object { writer in
                writer.key("added")
                writer.array(routesAdded) { $0.string($1) }
                writer.key("removed")
                writer.array(routesRemoved) { $0.string($1) }
            }
            writer.key("schema")
            writer.array(steps.filter { $0.kind != .mark && $0.kind != .name }) { $0.step($1) }
            writer.key("seeds")
            writer.array(seeds) { $0.seed($1) }
            writer.key("migrations")
            writer.array(migrations) { writer, migration in
                writer.object { writer in
                    writer.key("text")
                    writer.string(migration.text)
                    writer.key("rows")
                    writer.int(migration.rows)
                    writer.key("at_most")
                    writer.bool(migration.atMost)
                }
            }
            for (name, things) in [("retires", retires), ("drops", drops)] {
                writer.key(name)
                writer.array(things) { $0.retired($1) }
            }
            writer.key("demo")
            writer.bool(demo)
            writer.key("capabilities_enabled")
            writer.array(capabilities) { $0.string($1) }
            writer.neededPacks(packs)
            writer.upgradedPacks(upgraded)
            writer.key("optional")
            writer.array(optional) { writer, need in
                writer.object { writer in
                    writer.key("needs")
                    writer.string(need.need)
                    writer.key("met")
                    writer.bool(need.isMet)
                }
            }
            writer.key("risks")
            writer.array(risks) { $0.risk($1) }
            writer.key("conflicts")
            writer.array(conflicts) { $0.conflict($1) }
            writer.key("cost")
            writer.cost(cost)
            writer.key("accept")
            writer.int(lost)
            writer.key("undoable")
            writer.bool(!risks.contains { $0.kind == .cannotUndo })
            writer.key("warnings")
            writer.array(warnings) { $0.string($1) }
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func step(_ step: SchemaStep) {
        object { writer in
            writer.key("change")
            // Words that are no longer kept up to date belong to no table any more.
            let isGone = step.kind == .dropped || (step.kind == .search && step.table.isEmpty)
            writer.string(isGone ? "remove" : step.kind == .renamed ? "rename" : "add")
            writer.key("kind")
            writer.string(step.kind == .dropped ? "unique" : step.kind.rawValue)
            writer.key("table")
            writer.string(step.table)
            writer.key("name")
            writer.string(step.name)
            writer.key("address")
            writer.string(step.address)
            writer.key("rows")
            writer.int(step.rows)
        }
    }

    fileprivate mutating func seed(_ seed: ChangePlan.Seed) {
        object { writer in
            writer.key("entity")
            writer.string(seed.entity)
            writer.key("key")
            writer.string(seed.key)
            writer.key("change")
            writer.string(seed.change)
        }
    }

    mutating func retired(_ thing: ChangePlan.Retired) {
        object { writer in
            writer.key("address")
            writer.string(thing.address)
            writer.key("rows")
            writer.int(thing.rows)
            writer.key("until")
            if let until = thing.until { writer.string(until) } else { writer.null() }
        }
    }

    mutating func risk(_ risk: ChangePlan.Risk) {
        object { writer in
            writer.key("risk")
            writer.string(risk.kind.rawValue)
            writer.key("address")
            writer.string(risk.address)
            writer.key("rows")
            writer.int(risk.rows)
            writer.key("text")
            writer.string(risk.text)
        }
    }

    fileprivate mutating func cost(_ cost: ChangePlan.Cost) {
        object { writer in
            writer.key("rows_touched")
            writer.int(cost.rowsTouched)
            writer.key("permissions")
            writer.int(Int64(cost.permissionsAdded))
            writer.key("permissions_removed")
            writer.int(Int64(cost.permissionsRemoved))
            writer.key("routes")
            writer.int(Int64(cost.routesAdded))
        }
    }
}

extension JSONWriter {
    /// `packs_enabled`: what came along since it is needed.
    mutating func neededPacks(_ packs: [TenantState.EnabledPack]) {
        key("packs_enabled")
        array(packs) { writer, pack in
            writer.object { writer in
                writer.key("id")
                writer.string(pack.id)
                writer.key("version")
                writer.string(pack.version)
            }
        }
    }

    /// `packs_upgraded`: what got another version with it.
    mutating func upgradedPacks(_ packs: [(from: String, to: TenantState.EnabledPack)]) {
        key("packs_upgraded")
        array(packs) { writer, pack in
            writer.object { writer in
                for (name, text) in [("id", pack.to.id), ("from", pack.from), ("version", pack.to.version)] {
                    writer.key(name)
                    writer.string(text)
                }
            }
        }
    }
}
