extension ExpressionType {
    /// The type of a field's values.
    package init(_ type: FieldType) {
        self =
            switch type {
            case .text, .longText, .email, .phone, .url: .text
            case .int: .int
            case .decimal(let scale, _, _): .decimal(scale: scale)
            case .money: .money
            case .bool: .bool
            case .date: .date
            case .time: .time
            case .duration: .duration
            case .datetime: .datetime
            case .choice(let options): .choice(options.map(\.id))
            case .choices(let options): .choices(options.map(\.id))
            case .reference(let target, _, _): .reference(target)
            case .references(let target, _, _): .references(target)
            case .list: .list
            case .geo: .geo
            }
    }

    /// The type in words, for findings.
    package var words: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .decimal: "decimal"
        case .money: "money"
        case .text: "text"
        case .date: "date"
        case .time: "time"
        case .duration: "duration"
        case .datetime: "datetime"
        case .choice: "choice"
        case .choices: "choices"
        case .reference(let target): "reference to \(target)"
        case .references(let target): "references to \(target)"
        case .geo: "geo"
        case .list: "list"
        case .null: "null"
        }
    }

    /// The options, where this is a choice or state.
    var options: [String]? {
        if case .choice(let options) = self { options } else { nil }
    }

    /// The type of one of several values, or `nil` where this is a single value.
    var element: ExpressionType? {
        switch self {
        case .choices(let options): .choice(options)
        case .references(let target): .reference(target)
        default: nil
        }
    }

    /// Decimal places of a number, or `nil` for what is none.
    var scale: Int? {
        switch self {
        case .int: 0
        case .decimal(let scale): scale
        default: nil
        }
    }

    /// Whether `<` and the like have a meaning.
    ///
    /// Options have no order: it would follow the pack, not the value.
    var isOrdered: Bool {
        switch self {
        case .int, .decimal, .money, .text, .date, .time, .duration, .datetime: true
        default: false
        }
    }

    /// Whether values of the two types can be equal.
    func meets(_ other: ExpressionType) -> Bool {
        switch (self, other) {
        case (.int, .decimal), (.decimal, .int), (.decimal, .decimal): true
        case (.choice(let mine), .choice(let others)): !Set(mine).isDisjoint(with: others)
        case (.choices, _), (.references, _), (.list, _), (.geo, _): false
        default: self == other
        }
    }
}
