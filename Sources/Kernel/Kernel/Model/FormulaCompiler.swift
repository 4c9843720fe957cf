/// Compiles formulas and runs their tests, with the defaults of settings and rates.
struct FormulaCompiler {
    /// The currency of tests; that of a tenant with no other.
    static let testCurrency = "EUR"

    let draft: ModelDraft
    let settings: [String: SettingDefinition]
    private(set) var diagnostics: [Diagnostic] = []

    init(draft: ModelDraft, settings: [String: SettingDefinition]) {
        self.draft = draft
        self.settings = settings
    }

    /// Formulas in the order of declaration.
    mutating func formulas() -> [CompiledFormula] {
        draft.formulas.compactMap { formula in
            guard let compiled = compile(formula) else { return nil }
            for test in formula.content.tests { run(test, of: compiled, at: formula.span) }
            return compiled
        }
    }

    private mutating func compile(_ formula: Owned<FormulaDefinition>) -> CompiledFormula? {
        let definition = formula.content
        let inputs = ExpressionEntity(
            id: EntityID(owner: formula.owner, name: definition.id),
            fields: definition.inputs.map(\.field),
            states: [],
            isPart: true
        )
        var context = CheckingContext(entity: inputs, settings: settings) { _ in nil }
        context.rates = draft.rates
        context.pack = formula.owner
        let target = FieldDefinition("value", Self.worked(definition.result))
        let (node, findings) = ExpressionCompiler.value(definition.value, for: target, in: context)
        diagnostics += findings.map { Self.named($0, inputs) }
        guard let node else { return nil }
        if node.readsPrincipal {
            let message = "the formula `\(definition.id)` depends on who asks"
            diagnostics.append(Diagnostic(code: "P254", message, at: definition.value.span))
        }
        return CompiledFormula(definition: definition, owner: formula.owner, value: node)
    }

    /// What a formula reads are its inputs, no fields.
    private static func named(_ found: Diagnostic, _ inputs: ExpressionEntity) -> Diagnostic {
        let ending = "is not a field of \(inputs.id)"
        guard found.message.hasSuffix(ending) else { return found }
        let ids = inputs.fields.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
        return Diagnostic(
            found.severity,
            code: found.code,
            found.message.dropLast(ending.count) + "is not an input of the formula `\(inputs.id.name)`",
            at: found.span,
            hint: found.hint ?? (ids.isEmpty ? "declare it under `inputs`" : "possible: \(ids)")
        )
    }

    /// Money is worked out as a number and rounded once, at the end.
    private static func worked(_ type: FieldType) -> FieldType {
        if case .money = type { .decimal(scale: 9) } else { type }
    }

    private mutating func run(_ test: FormulaDefinition.Test, of formula: CompiledFormula, at span: SourceSpan?) {
        var inputs = test.given
        var missing: [String] = []
        for field in formula.definition.inputs.map(\.field) where (inputs[field.id] ?? .null).isNull {
            inputs[field.id] = field.defaultValue
            if field.required, field.defaultValue.isNull { missing.append("`\(field.id)`") }
        }
        guard missing.isEmpty else {
            let message =
                "the test gives no \(missing.joined(separator: ", ")), which `\(formula.definition.id)` requires"
            diagnostics.append(Diagnostic(code: "P261", message, at: test.span ?? span))
            return
        }
        let (settings, rates) = (settings, draft.rateDefaults)
        let context = EvaluationContext(
            now: PackTest.now,
            today: PackTest.now / 86_400_000,
            setting: { settings[$0]?.field.defaultValue ?? .null },
            rate: { rates[RateCardDefinition.setting($0, $1)] ?? .null },
            path: { _ in .null }
        )
        let found: Value
        do {
            found = try formula.result(of: inputs, currency: Self.testCurrency, in: context)
        } catch {
            let message = "the test of `\(formula.definition.id)` cannot be worked out: \(error)"
            diagnostics.append(Diagnostic(code: "P260", message, at: test.span ?? span))
            return
        }
        guard !Self.same(found, test.expected) else { return }
        let message =
            "the test of `\(formula.definition.id)` expects \(Self.text(test.expected)), the formula gives \(Self.text(found))"
        diagnostics.append(Diagnostic(code: "P260", message, at: test.span ?? span))
    }

    private static func same(_ found: Value, _ expected: Value) -> Bool {
        if found.isNull || expected.isNull { return found.isNull && expected.isNull }
        if case .money(let minor, let currency) = found {
            return ValueComparison.holds(
                .equal,
                .decimal(units: minor, scale: CurrencyDigits.of(currency) ?? 2),
                expected
            )
        }
        return ValueComparison.holds(.equal, found, expected)
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .null: return "null"
        case .money(let minor, let currency):
            return "`\(DecimalText.write(units: minor, scale: CurrencyDigits.of(currency) ?? 2))`"
        case .decimal(let units, let scale): return "`\(DecimalText.write(units: units, scale: scale))`"
        default:
            var writer = JSONWriter()
            writer.value(value)
            return "`\(String(decoding: writer.bytes, as: UTF8.self))`"
        }
    }
}

extension ModelDraft {
    /// The lines of rate cards as expressions see them, by the address of the card.
    var rates: [String: [String: FieldDefinition]] {
        let cards = rateCards.map { card in
            let lines = card.content.lines.map {
                ($0.id, FieldDefinition($0.id, .decimal(scale: RateCardDefinition.scale)))
            }
            return (
                RateCardDefinition.address(card.content.id, in: card.owner),
                Dictionary(lines, uniquingKeysWith: { first, _ in first })
            )
        }
        return Dictionary(cards, uniquingKeysWith: { first, _ in first })
    }

    /// The rates that packs give, by the id of their setting.
    var rateDefaults: [String: Value] {
        let all = rateCards.flatMap { $0.content.settings(of: $0.owner) }.map { ($0.field.id, $0.field.defaultValue) }
        return Dictionary(all, uniquingKeysWith: { first, _ in first })
    }
}
