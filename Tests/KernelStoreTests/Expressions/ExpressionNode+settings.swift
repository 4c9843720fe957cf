import Kernel

extension ExpressionNode {
    /// The same with input and rates as settings: the store binds those, and of input and rates it never hears.
    var inputsAsSettings: ExpressionNode {
        switch self {
        case .input(let id): .setting("input_\(id)")
        case .rate(let card, let line): .setting("rate_\(card.split(separator: ".").last ?? "")_\(line)")
        case .through(let origin, let path): .through(origin.inputsAsSettings, path)
        case .compare(let order, let left, let right): .compare(order, left.inputsAsSettings, right.inputsAsSettings)
        case .member(let item, let list): .member(item.inputsAsSettings, of: list.inputsAsSettings)
        case .and(let items): .and(items.map(\.inputsAsSettings))
        case .or(let items): .or(items.map(\.inputsAsSettings))
        case .not(let inner): .not(inner.inputsAsSettings)
        case .contains(let whole, let part): .contains(whole.inputsAsSettings, part.inputsAsSettings)
        case .startsWith(let whole, let part): .startsWith(whole.inputsAsSettings, part.inputsAsSettings)
        case .call(let operation, let items): .call(operation, items.map(\.inputsAsSettings))
        case .choose(let items): .choose(items.map(\.inputsAsSettings))
        case .coalesce(let items): .coalesce(items.map(\.inputsAsSettings))
        case .aggregate(let aggregate):
            .aggregate(
                ExpressionAggregate(
                    aggregate.function,
                    aggregate.relation,
                    condition: aggregate.condition?.inputsAsSettings,
                    value: aggregate.value?.inputsAsSettings,
                    type: aggregate.type,
                    currency: aggregate.currency
                )
            )
        case .literal, .constants, .path, .me, .setting, .now, .today: self
        }
    }
}
