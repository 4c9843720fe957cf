import Kernel

@testable import KernelStore

/// A catalog with one entity of every type, whose scales and options depend on a seed.
enum GeneratedCatalog {
    static let entity: EntityID = "gen.thing"

    static func contributions(_ generator: inout Seeded) -> [CapabilityContribution] {
        let options = ["red", "green", "blue", "not_red", "a"].filter { _ in Bool.random(using: &generator) }
        let fields = fields(&generator, options: ["red"] + options.filter { $0 != "red" })
        // The stores bind settings only; input and rates stand there as settings of their own names.
        let settings =
            context(&generator).flatMap { field in
                ["setting", "input"].map { FieldDefinition("\($0)_\(field.id)", field.type) }
            } + [FieldDefinition("input_thing", .reference(to: entity)), FieldDefinition("rate_labor_hour", rate)]
        return [
            LabCatalog.contribution(
                "access",
                [EntityDefinition("access.member", collection: "members", fields: member(&generator))]
            ),
            LabCatalog.contribution(
                "gen",
                [EntityDefinition(entity, collection: "things", label: "{text}", fields: fields)],
                settings: settings.map { SettingDefinition($0) }
            ),
        ]
    }

    /// Roles that a member may have.
    static let roles = ["owner", "staff", "guest"]

    static let rate = FieldType.decimal(scale: 4)

    /// A value of each type that settings and input have.
    private static func context(_ generator: inout Seeded) -> [FieldDefinition] {
        [
            FieldDefinition("bool", .bool), FieldDefinition("int", .int()),
            FieldDefinition("decimal", .decimal(scale: .random(in: 1...9, using: &generator))),
            FieldDefinition("money", .money()), FieldDefinition("text", .text()), FieldDefinition("date", .date),
            FieldDefinition("time", .time), FieldDefinition("duration", .duration),
            FieldDefinition("datetime", .datetime()),
        ]
    }

    /// The principal's own record, with a reference to a thing.
    private static func member(_ generator: inout Seeded) -> [FieldDefinition] {
        [FieldDefinition("name", .text())] + context(&generator).map { FieldDefinition("own_\($0.id)", $0.type) }
            + [
                FieldDefinition("thing", .reference(to: entity)),
                FieldDefinition("roles", .choices(roles.map { Choice($0) })),
                FieldDefinition("teams", .references(to: entity, inverse: "team_members")),
            ]
    }

    private static func fields(_ generator: inout Seeded, options: [String]) -> [FieldDefinition] {
        let choices = options.map { Choice($0) }
        return [
            FieldDefinition("text", .text(), indexed: true), FieldDefinition("note", .longText()),
            FieldDefinition("whole", .int(), indexed: true), FieldDefinition("number", .int()),
            FieldDefinition("fine", .decimal(scale: .random(in: 0...9, using: &generator))),
            FieldDefinition("rough", .decimal(scale: .random(in: 0...3, using: &generator))),
            FieldDefinition("price", .money()), FieldDefinition("cost", .money(currency: "EUR")),
            FieldDefinition("yes", .bool), FieldDefinition("sure", .bool),
            FieldDefinition("day_a", .date), FieldDefinition("day_b", .date), FieldDefinition("clock", .time),
            FieldDefinition("long", .duration), FieldDefinition("longer", .duration),
            FieldDefinition("starts", .datetime()), FieldDefinition("ends", .datetime(zone: true)),
            FieldDefinition("color", .choice(choices)), FieldDefinition("other", .choice(choices)),
            FieldDefinition("tags", .choices(choices)),
            FieldDefinition("friend", .reference(to: entity, inverse: "fans")),
            FieldDefinition("peers", .references(to: entity, inverse: "peer_of")),
            FieldDefinition("place", .geo), FieldDefinition("home", .geo),
            FieldDefinition("lines", .list(parts(&generator))),
        ]
    }

    private static func parts(_ generator: inout Seeded) -> [FieldDefinition] {
        [
            FieldDefinition("what", .text()), FieldDefinition("many", .int()),
            FieldDefinition("each", .decimal(scale: .random(in: 0...6, using: &generator))),
            FieldDefinition("fee", .money()), FieldDefinition("good", .bool), FieldDefinition("on", .date),
            FieldDefinition("at", .time), FieldDefinition("took", .duration), FieldDefinition("when", .datetime()),
        ]
    }
}
