import Testing

@testable import Kernel

/// Formulas: what they may read, what comes of them, and their tests.
struct FormulaTests {
    private static let hour = UnitDefinition("hour", measures: .time)
    private static let labor = RateCardDefinition("labor", unit: "hour", lines: [.init("general", units: 250_000)])

    private func build(
        _ formulas: FormulaDefinition...,
        change: (inout PackDefinition) -> Void = { _ in }
    )
        -> (model: TenantModel?, diagnostics: [Diagnostic])
    {
        let pack = Sample.pack("trade") { pack in
            pack.units = [Self.hour]
            pack.rateCards = [Self.labor]
            pack.formulas = formulas
            change(&pack)
        }
        return ModelBuilder.build(capabilities: Shop.contributions, packs: [pack])
    }

    private func input(
        _ id: String,
        _ type: FieldType,
        from: FormulaDefinition.Origin? = nil
    ) -> FormulaDefinition.Input {
        FormulaDefinition.Input(FieldDefinition(id, type), from: from)
    }

    private func result(
        _ formula: FormulaDefinition,
        _ inputs: [String: Value],
        currency: String = "EUR"
    ) throws -> Value {
        let model = try #require(build(formula).model)
        let compiled = try #require(model.formulas.first)
        let context = EvaluationContext(
            now: 0,
            today: 0,
            rate: { model.settings[RateCardDefinition.setting($0, $1)]?.field.defaultValue ?? .null },
            path: { _ in .null }
        )
        return try compiled.result(of: inputs, currency: currency, in: context)
    }

    @Test(arguments: [
        ("EUR", 5, Value.money(minor: 4_167, currency: "EUR")), ("JPY", 5, .money(minor: 42, currency: "JPY")),
        ("KWD", 5, .money(minor: 41_667, currency: "KWD")), ("EUR", -5, .money(minor: -4_167, currency: "EUR")),
    ])
    func `money is rounded once, half away from zero, to the minor unit of its currency`(
        currency: String,
        hours: Int64,
        expected: Value
    ) throws {
        let formula = FormulaDefinition("price", inputs: [input("n", .int())], value: "n * rates.labor.general / 3")
        #expect(try result(formula, ["n": .int(hours)], currency: currency) == expected)
    }

    @Test func `an input without a value gives null, unless the formula says what then`() throws {
        let plain = FormulaDefinition("price", inputs: [input("n", .int())], value: "n * 2", result: .int())
        #expect(try result(plain, [:]) == .null)
        let kind = FormulaDefinition("price", inputs: [input("n", .int())], value: "coalesce(n, 3) * 2", result: .int())
        #expect(try result(kind, [:]) == .int(6))
    }

    @Test func `it reads inputs, rates and settings, nothing else`() {
        for value: ExpressionSource in ["title", "rates.labor.night", "rates.goods.nail", "settings.none", "id"] {
            #expect(build(FormulaDefinition("price", value: value, result: .int())).diagnostics.map(\.code) == ["P410"])
        }
        let own = FormulaDefinition("price", value: "if(me = null, 1, 2)", result: .int())
        #expect(build(own).diagnostics.map(\.code) == ["P254"])
    }

    @Test func `a test that does not come out refuses the pack, at its line`() {
        var formula = FormulaDefinition("price", inputs: [input("n", .int())], value: "n * rates.labor.general")
        formula.tests = [
            .init(given: ["n": .int(2)], expected: .decimal(units: 5_000, scale: 2)),
            .init(given: ["n": .int(2)], expected: .decimal(units: 5_001, scale: 2), at: Sample.place),
            .init(given: [:], expected: .null),
        ]
        let (model, diagnostics) = build(formula)
        #expect(model == nil)
        #expect(diagnostics.map(\.code) == ["P260"])
        #expect(diagnostics.first?.span == Sample.place)
        #expect(diagnostics.first?.message == "the test of `price` expects `50.01`, the formula gives `50.00`")
    }

    @Test func `a formula is an action with a permission of its pack, or with one that it names`() throws {
        let own = try #require(build(FormulaDefinition("deep_clean", value: "1", result: .int())).model)
        #expect(own.actions["formulas/trade.deep-clean"]?.permission.id == "trade.calculate")
        #expect(own.permissions["trade.calculate"]?.scopes == [.all])
        let named = FormulaDefinition("deep_clean", needs: "shop.prices", value: "1", result: .int())
        let model = try #require(build(named).model)
        #expect(model.actions["formulas/trade.deep-clean"]?.permission.id == "shop.prices")
        #expect(model.permissions["trade.calculate"] == nil)
        #expect(model.hash != own.hash)
    }

    @Test func `where an input comes from must be there, fit, and be told apart`() {
        func codes(_ inputs: FormulaDefinition.Input...) -> [String] {
            build(FormulaDefinition("price", inputs: inputs, value: "1", result: .int())).diagnostics.map(\.code)
        }
        let credit = FormulaDefinition.Origin(Shop.customer, "credit")
        #expect(codes(input("n", .int(), from: credit)) == [])
        #expect(codes(input("n", .decimal(scale: 2), from: credit)) == [])
        #expect(codes(input("n", .text(), from: credit)) == ["P258"])
        #expect(codes(input("n", .int(), from: .init(Shop.customer, "credits"))) == ["P258"])
        #expect(codes(input("n", .text(), from: .init(Shop.order, "pin"))) == ["P258"])
        #expect(codes(input("customer", .int(), from: credit)) == ["P259"])
    }

    /// A pack with a unit, a card and a formula of the same names as any other of them.
    private func twin(_ id: String, units: Int64, value: ExpressionSource = "rates.labor.general") -> PackDefinition {
        Sample.pack(id) { pack in
            pack.units = [Self.hour]
            pack.rateCards = [RateCardDefinition("labor", unit: "hour", lines: [.init("general", units: units)])]
            pack.formulas = [FormulaDefinition("price", value: value, result: .decimal(scale: 2))]
        }
    }

    private func value(_ formula: CompiledFormula, _ model: TenantModel) throws -> Value {
        let rate = { (card: String, line: String) -> Value in
            model.settings[RateCardDefinition.setting(card, line)]?.field.defaultValue ?? .null
        }
        let context = EvaluationContext(now: 0, today: 0, rate: rate, path: { _ in .null })
        return try formula.result(of: [:], currency: "EUR", in: context)
    }

    @Test func `packs share names of units, cards and formulas, and each means its own`() throws {
        let packs = [
            twin("trade", units: 250_000), twin("twin", units: 300_000),
            twin("third-one", units: 1, value: "rates.trade.labor.general + rates.`third-one`.labor.general"),
        ]
        let (built, diagnostics) = ModelBuilder.build(capabilities: Shop.contributions, packs: packs)
        #expect(diagnostics.map(\.message) == [])
        let model = try #require(built)
        #expect(model.formulas.map(\.address) == ["trade.price", "twin.price", "third-one.price"])
        #expect(
            try model.formulas.map { try value($0, model) }
                == [2_500, 3_000, 2_500].map { .decimal(units: $0, scale: 2) }
        )
        #expect(model.units.map(\.id) == ["trade.hour", "twin.hour", "third-one.hour"])
        #expect(model.rateCards.map(\.unit) == ["trade.hour", "twin.hour", "third-one.hour"])
        #expect(model.settings["rates.third-one.labor.general"]?.field.defaultValue == .decimal(units: 1, scale: 4))
        #expect(model.actions["formulas/third-one.price"] != nil && model.actions["formulas/price"] == nil)
    }

    @Test(arguments: [
        ("rates.trade.labor.night", "`night` is not a line of the rate card `trade.labor`", nil),
        ("rates.tarde.labor.general", "There is no rate card `tarde.labor`", "did you mean `trade.labor`?"),
        ("rates.wages.general", "There is no rate card `wages`", nil),
        ("rates.labor.general", "There is no rate card `labor`", "did you mean `trade.labor`?"),
        ("rates.trade.labor.general.more", "There is no rate card `trade`", nil),
    ])
    func `a card of another pack is named with its pack`(value: String, message: String, hint: String?) {
        let other = Sample.pack("other") { pack in
            pack.formulas = [FormulaDefinition("price", value: ExpressionSource(value), result: .decimal(scale: 2))]
        }
        let packs = [twin("trade", units: 1), other]
        let found = ModelBuilder.build(capabilities: Shop.contributions, packs: packs).diagnostics
        #expect(found.map(\.message) == [message])
        #expect(found.first?.hint == hint)
    }

    @Test func `a card may be per a unit of another pack`() {
        let other = Sample.pack("other") { pack in
            pack.rateCards = [RateCardDefinition("wages", unit: "trade.hour", lines: [.init("general", units: 1)])]
        }
        let packs = [twin("trade", units: 1), other]
        let model = ModelBuilder.build(capabilities: Shop.contributions, packs: packs).model
        #expect(model?.rateCards.last?.unit == "trade.hour")
    }

    @Test func `rates are settings, and those of the pack's own stay as they are`() throws {
        let model = try #require(
            build { $0.rateCards[0].owner = .pack }.model
        )
        let setting = try #require(model.settings["rates.trade.labor.general"])
        #expect(setting.owner == .pack)
        #expect(setting.field.defaultValue == .decimal(units: 250_000, scale: 4))
        #expect(build { $0.units = [] }.diagnostics.map(\.code) == ["P257"])
    }
}
