import KernelCrypto

/// Everything that a change of a tenant's packs would do, and the state that it was made for.
package struct ChangePlan: Sendable {
    /// What is to be done.
    package enum Action: String, Sendable {
        case enable, disable, upgrade, customise, drop
    }

    /// Something to think about before.
    package struct Risk: Hashable, Sendable {
        /// What may go wrong.
        package enum Kind: String, Hashable, Sendable {
            /// The tenant's writes wait while rows are passed over.
            case locks
            /// Data is kept and hidden.
            case hidesData = "hides_data"
            /// Data is gone, unless it was exported.
            case losesData = "loses_data"
            /// No receipt takes it back.
            case cannotUndo = "cannot_undo"
            /// Records are not as the new definitions want them.
            case incomplete
            /// People may do more than before without anybody having said so of them.
            case grantsRights = "grants_rights"
        }

        package let kind: Kind
        package let address: String
        package let rows: Int64
        package let text: String

        package init(_ kind: Kind, _ address: String, rows: Int64, _ text: String) {
            self.kind = kind
            self.address = address
            self.rows = rows
            self.text = text
        }
    }

    /// Two sides that want different things, and what is suggested.
    package struct Conflict: Hashable, Sendable {
        package let address: String
        package let property: String
        /// As the old pack had it.
        package let base: JSONValue?
        /// As the new pack has it.
        package let pack: JSONValue?
        /// As the tenant has it.
        package let tenant: JSONValue?
        /// `keep_tenant`, `take_pack`: what is in force after the change; or what has to be done by hand first.
        package var suggestion: String
        /// Whether the change is refused until it is settled.
        package var blocks = false

        /// The property of a conflict over a name that two things would have.
        package static let name = "was"
    }

    /// A row of a pack's seeds.
    package struct Seed: Hashable, Sendable {
        package let entity: String
        package let key: String
        /// `add`; `keep`, `update`, `edited`, `deleted` for a row that was sown before; `change` for the demo's people.
        package let change: String

        /// Whether rows may have come to it meanwhile without another plan.
        var kind: String { ["update", "edited", "deleted"].contains(change) ? "follow" : change }
    }

    /// One step by which records become what the new version wants.
    package struct Migration: Hashable, Sendable {
        package let text: String
        /// Records that it changes.
        package let rows: Int64
        /// Whether `rows` is a bound: what else decides is known only when it runs.
        package let atMost: Bool
    }

    /// A field or an entity that is hidden from then on, or dropped.
    package struct Retired: Hashable, Sendable {
        package let address: String
        /// Records that hold something in it.
        package var rows: Int64 = 0
        /// The day of the tenant's calendar from which on a plan may drop it; `nil` for never.
        package let until: String?
    }

    /// How much is touched.
    package struct Cost: Hashable, Sendable {
        package var rowsTouched: Int64 = 0
        package var permissionsAdded = 0
        package var permissionsRemoved = 0
        package var routesAdded = 0
    }

    package let action: Action
    package let subject: String
    package let version: String
    package let tenant: String
    /// The version that the tenant has; empty where the pack was off.
    package var from = ""
    /// The hash of the tenant's state that this was made for.
    package let base: String
    /// The hash of the model that it leads to.
    package let target: String
    package var changes: [ModelChange] = []
    /// What has another name from then on.
    package var renames = NameChanges.none
    package var routesAdded: [String] = []
    package var routesRemoved: [String] = []
    package var steps: [SchemaStep] = []
    package var seeds: [Seed] = []
    package var migrations: [Migration] = []
    /// What is hidden, and kept for a time.
    package var retires: [Retired] = []
    /// What is dropped for good.
    package var drops: [Retired] = []
    /// Whether the demo's rows are sown too.
    package var demo = false
    package var capabilities: [String] = []
    /// Packs that come along since it needs them.
    package var packs: [TenantState.EnabledPack] = []
    /// Packs that get another version too, since the one that they have does not go with it.
    package var upgraded: [(from: String, to: TenantState.EnabledPack)] = []
    /// Interfaces that the pack can do without: whether each is there.
    package var optional: [(need: String, isMet: Bool)] = []
    package var risks: [Risk] = []
    package var conflicts: [Conflict] = []
    package var cost = Cost()
    package var warnings: [String] = []

    package init(
        _ action: Action,
        _ subject: String,
        version: String,
        tenant: String,
        base: String,
        target: String
    ) {
        self.action = action
        self.subject = subject
        self.version = version
        self.tenant = tenant
        self.base = base
        self.target = target
    }

    /// How many rows lose something; more than none has to be accepted.
    package var lost: Int64 {
        risks.filter { $0.kind == .losesData }.reduce(0) { $0 + $1.rows }
    }

    /// Whether the tenant would be as it is.
    package var isEmpty: Bool {
        changes.isEmpty && steps.isEmpty && drops.isEmpty
            && seeds.allSatisfy { $0.kind == "keep" || $0.kind == "follow" && $0.change != "update" }
    }

    /// SHA-256 over everything that is decided by the state and the pack.
    ///
    /// Counts of rows are left out: they change while people work, and what is counted is told again at once.
    package var hash: String {
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.key("head")
            writer.array([action.rawValue, subject, version, tenant, base, target, demo ? "demo" : ""]) {
                $0.string($1)
            }
            writer.key("changes")
            writer.array(changes) { $0.modelChange($1) }
            writer.key("renames")
            writer.array(renames.all) { $0.string("\($1.addresses.before) \($1.addresses.after)") }
            writer.key("schema")
            writer.array(steps) { $0.string($1.statement + $1.name) }
            writer.key("seeds")
            writer.array(seeds) { $0.string("\($1.entity) \($1.key) \($1.kind)") }
            writer.key("migrations")
            writer.array(migrations) { $0.string($1.text) }
            writer.key("conflicts")
            writer.array(conflicts) { $0.conflict($1) }
            writer.key("along")
            writer.array(upgraded) { $0.string("\($1.to.id) \($1.from) \($1.to.hash)") }
            writer.key("retired")
            writer.array(retires + drops) { $0.string($1.address) }
        }
        return SHA256.hex(writer.bytes)
    }
}

extension JSONWriter {
    package mutating func modelChange(_ change: ModelChange) {
        object { writer in
            writer.key("change")
            writer.string(change.kind.rawValue)
            writer.key("address")
            writer.string(change.address)
            writer.key("properties")
            writer.array(change.properties) { writer, property in
                writer.object { writer in
                    writer.key("name")
                    writer.string(property.name)
                    writer.key("before")
                    writer.value(property.before ?? .null)
                    writer.key("after")
                    writer.value(property.after ?? .null)
                }
            }
        }
    }

    package mutating func conflict(_ conflict: ChangePlan.Conflict) {
        object { writer in
            writer.key("address")
            writer.string(conflict.address)
            writer.key("property")
            writer.string(conflict.property)
            for (name, value) in [("base", conflict.base), ("pack", conflict.pack), ("tenant", conflict.tenant)] {
                writer.key(name)
                writer.value(value ?? .null)
            }
            writer.key("suggestion")
            writer.string(conflict.suggestion)
            writer.key("blocks")
            writer.bool(conflict.blocks)
        }
    }
}
