import Kernel
import Testing

@testable import KernelStore

/// The back end in SQL says what the back end in Swift says, on random data and random expressions.
struct ExpressionAgreementTests {
    @Test(arguments: 1...8)
    func `SQL and Swift agree`(seed: Int) throws {
        let lab = try Lab()
        let (live, all) = try fill(lab, seed: UInt64(seed))
        var expressions = RandomExpressions(try lab.entity("lab.sample"), seed: UInt64(seed) + 100)
        let scope = lab.scope(Lab.id(3), environment: Self.environment)
        var matches = 0
        for _ in 0..<150 {
            let node = expressions.condition()
            let expected = try live.filter { try isTrue(node, $0, among: live, scope) }.map(\.id).sorted()
            let found = try lab.ids("lab.sample", where: node, scope)
            #expect(found == expected, "\(node)")
            matches += expected.isEmpty || expected.count == live.count ? 0 : 1
        }
        #expect(all.count > live.count)
        #expect(matches > 50, "Expressions that let everything or nothing through compare nothing.")
    }

    /// The same conditions as a row filter on one record.
    @Test(arguments: 1...4)
    func `a condition on one record says what it says in a list`(seed: Int) throws {
        let lab = try Lab()
        let (live, _) = try fill(lab, seed: UInt64(seed))
        var expressions = RandomExpressions(try lab.entity("lab.sample"), seed: UInt64(seed) + 200)
        let scope = lab.scope(Lab.id(3), environment: Self.environment)
        for _ in 0..<20 {
            let node = expressions.condition()
            let listed = Set(try lab.ids("lab.sample", rows: .expression(node), scope))
            for record in live {
                let found = try lab.read {
                    try $0.record(
                        scope,
                        try lab.entity("lab.sample"),
                        record.id,
                        rows: .expression(node),
                        bin: false
                    )
                }
                #expect((found != nil) == listed.contains(record.id), "\(node)")
            }
        }
    }

    private static let environment = TenantEnvironment(
        settings: [
            "limit": .decimal(units: 5, scale: 1), "motto": .text("ab"), "strict": .bool(true),
            "palette": .choices(["red", "blue"]),
        ],
        zone: "Pacific/Kiritimati"
    )

    private func fill(_ lab: Lab, seed: UInt64) throws -> (live: [Record], all: [Record]) {
        var generator = Seeded(seed)
        let entity = try lab.entity("lab.sample")
        let records = try lab.write { transaction in
            try (1...30).map { number in
                var values: [String: Value] = [:]
                for field in entity.fields where !field.definition.unique {
                    values[field.id] = SampleValues.random(field, &generator)
                }
                // Unique among live records.
                values["seen"] = .datetime(Lab.now + Int64(number) - 15, zone: nil)
                let isBinned = Int.random(in: 0..<6, using: &generator) == 0
                let binnedAt = isBinned ? Lab.now : nil
                let id = try lab.insert("lab.sample", number, values, deletedAt: binnedAt, in: transaction)
                let record = try transaction.record(lab.scope(), entity, id, rows: .everything, bin: isBinned)
                return try #require(record)
            }
        }
        return (records.filter { $0.deletedAt == nil }, records)
    }

    private func isTrue(
        _ node: ExpressionNode,
        _ record: Record,
        among live: [Record],
        _ scope: TenantScope
    ) throws -> Bool {
        let context = EvaluationContext(
            now: scope.now,
            today: CalendarText.day(of: scope.now, zone: scope.environment.zone),
            me: scope.principal.member,
            setting: { scope.environment.settings[$0] ?? .null },
            path: { path in
                if path.hops.isEmpty { return record[path.field] }
                let friend = live.first { $0.id == record["friend"].reference }
                return friend?[path.field] ?? .null
            }
        )
        return try ExpressionEvaluator(context).isTrue(node)
    }
}
