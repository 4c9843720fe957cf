/// Where an expression's names get their values from.
///
/// Lookups may throw, since they may read a store; the language itself never does.
package struct EvaluationContext {
    /// The value of a field, over the hops of its path; null where a hop is null or leads to a record not seen.
    package var path: (ExpressionPath) throws -> Value
    /// The principal's member record; `nil` for none.
    package var me: RecordID?
    /// A field of it; asked only where there is one.
    package var memberField: (String) throws -> Value
    /// The value of a setting, its default included.
    package var setting: (String) throws -> Value
    /// A value of the input; null where it was not sent.
    package var input: (String) throws -> Value
    /// The instant of the request, milliseconds.
    package var now: Int64
    /// The day of the request in the tenant's zone, since 1970-01-01.
    package var today: Int64

    package init(
        now: Int64,
        today: Int64,
        me: RecordID? = nil,
        memberField: @escaping (String) throws -> Value = { _ in .null },
        setting: @escaping (String) throws -> Value = { _ in .null },
        input: @escaping (String) throws -> Value = { _ in .null },
        path: @escaping (ExpressionPath) throws -> Value
    ) {
        self.now = now
        self.today = today
        self.me = me
        self.memberField = memberField
        self.setting = setting
        self.input = input
        self.path = path
    }
}

/// The back end in Swift: walks a checked tree over one record.
///
/// Its depth is bounded by the parser's.
package struct ExpressionEvaluator {
    private let context: EvaluationContext

    package init(_ context: EvaluationContext) {
        self.context = context
    }

    /// Whether a condition is true; null is not.
    /// - Throws: what a lookup of the context throws.
    package func isTrue(_ node: ExpressionNode) throws -> Bool {
        try value(node) == .bool(true)
    }

    /// The value that an expression gives a field: a number comes at the field's scale, rounded half away from zero,
    /// and is null where 64 bits do not hold it.
    /// - Throws: what a lookup of the context throws.
    package func value(_ node: ExpressionNode, for field: FieldDefinition) throws -> Value {
        let value = try value(node)
        guard case .decimal(let scale, _, _) = field.type, let (units, own) = ExactDecimal.parts(of: value) else {
            return value
        }
        return ExactDecimal.rounded(units, from: own, to: scale).map { .decimal(units: $0, scale: scale) } ?? .null
    }

    /// The value of an expression.
    ///
    /// Of `constants` alone there is none: they stand in `member` only.
    /// - Throws: what a lookup of the context throws.
    package func value(_ node: ExpressionNode) throws -> Value {
        switch node {
        case .literal(let value): value
        case .constants: .null
        case .path(let path): try context.path(path)
        case .me(nil): context.me.map(Value.reference) ?? .null
        case .me(let field?): context.me == nil ? .null : try context.memberField(field)
        case .setting(let id): try context.setting(id)
        case .input(let id): try context.input(id)
        case .now: .datetime(context.now, zone: nil)
        case .today: .date(context.today)
        case .compare(let comparison, let left, let right): .bool(try compare(comparison, left, right))
        case .member(let element, let list): .bool(try isMember(element, of: list))
        case .and(let items): .bool(try items.allSatisfy(isTrue))
        case .or(let items): .bool(try items.contains(where: isTrue))
        case .not(let inner): .bool(try !isTrue(inner))
        case .contains(let whole, let part): try texts(whole, part) { ValueComparison.contains($0, part: $1) }
        case .startsWith(let whole, let part): try texts(whole, part) { $0.utf8.starts(with: $1.utf8) }
        }
    }

    private func compare(
        _ comparison: ComparisonOperator,
        _ left: ExpressionNode,
        _ right: ExpressionNode
    ) throws -> Bool {
        if right == .literal(.null) {
            let isNone = ValueComparison.isNone(try value(left))
            return comparison == .equal ? isNone : comparison == .notEqual ? !isNone : false
        }
        return ValueComparison.holds(comparison, try value(left), try value(right))
    }

    private func isMember(_ element: ExpressionNode, of list: ExpressionNode) throws -> Bool {
        let element = try value(element)
        if element.isNull { return false }
        if case .constants(let values) = list {
            return values.contains { ValueComparison.holds(.equal, element, $0) }
        }
        return ValueComparison.contains(try value(list), element)
    }

    /// A test of two texts; null where one is null.
    private func texts(
        _ whole: ExpressionNode,
        _ part: ExpressionNode,
        _ test: (String, String) -> Bool
    ) throws -> Value {
        guard case .text(let whole) = try value(whole), case .text(let part) = try value(part) else { return .null }
        return .bool(test(whole, part))
    }
}
