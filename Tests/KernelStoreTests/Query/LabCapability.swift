import Kernel

/// A small catalog that has every field type and every kind of relation.
enum LabCatalog {
    /// `access`, `lab`, `customers` and `work-orders`, as the tests use them.
    static func contributions() -> [CapabilityContribution] {
        [
            contribution("access", [team, member]),
            contribution("lab", [sample], settings: settings),
            contribution("customers", [customer]),
            contribution("work-orders", [workOrder, assignment, checklistItem]),
        ]
    }

    static func contribution(
        _ id: String,
        _ entities: [EntityDefinition],
        settings: [SettingDefinition] = []
    ) -> CapabilityContribution {
        let descriptor = CapabilityDescriptor(
            id: id,
            version: Version(1, 0),
            title: LocalizedText(id),
            provides: []
        )
        var contribution = CapabilityContribution(descriptor: descriptor)
        contribution.entities = entities
        contribution.settings = settings
        return contribution
    }

    private static let settings = [
        SettingDefinition(FieldDefinition("limit", .decimal(scale: 1))),
        SettingDefinition(FieldDefinition("motto", .text())),
        SettingDefinition(FieldDefinition("strict", .bool)),
        SettingDefinition(FieldDefinition("palette", .choices(["red", "green", "blue"]))),
    ]

    private static let team = EntityDefinition(
        "access.team",
        collection: "teams",
        fields: [FieldDefinition("name", .text())]
    )

    private static let member = EntityDefinition(
        "access.member",
        collection: "members",
        fields: [
            FieldDefinition("name", .text(), indexed: true),
            FieldDefinition("email", .email),
            FieldDefinition("teams", .references(to: "access.team")),
            FieldDefinition("skills", .choices(["red", "green", "blue"])),
        ],
        scopes: [.own: "id"]
    )

    /// One field of every type.
    static let sample = EntityDefinition(
        "lab.sample",
        collection: "samples",
        fields: [
            FieldDefinition("name", .text(), indexed: true),
            FieldDefinition("code", .text(), unique: true),
            FieldDefinition("note", .longText()),
            FieldDefinition("amount", .int(), indexed: true),
            FieldDefinition("ratio", .decimal(scale: 2), indexed: true),
            FieldDefinition("fine", .decimal(scale: 6)),
            FieldDefinition("price", .money()),
            FieldDefinition("cost", .money(currency: "EUR"), unique: true),
            FieldDefinition("done", .bool),
            FieldDefinition("day", .date, indexed: true),
            FieldDefinition("at", .time),
            FieldDefinition("length", .duration),
            FieldDefinition("seen", .datetime(), unique: true),
            FieldDefinition("met", .datetime(zone: true)),
            FieldDefinition("color", .choice(["red", "green", "blue"]), indexed: true),
            FieldDefinition("tags", .choices(["red", "green", "blue"])),
            FieldDefinition("friend", .reference(to: "lab.sample", inverse: "befriended_by")),
            FieldDefinition("peers", .references(to: "lab.sample", inverse: "peer_of")),
            FieldDefinition("lines", .list(lines)),
            FieldDefinition("place", .geo),
            FieldDefinition("mail", .email),
            FieldDefinition("fon", .phone),
            FieldDefinition("web", .url),
        ],
        states: [StateDefinition("fresh", start: true), StateDefinition("old", final: true)],
        moves: [MoveDefinition("age", from: ["fresh"], to: "old")]
    )

    private static let lines = [
        FieldDefinition("what", .text()),
        FieldDefinition("sum", .decimal(scale: 2)),
        FieldDefinition("price", .money()),
        FieldDefinition("on", .date),
        FieldDefinition("at", .time),
        FieldDefinition("met", .datetime(zone: true)),
        FieldDefinition("long", .duration),
        FieldDefinition("many", .int()),
        FieldDefinition("good", .bool),
        FieldDefinition("tags", .choices(["red", "green"])),
        FieldDefinition("who", .reference(to: "lab.sample", inverse: "line_of")),
        FieldDefinition("spot", .geo),
        FieldDefinition("parts", .list([FieldDefinition("name", .text())])),
    ]

    private static let customer = EntityDefinition(
        "customers.customer",
        collection: "customers",
        fields: [
            FieldDefinition("name", .text(), indexed: true),
            FieldDefinition("vip", .bool),
            FieldDefinition("credit", .decimal(scale: 2)),
            FieldDefinition("manager", .reference(to: "access.member", inverse: "managed")),
        ],
        scopes: [.own: "manager", .assigned: "work_orders.assignees", .team: "manager.teams"]
    )

    private static let workOrder = EntityDefinition(
        "work-orders.work_order",
        collection: "work-orders",
        label: "{title}",
        fields: [
            FieldDefinition("title", .text()),
            FieldDefinition("cap", .decimal(scale: 4)),
            FieldDefinition("customer", .reference(to: "customers.customer")),
            FieldDefinition("team", .reference(to: "access.team")),
            FieldDefinition("assignees", .references(to: "access.member", through: "work-orders.assignment")),
        ],
        states: [StateDefinition("draft", start: true), StateDefinition("done", final: true)],
        moves: [MoveDefinition("finish", from: ["draft"], to: "done")],
        scopes: [.own: "owner", .assigned: "assignees", .team: "team"]
    )

    private static let assignment = EntityDefinition(
        "work-orders.assignment",
        collection: "assignments",
        label: "{role}",
        fields: [
            FieldDefinition("work_order", .reference(to: "work-orders.work_order")),
            FieldDefinition("member", .reference(to: "access.member")),
            FieldDefinition("role", .text(), defaultValue: .text("worker")),
        ],
        states: [StateDefinition("planned", start: true, final: true)],
        scopes: [.own: "member"]
    )

    private static let checklistItem = EntityDefinition(
        "work-orders.checklist_item",
        collection: "checklist-items",
        label: "{what}",
        fields: [
            FieldDefinition("what", .text()),
            FieldDefinition("work_order", .reference(to: "work-orders.work_order")),
        ],
        scopes: [.assigned: "work_order.assignees", .team: "work_order.team"]
    )
}
