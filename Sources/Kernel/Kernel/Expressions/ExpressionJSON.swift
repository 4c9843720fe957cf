/// A checked tree as JSON, for clients that evaluate it themselves.
///
///     ["and", X...]  ["or", X...]  ["not", X]      ["=", X, Y] and the other five comparisons
///     ["in", X, LIST]                              LIST is ["list", ["lit", ...]...], a field, or ["me", "teams"]
///     ["contains", X, Y]  ["starts_with", X, Y]
///     ["field", "state"]  ["field", "customer", "name"]     ["me"]  ["me", "teams"]
///     ["through", X, ENTITY, "site", "name"]       a field of the record that X, a value of `me` or `input`, refers to
///     ["setting", "x"]  ["input", "x"]  ["now"]  ["today"]
///     ["lit", null]  ["lit", true]  ["lit", 5]  ["lit", "text or option"]
///     ["lit", "80.5", "decimal"]  ["lit", "2026-11-22", "date"]  ["lit", "18:30:00", "time"]
///     ["lit", "2026-11-22T18:30:00.000Z", "datetime"]  ["lit", 5400, "duration"]  ["lit", "<uuid>", "reference"]
///     ["lit", "9007199254740993", "int"]           an int that a double does not hold
///     ["rate", "card", "line"]   ["if", C, X, ..., ELSE]   ["coalesce", X...]
///     ["int_add", X, Y] and every other `ExpressionOperation`, by its raw value
///     ["outer", 1, "customer", "name"]             a field of the record further out: `parent`
///     ["exists", REL, C?]  ["all", REL, C]  ["count", REL, C?]  ["first", REL, X]
///     ["sum", REL, X, KIND, CURRENCY?] and `min_of`, `max_of`, `avg_of`; KIND is int, decimal, money, duration or ordered
///     REL: ["far", OUTER, [HOP...], ENTITY, FIELD]  ["references", OUTER, [HOP...], FIELD, ENTITY]
///          ["tenant", ENTITY]  ["parts", OUTER, [HOP...], FIELD]
package enum ExpressionJSON {
    /// The JSON text of a tree.
    ///
    /// The same tree has the same bytes, so they are a sound key for a cache.
    package static func bytes(of node: ExpressionNode) -> [UInt8] {
        var writer = JSONWriter()
        write(node, to: &writer)
        return writer.bytes
    }

    /// Appends the JSON text of a tree.
    package static func write(_ node: ExpressionNode, to writer: inout JSONWriter) {
        switch node {
        case .literal(let value): write(value, to: &writer)
        case .constants(let values): write("list", values.map { .literal($0) }, to: &writer)
        case .path(let path): write(path, to: &writer)
        case .me(let field): write("me", names: field.map { [$0] } ?? [], to: &writer)
        case .through(let origin, let path): write(origin, path, to: &writer)
        case .setting(let id): write("setting", names: [id], to: &writer)
        case .input(let id): write("input", names: [id], to: &writer)
        case .now: write("now", [], to: &writer)
        case .today: write("today", [], to: &writer)
        case .compare(let comparison, let left, let right): write(comparison.rawValue, [left, right], to: &writer)
        case .member(let element, let list): write("in", [element, list], to: &writer)
        case .and(let items): write("and", items, to: &writer)
        case .or(let items): write("or", items, to: &writer)
        case .not(let inner): write("not", [inner], to: &writer)
        case .contains(let whole, let part): write("contains", [whole, part], to: &writer)
        case .startsWith(let whole, let part): write("starts_with", [whole, part], to: &writer)
        case .call(let operation, let operands): write(operation.rawValue, operands, to: &writer)
        case .choose(let nodes): write("if", nodes, to: &writer)
        case .coalesce(let nodes): write("coalesce", nodes, to: &writer)
        case .rate(let card, let line): write("rate", names: [card, line], to: &writer)
        case .aggregate(let aggregate): write(aggregate, to: &writer)
        }
    }

    private static func write(_ path: ExpressionPath, to writer: inout JSONWriter) {
        let names = path.hops.map(\.field) + [path.field]
        guard path.outer > 0 else { return write("field", names: names, to: &writer) }
        writer.raw("[\"outer\",")
        writer.int(Int64(path.outer))
        for name in names {
            writer.comma()
            writer.string(name)
        }
        writer.raw("]")
    }

    private static func write(_ origin: ExpressionNode, _ path: ExpressionPath, to writer: inout JSONWriter) {
        writer.raw("[\"through\",")
        write(origin, to: &writer)
        for name in [path.entity.raw] + path.hops.map(\.field) + [path.field] {
            writer.comma()
            writer.string(name)
        }
        writer.raw("]")
    }

    private static func write(_ aggregate: ExpressionAggregate, to writer: inout JSONWriter) {
        writer.raw("[")
        writer.string(aggregate.function.rawValue)
        writer.comma()
        write(aggregate.relation, to: &writer)
        for part in aggregate.parts {
            writer.comma()
            write(part, to: &writer)
        }
        if aggregate.value != nil, aggregate.function != .first {
            writer.comma()
            writer.string(aggregate.totalKind.rawValue)
            if let currency = aggregate.currency {
                writer.comma()
                writer.string(currency)
            }
        }
        writer.raw("]")
    }

    private static func write(_ relation: ExpressionRelation, to writer: inout JSONWriter) {
        let (head, names): (String, [String]) =
            switch relation.kind {
            case .far(let entity, let field): ("far", [entity.raw, field])
            case .references(let entity, let field): ("references", [field, entity.raw])
            case .tenant(let entity): ("tenant", [entity.raw])
            case .list(let field): ("parts", [field])
            }
        writer.raw("[")
        writer.string(head)
        writer.comma()
        if head != "tenant" {
            writer.int(Int64(relation.outer))
            writer.comma()
            writer.array(relation.hops.map(\.field)) { $0.string($1) }
            writer.comma()
        }
        for (index, name) in names.enumerated() {
            if index > 0 { writer.comma() }
            writer.string(name)
        }
        writer.raw("]")
    }

    private static func write(_ head: String, _ items: [ExpressionNode], to writer: inout JSONWriter) {
        writer.raw("[")
        writer.string(head)
        for item in items {
            writer.comma()
            write(item, to: &writer)
        }
        writer.raw("]")
    }

    private static func write(_ head: String, names: [String], to writer: inout JSONWriter) {
        writer.array([head] + names) { $0.string($1) }
    }

    private static func write(_ value: Value, to writer: inout JSONWriter) {
        writer.raw("[\"lit\",")
        switch value {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .int(let number) where number.magnitude < 1 << 53: writer.int(number)
        case .int(let number): write(String(number), as: "int", to: &writer)
        case .text(let text): writer.string(text)
        case .decimal(let units, let scale):
            write(ExactDecimal.text(Int128(units), scale: scale), as: "decimal", to: &writer)
        case .date(let day): write(CalendarText.day(day), as: "date", to: &writer)
        case .time(let seconds): write(CalendarText.time(seconds), as: "time", to: &writer)
        case .datetime(let instant, _): write(CalendarText.instant(instant), as: "datetime", to: &writer)
        case .reference(let id): write(id.raw, as: "reference", to: &writer)
        case .duration(let seconds):
            writer.int(seconds)
            writer.raw(",\"duration\"")
        case .money(let minor, let currency):
            write("\(minor) \(currency)", as: "money", to: &writer)
        case .references(let ids):
            writer.array(ids) { $0.string($1.raw) }
            writer.raw(",\"references\"")
        case .choices(let options):
            writer.array(options) { $0.string($1) }
            writer.raw(",\"choices\"")
        case .geo(let latitude, let longitude, _):
            writer.array([latitude, longitude]) { $0.double($1) }
            writer.raw(",\"geo\"")
        case .list(let rows):
            writer.int(Int64(rows.count))
            writer.raw(",\"list\"")
        }
        writer.raw("]")
    }

    private static func write(_ text: String, as type: String, to writer: inout JSONWriter) {
        writer.string(text)
        writer.comma()
        writer.string(type)
    }
}
