import Synchronization

@testable import Kernel

/// A small company with customers, orders and lines, made of plain definitions, that the tests of this target share.
enum Shop {
    static let now: Int64 = 1_795_372_200_000  // 2026-11-22T18:30:00Z
    static let order: EntityID = "shop.order"
    static let customer: EntityID = "shop.customer"
    static let line: EntityID = "shop.line"
    static let memo: EntityID = "shop.memo"
    static let member: EntityID = "access.member"
    static let team: EntityID = "access.team"

    static let ann = person(1)
    static let bob = person(2)
    static let eve = person(3)
    static let north = person(101)

    /// A fixed id.
    static func person(_ number: UInt8) -> RecordID {
        RecordID(milliseconds: 1_000, random: [0, 0, 0, 0, 0, 0, 0, 0, 0, number])
    }

    static var ids: IDGenerator {
        IDGenerator(clock: FixedClock(instant: now), random: CountingBytes())
    }

    static var contributions: [CapabilityContribution] { [access, shop] }

    /// The model; a finding is a mistake of this file.
    static func model(
        _ capabilities: [CapabilityContribution] = contributions,
        packs: [PackDefinition] = []
    ) throws -> TenantModel {
        let built = ModelBuilder.build(capabilities: capabilities, packs: packs)
        guard let model = built.model else { throw Broken(diagnostics: built.diagnostics) }
        return model
    }

    struct Broken: Error {
        let diagnostics: [Diagnostic]
    }
}

/// A clock that stands.
struct FixedClock: WallClock {
    let instant: Int64

    func now() -> Int64 { instant }
}

/// Bytes that count up, so that each id is another and each run the same.
final class CountingBytes: RandomSource {
    private let count = Mutex(0)

    func bytes(_ wanted: Int) -> [UInt8] {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return (0..<wanted).map { UInt8(truncatingIfNeeded: number >> (8 * (wanted - 1 - $0))) }
    }
}

extension Shop {
    static var access: CapabilityContribution {
        var access = CapabilityContribution(
            descriptor: CapabilityDescriptor(
                id: "access",
                version: Version(1, 0),
                title: "Access",
                provides: [Interface("access", 1, 0)],
                isCore: true
            )
        )
        access.entities = [
            EntityDefinition(
                member,
                collection: "members",
                fields: [
                    FieldDefinition("name", .text(max: 100), required: true),
                    FieldDefinition("email", .email, unique: true),
                    FieldDefinition("grade", .int()),
                    FieldDefinition("teams", .references(to: team)),
                ],
                scopes: [.own: "id", .team: "teams"]
            ),
            EntityDefinition(team, collection: "teams", fields: [FieldDefinition("name", .text(), required: true)]),
        ]
        access.roles = [
            RoleDefinition("owner", holdsEverything: true),
            RoleDefinition("manager", includes: ["staff"]),
            RoleDefinition(
                "staff",
                grants: [Grant("access.member.read", .all), Grant("access.team.read", .all)]
            ),
            RoleDefinition("accountant", space: .accountant),
        ]
        return access
    }

    static var shop: CapabilityContribution {
        var shop = CapabilityContribution(
            descriptor: CapabilityDescriptor(
                id: "shop",
                version: Version(2, 3, 1),
                title: "Shop",
                provides: [Interface("shop", 2, 3)],
                requires: [Interface("access", 1, 0)]
            )
        )
        shop.entities = [customerDefinition, orderDefinition, lineDefinition, memoDefinition]
        shop.permissions = [
            Permission("shop.approve", scopes: [.own, .assigned, .all]),
            Permission("shop.prices", implies: ["shop.order.read"]),
            Permission("shop.report"),
        ]
        shop.settings = [SettingDefinition(FieldDefinition("shop_limit", .int(), defaultValue: .int(500)))]
        shop.actions = [
            ActionDefinition(
                owner: "shop",
                id: "month_report",
                permission: Permission("shop.report"),
                body: .read { _, _ in .nothing }
            ),
            ActionDefinition(
                owner: "shop",
                id: "close_all",
                collection: "orders",
                permission: Permission("shop.report"),
                input: [FieldDefinition("reason", .text(), required: true)],
                body: .write { _, _ in .nothing }
            ),
        ]
        return shop
    }
}
