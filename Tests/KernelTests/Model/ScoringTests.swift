import Testing

@testable import Kernel

/// Scoring: the fields that it adds, what gives them their values, and why.
struct ScoringTests {
    private static let scoring = ScoringDefinition(
        Shop.order,
        start: 50,
        factors: [
            .init(
                "size",
                lines: [
                    .init("hours > 10", points: 45), .init("hours > 5", points: 15), .init("hours < 0", points: -80),
                ]
            ),
            .init("client", lines: [.init("customer.name = 'Ann'", points: 10)]),
        ],
        bands: [.init("warm", least: 40), .init("hot", least: 70)]
    )

    private func build(_ scorings: ScoringDefinition...) -> (model: TenantModel?, diagnostics: [Diagnostic]) {
        ModelBuilder.build(capabilities: Shop.contributions, packs: [Sample.pack("trade") { $0.scorings = scorings }])
    }

    private func value(_ field: String, hours: Int64?, client: String = "") throws -> Value {
        let entity = try #require(build(Self.scoring).model?.entities[Shop.order])
        return try evaluator(hours, client, entity).value(try #require(entity.computed[field]))
    }

    private func evaluator(_ hours: Int64?, _ client: String, _ entity: EntityModel) -> ExpressionEvaluator {
        ExpressionEvaluator(context(hours, client, entity))
    }

    private func context(_ hours: Int64?, _ client: String, _ entity: EntityModel) -> EvaluationContext {
        EvaluationContext(now: 0, today: 0) { path in
            switch path.field {
            case "hours": hours.map { .decimal(units: $0 * 100, scale: 2) } ?? .null
            case "name": .text(client)
            case ScoringDefinition.score:
                try entity.computed[path.field].map { try evaluator(hours, client, entity).value($0) } ?? .null
            default: .null
            }
        }
    }

    @Test(
        arguments: [
            (nil, "", 50, "warm"), (6, "", 65, "warm"), (11, "", 95, "hot"), (11, "Ann", 100, "hot"),
            (-1, "", 0, "cold"),
            (-1, "Ann", 0, "cold"), (10, "Ann", 75, "hot"),
        ] as [(Int64?, String, Int64, String)]
    )
    func `each factor gives the points of its first true line, and the sum is cut to the range`(
        hours: Int64?,
        client: String,
        score: Int64,
        band: String
    ) throws {
        #expect(try value(ScoringDefinition.score, hours: hours, client: client) == .int(score))
        #expect(try value(ScoringDefinition.band, hours: hours, client: client) == .text(band))
        let entity = try #require(build(Self.scoring).model?.entities[Shop.order])
        let told = try JSONReader.read(try #require(entity.scoring).explanation(evaluator(hours, client, entity)))
        #expect(told["score"] == .number(String(score)))
        #expect(told["band"] == .string(band))
    }

    @Test func `the fields are the pack's, computed, and part of the model`() throws {
        let model = try #require(build(Self.scoring).model)
        let entity = try #require(model.entities[Shop.order])
        #expect(entity.field("score")?.owner == "trade")
        #expect(entity.field("score")?.definition.writing == .never)
        #expect(
            entity.field("score_band")?.type
                == .choice([
                    Choice("hot", title: "Hot"), Choice("warm", title: "Warm"),
                    Choice("cold", title: LocalizedText(["en": "Cold", "de": "Kalt"])),
                ])
        )
        let json = try JSONReader.read(model.json)["entities"]?[Shop.order.raw]?["scoring"]
        #expect(json?["start"] == .number("50"))
        #expect(json?["owner"] == .string("trade"))
    }

    @Test func `without bands there is no field for them, and a band at the least leaves none over`() throws {
        var plain = Self.scoring
        plain.bands = []
        #expect(try #require(build(plain).model?.entities[Shop.order]).field("score_band") == nil)
        plain.bands = [.init("good", least: 50), .init("poor", least: 0)]
        #expect(plain.allBands.map(\.id) == ["good", "poor"])
    }

    @Test func `what cannot be is told, all of it`() {
        var broken = Self.scoring
        broken.start = 120
        broken.bands = [.init("hot", least: 170), .init("warm", least: 40), .init("tepid", least: 40)]
        broken.factors.append(.init("empty", lines: []))
        #expect(build(broken).diagnostics.map(\.code) == ["P262", "P262", "P262", "P262"])
        broken = Self.scoring
        broken.range = .init(100, 0)
        #expect(build(broken).diagnostics.map(\.code) == ["P262"])
        #expect(build(Self.scoring, Self.scoring).diagnostics.map(\.code).contains("P262"))
        broken = Self.scoring
        broken.factors[1].lines[0].condition = "owner = me"
        #expect(build(broken).diagnostics.map(\.code) == ["P254"])
        broken.factors[1].lines[0].condition = "nothing = 1"
        #expect(build(broken).diagnostics.map(\.code) == ["P410"])
    }
}
