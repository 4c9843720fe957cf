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
    /// Several records or sub-records, seen from the record that the expression is about; a list field is asked for as a
    /// path, not here.
    package var related: (ExpressionRelation) throws -> [EvaluationRecord]
    /// A record by its id; `nil` where there is no live one.
    package var record: (EntityID, RecordID) throws -> EvaluationRecord?
    /// A line of a rate card.
    package var rate: (_ card: String, _ line: String) throws -> Value
    /// The rules of the tenant's zone.
    package var zone: ZoneRules
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
        zone: ZoneRules = .utc,
        rate: @escaping (String, String) throws -> Value = { _, _ in .null },
        record: @escaping (EntityID, RecordID) throws -> EvaluationRecord? = { _, _ in nil },
        related: @escaping (ExpressionRelation) throws -> [EvaluationRecord] = { _ in [] },
        path: @escaping (ExpressionPath) throws -> Value
    ) {
        self.zone = zone
        self.rate = rate
        self.record = record
        self.related = related
        self.now = now
        self.today = today
        self.me = me
        self.memberField = memberField
        self.setting = setting
        self.input = input
        self.path = path
    }
}

/// A record while a function goes over several.
package struct EvaluationRecord {
    /// Its id; `nil` for a sub-record.
    package let id: RecordID?
    /// The value of a field, over the hops of its path, whose `outer` is to be left alone.
    package let path: (ExpressionPath) throws -> Value
    /// Several records, seen from it.
    package let related: (ExpressionRelation) throws -> [EvaluationRecord]

    package init(
        id: RecordID?,
        path: @escaping (ExpressionPath) throws -> Value,
        related: @escaping (ExpressionRelation) throws -> [EvaluationRecord]
    ) {
        self.id = id
        self.path = path
        self.related = related
    }
}

/// The back end in Swift: walks a checked tree over one record.
///
/// Its depth is bounded by the parser's.
package struct ExpressionEvaluator {
    let context: EvaluationContext
    /// The records that names can mean, the innermost last.
    private var records: [EvaluationRecord]

    package init(_ context: EvaluationContext) {
        self.context = context
        records = [EvaluationRecord(id: nil, path: context.path, related: context.related)]
    }

    /// Whether a condition is true; null is not.
    /// - Throws: what a lookup of the context throws.
    package func isTrue(_ node: ExpressionNode) throws -> Bool {
        try wide(node) == .plain(.bool(true))
    }

    /// The value that an expression gives a field: a number comes at the field's scale, rounded half away from zero,
    /// and is null where 64 bits do not hold it.
    /// - Throws: what a lookup of the context throws.
    package func value(_ node: ExpressionNode, for field: FieldDefinition) throws -> Value {
        let value = try wide(node)
        guard case .decimal(let scale, _, _) = field.type, !value.isNull else { return value.value }
        return value.value(scale: scale)
    }

    /// The value of an expression; a decimal has as many places as 64 bits hold.
    /// - Throws: what a lookup of the context throws.
    package func value(_ node: ExpressionNode) throws -> Value {
        try wide(node).value
    }

    /// The value of an expression, exactly.
    ///
    /// Of `constants` alone there is none: they stand in `member` only.
    /// - Throws: what a lookup of the context throws.
    package func wide(_ node: ExpressionNode) throws -> WideValue {
        switch node {
        case .literal(let value): return .plain(value)
        case .constants: return .null
        case .path(let path): return .plain(try record(path.outer).path(path))
        case .me(nil): return .plain(context.me.map(Value.reference) ?? .null)
        case .me(let field?): return .plain(context.me == nil ? .null : try context.memberField(field))
        case .through(let origin, let path): return .plain(try through(origin, path))
        case .setting(let id): return .plain(try context.setting(id))
        case .input(let id): return .plain(try context.input(id))
        case .rate(let card, let line): return .plain(try context.rate(card, line))
        case .now: return .plain(.datetime(context.now, zone: nil))
        case .today: return .plain(.date(context.today))
        case .call(let operation, let operands):
            return operation.apply(try operands.map { try wide($0) }, zone: context.zone)
        case .choose(let nodes): return try choose(nodes)
        case .coalesce(let nodes):
            for node in nodes {
                let value = try wide(node)
                if !Self.isNone(value) { return value }
            }
            return .null
        case .aggregate(let aggregate): return try self.aggregate(aggregate)
        default: return try test(node).map { .plain(.bool($0)) } ?? .null
        }
    }

    /// What is true or false; `nil` for null.
    private func test(_ node: ExpressionNode) throws -> Bool? {
        switch node {
        case .compare(let comparison, let left, let right): try compare(comparison, left, right)
        case .member(let element, let list): try isMember(element, of: list)
        case .and(let items): try items.allSatisfy(isTrue)
        case .or(let items): try items.contains(where: isTrue)
        case .not(let inner): try !isTrue(inner)
        case .contains(let whole, let part): try texts(whole, part) { ValueComparison.contains($0, part: $1) }
        case .startsWith(let whole, let part): try texts(whole, part) { $0.utf8.starts(with: $1.utf8) }
        default: nil
        }
    }

    /// A field of the record that a value refers to; null where it is null or leads nowhere.
    private func through(_ origin: ExpressionNode, _ path: ExpressionPath) throws -> Value {
        guard case .plain(.reference(let id)) = try wide(origin), let record = try context.record(path.entity, id)
        else {
            return .null
        }
        return try record.path(path)
    }

    private func record(_ outer: Int) -> EvaluationRecord {
        records[max(0, records.count - 1 - outer)]
    }

    /// The value of the first case whose condition is true, else the last.
    private func choose(_ nodes: [ExpressionNode]) throws -> WideValue {
        var index = 0
        while index + 1 < nodes.count {
            if try isTrue(nodes[index]) { return try wide(nodes[index + 1]) }
            index += 2
        }
        return index < nodes.count ? try wide(nodes[index]) : .null
    }

    private static func isNone(_ value: WideValue) -> Bool {
        if case .plain(let value) = value { ValueComparison.isNone(value) } else { false }
    }

    private func compare(
        _ comparison: ComparisonOperator,
        _ left: ExpressionNode,
        _ right: ExpressionNode
    ) throws -> Bool {
        if right == .literal(.null) {
            let isNone = Self.isNone(try wide(left))
            return comparison == .equal ? isNone : comparison == .notEqual ? !isNone : false
        }
        return WideValue.holds(comparison, try wide(left), try wide(right))
    }

    private func isMember(_ element: ExpressionNode, of list: ExpressionNode) throws -> Bool {
        let element = try wide(element)
        if element.isNull { return false }
        if case .constants(let values) = list {
            return values.contains { WideValue.holds(.equal, element, .plain($0)) }
        }
        guard case .plain(let value) = element, case .plain(let several) = try wide(list) else { return false }
        return ValueComparison.contains(several, value)
    }

    /// A test of two texts; null where one is null.
    private func texts(
        _ whole: ExpressionNode,
        _ part: ExpressionNode,
        _ test: (String, String) -> Bool
    ) throws -> Bool? {
        guard case .plain(.text(let whole)) = try wide(whole), case .plain(.text(let part)) = try wide(part) else {
            return nil
        }
        return test(whole, part)
    }
}

// Functions over several records.
extension ExpressionEvaluator {
    private func aggregate(_ aggregate: ExpressionAggregate) throws -> WideValue {
        let several = try records(of: aggregate.relation)
        switch aggregate.function {
        case .exists: return .plain(.bool(try several.contains { try holds(aggregate.condition, $0) }))
        case .all: return .plain(.bool(try several.allSatisfy { try holds(aggregate.condition, $0) }))
        case .count: return .plain(.int(Int64(try several.count(where: { try holds(aggregate.condition, $0) }))))
        case .first: return try first(several, by: aggregate.value)
        case .sum, .least, .greatest, .average:
            guard let value = aggregate.value else { return .null }
            var total = RelationTotal(aggregate.function, aggregate.totalKind, currency: aggregate.currency)
            for record in several { total.add(try within(record).wide(value)) }
            return total.result
        }
    }

    private func holds(_ condition: ExpressionNode?, _ record: EvaluationRecord) throws -> Bool {
        guard let condition else { return true }
        return try within(record).isTrue(condition)
    }

    /// The evaluator in which names are another record's.
    private func within(_ record: EvaluationRecord) -> ExpressionEvaluator {
        var inner = self
        inner.records.append(record)
        return inner
    }

    private func records(of relation: ExpressionRelation) throws -> [EvaluationRecord] {
        if case .tenant = relation.kind { return try records[0].related(relation) }
        let record = record(relation.outer)
        guard case .list(let field) = relation.kind else { return try record.related(relation) }
        guard case .list(let rows) = try record.path(relation.path(field, .list)) else { return [] }
        // The checker lets no relation but a list begin at a part.
        return rows.map { row in
            EvaluationRecord(id: nil, path: { row[$0.field] ?? .null }, related: { _ in [] })
        }
    }

    private func first(_ several: [EvaluationRecord], by order: ExpressionNode?) throws -> WideValue {
        guard let order else { return .null }
        var best: (id: RecordID, key: WideValue)?
        for record in several {
            guard let id = record.id else { continue }
            let key = try within(record).wide(order)
            guard let known = best else {
                best = (id, key)
                continue
            }
            if Self.precedes((id, key), known) { best = (id, key) }
        }
        return best.map { .plain(.reference($0.id)) } ?? .null
    }

    private static func precedes(
        _ one: (id: RecordID, key: WideValue),
        _ other: (id: RecordID, key: WideValue)
    ) -> Bool {
        if one.key.isNull != other.key.isNull { return other.key.isNull }
        if WideValue.holds(.less, one.key, other.key) { return true }
        if WideValue.holds(.greater, one.key, other.key) { return false }
        return one.id.raw < other.id.raw
    }
}
