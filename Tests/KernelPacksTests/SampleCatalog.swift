import Kernel

/// Members, teams and three roles.
struct SampleAccess: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "access",
        version: Version(1, 0),
        title: "Access",
        provides: [Interface("access", 1, 0)],
        isCore: true
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                "access.member",
                collection: "members",
                fields: [
                    FieldDefinition("name", .text(max: 100), required: true),
                    FieldDefinition("teams", .references(to: "access.team", inverse: "members")),
                ],
                scopes: [.own: "id"],
                verbs: [.read, .update]
            )
        )
        registrar.entity(
            EntityDefinition(
                "access.team",
                collection: "teams",
                fields: [FieldDefinition("name", .text(max: 100), required: true)],
                scopes: [:]
            )
        )
        for role in ["owner", "manager", "employee"] {
            registrar.role(RoleDefinition(role, holdsEverything: role == "owner"))
        }
    }
}

/// Customers and sites; what `assigned` means for a site is open.
struct SampleCustomers: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "customers",
        version: Version(1, 1),
        title: "Customers",
        provides: [Interface("customers", 1, 1)],
        requires: [Interface("access", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                "customers.customer",
                collection: "customers",
                fields: [
                    FieldDefinition("name", .text(min: 1, max: 200), required: true),
                    FieldDefinition(
                        "kind",
                        .choice(["company", "person"]),
                        required: true,
                        defaultValue: .text("company")
                    ),
                    FieldDefinition("email", .email),
                ]
            )
        )
        registrar.entity(
            EntityDefinition(
                "customers.site",
                collection: "sites",
                fields: [
                    FieldDefinition("customer", .reference(to: "customers.customer"), required: true),
                    FieldDefinition("name", .text(min: 1, max: 200), required: true),
                    FieldDefinition("country", .text(min: 2, max: 2, pattern: "[A-Z]{2}")),
                    FieldDefinition("position", .geo),
                    FieldDefinition("radius_m", .int(min: 10, max: 10_000), required: true, defaultValue: .int(100)),
                    FieldDefinition("since", .date),
                ]
            )
        )
        registrar.setting(SettingDefinition(FieldDefinition("dunning_days", .int(min: 0), defaultValue: .int(14))))
    }
}

/// Work orders with their assignments.
struct SampleWorkOrders: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "work-orders",
        version: Version(1, 0),
        title: "Work orders",
        provides: [Interface("work-orders", 1, 0)],
        requires: [Interface("access", 1, 0), Interface("customers", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(SampleWorkOrders.order)
        registrar.entity(
            EntityDefinition(
                "work-orders.assignment",
                collection: "assignments",
                label: "{work_order}",
                fields: [
                    FieldDefinition(
                        "work_order",
                        .reference(to: "work-orders.work_order", onDelete: .cascade),
                        required: true
                    ),
                    FieldDefinition("member", .reference(to: "access.member"), required: true),
                ]
            )
        )
    }

    private static let order = EntityDefinition(
        "work-orders.work_order",
        collection: "work-orders",
        label: "{title}",
        fields: [
            FieldDefinition("title", .text(min: 1, max: 200), required: true),
            FieldDefinition("number", .text(max: 40), unique: true),
            FieldDefinition("customer", .reference(to: "customers.customer"), required: true),
            FieldDefinition("site", .reference(to: "customers.site")),
            FieldDefinition("priority", .choice(["normal", "urgent"]), defaultValue: .text("normal")),
            FieldDefinition("starts", .datetime(zone: true)),
            FieldDefinition("team", .reference(to: "access.team")),
            FieldDefinition("assignees", .references(to: "access.member", through: "work-orders.assignment")),
            FieldDefinition("notes", .longText()),
            FieldDefinition("estimated_value", .money(min: 0)),
        ],
        states: [
            StateDefinition("draft", start: true), StateDefinition("scheduled"), StateDefinition("done"),
            StateDefinition("cancelled", final: true),
        ],
        moves: [
            MoveDefinition("start", from: ["draft"], to: "scheduled"),
            MoveDefinition("finish", from: ["scheduled"], to: "done"),
            MoveDefinition("reopen", from: ["done"], to: "draft"),
            MoveDefinition("cancel", from: ["draft", "scheduled"], to: "cancelled"),
        ],
        scopes: [.own: "owner", .assigned: "assignees", .team: "team"]
    )
}

extension Catalog {
    /// A small server: access, customers, work orders.
    static let sample = Catalog.build([SampleAccess(), SampleCustomers(), SampleWorkOrders()]).catalog
}
