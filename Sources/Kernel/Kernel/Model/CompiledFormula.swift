/// A formula with its expression checked against the model.
package struct CompiledFormula: Sendable {
    /// What was declared.
    package let definition: FormulaDefinition
    /// The pack.
    package let owner: String
    /// What gives its value; a number where the result is money.
    package let value: ExpressionNode

    /// How it is named: `cleaning.deep_cleaning`.
    package var address: String { "\(owner).\(definition.id)" }

    /// The permission that it needs.
    package var permission: String { definition.needs ?? "\(owner).\(FormulaDefinition.verb)" }

    /// The entities that inputs come from, in the order of the inputs.
    package var entities: [EntityID] {
        definition.inputs.compactMap { $0.from?.entity }.reduce(into: []) { all, entity in
            if !all.contains(entity) { all.append(entity) }
        }
    }

    /// The rates that it reads, each once.
    package var rates: [ExpressionNode.Rate] {
        value.rates.reduce(into: []) { all, rate in
            if !all.contains(rate) { all.append(rate) }
        }
    }

    /// What comes of inputs by name, in the tenant's currency; what is missing is null.
    ///
    /// Settings, rates and the time come from the context; its paths are not asked.
    package func result(
        of inputs: [String: Value],
        currency: String,
        in context: EvaluationContext
    ) throws -> Value {
        var context = context
        context.path = { inputs[$0.field] ?? .null }
        let evaluator = ExpressionEvaluator(context)
        guard case .money = definition.result else {
            return try evaluator.value(value, for: FieldDefinition("value", definition.result))
        }
        let digits = CurrencyDigits.of(currency) ?? 2
        let amount = try evaluator.value(value, for: FieldDefinition("value", .decimal(scale: digits)))
        guard case .decimal(let units, _) = amount else { return .null }
        return .money(minor: units, currency: currency)
    }
}

extension ExpressionNode {
    /// A line of a rate card.
    package struct Rate: Hashable, Sendable {
        package let card: String
        package let line: String
    }

    /// The rates that it reads.
    package var rates: [Rate] {
        if case .rate(let card, let line) = self { return [Rate(card: card, line: line)] }
        return children.flatMap(\.rates)
    }
}
