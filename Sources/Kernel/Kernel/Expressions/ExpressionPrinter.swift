/// The canonical text of a checked tree: reading it in the same context gives the same tree, so that equal texts are
/// equal meanings.
///
/// Compare it by UTF-8 bytes where it is a key: `String` takes texts with different bytes for equal.
package struct ExpressionPrinter {
    private var text = ""

    /// The text of a tree.
    package static func text(of node: ExpressionNode) -> String {
        var printer = ExpressionPrinter()
        printer.print(node, binding: .or)
        return printer.text
    }

    /// How strongly the places of the grammar bind.
    private enum Binding: Int {
        case or, and, not, comparison, sum, term, unary, primary
    }

    private mutating func print(_ node: ExpressionNode, binding: Binding, quoted: Bool = false) {
        let own = Self.binding(of: node)
        if own.rawValue < binding.rawValue {
            text += "("
            print(node, binding: .or)
            text += ")"
            return
        }
        switch node {
        case .literal(let value): print(value)
        case .constants(let values): print(list: values.map { ExpressionNode.literal($0) }, "[", "]")
        case .path(let path): print(path, quoted: quoted)
        case .me(let field): text += field.map { "me.\(Self.name($0))" } ?? "me"
        case .through(let origin, let path):
            print(origin, binding: .primary)
            for name in path.hops.map(\.field) + [path.field] { text += ".\(Self.name(name))" }
        case .setting(let id): text += "settings.\(Self.name(id))"
        case .input(let id): text += "input.\(Self.name(id))"
        case .now: text += "now()"
        case .today: text += "today()"
        case .compare(let comparison, let left, let right): print(left, comparison.rawValue, right)
        case .member(let element, let list): print(element, "in", list)
        case .and(let items): print(items, joined: " and ", empty: "true", .not)
        case .or(let items): print(items, joined: " or ", empty: "false", .and)
        case .not(let inner):
            text += "not "
            print(inner, binding: .not)
        case .contains(let whole, let part): print(list: [whole, part], "contains(", ")")
        case .startsWith(let whole, let part): print(list: [whole, part], "starts_with(", ")")
        case .call(let operation, let operands): print(operation, operands, binding)
        case .choose(let nodes): print(list: nodes, nodes.count == 3 ? "if(" : "case(", ")", typed: true)
        case .coalesce(let nodes): print(list: nodes, "coalesce(", ")", typed: true)
        case .rate(let card, let line):
            let parts = card.split(separator: ".").map(String.init) + [line]
            text += "rates." + parts.map(Self.name).joined(separator: ".")
        case .aggregate(let aggregate): print(aggregate)
        }
    }

    private static func binding(of node: ExpressionNode) -> Binding {
        switch node {
        case .or(let items): items.count > 1 ? .or : items.first.map(binding) ?? .primary
        case .and(let items): items.count > 1 ? .and : items.first.map(binding) ?? .primary
        case .not: .not
        case .compare, .member: .comparison
        case .call(let operation, let operands):
            switch operation.sign {
            case "+"?, "&"?: .sum
            case "-"?: operands.count == 1 ? .unary : .sum
            case nil: operation == .decimal ? operands.first.map(binding) ?? .primary : .primary
            default: .term
            }
        default: .primary
        }
    }

    /// Two sides.
    ///
    /// Where neither is a constant, a bare name could be taken for an option of the other side.
    private mutating func print(_ left: ExpressionNode, _ sign: String, _ right: ExpressionNode) {
        let quoted = !Self.isConstant(left) && !Self.isConstant(right)
        print(left, binding: .sum, quoted: quoted)
        text += " \(sign) "
        print(right, binding: .sum, quoted: quoted)
    }

    /// An operation as a sign between its operands, or as the function that it came from.
    private mutating func print(_ operation: ExpressionOperation, _ operands: [ExpressionNode], _ binding: Binding) {
        if operation == .decimal, let operand = operands.first { return print(operand, binding: binding) }
        guard let sign = operation.sign else { return print(list: operands, operation.word + "(", ")", typed: true) }
        if operands.count == 1, let operand = operands.first {
            text += sign
            // A sign before a number would make it a literal.
            if Self.isConstant(operand) { text += "(" }
            print(operand, binding: .unary)
            if Self.isConstant(operand) { text += ")" }
            return
        }
        let isSum = sign == "+" || sign == "-" || sign == "&"
        for (index, operand) in operands.enumerated() {
            if index > 0 { text += " \(sign) " }
            let own: Binding = isSum ? (index == 0 ? .sum : .term) : (index == 0 ? .term : .unary)
            print(typed: operand, binding: own)
        }
    }

    /// A function over several.
    private mutating func print(_ aggregate: ExpressionAggregate) {
        let relation = aggregate.relation
        text += aggregate.function.rawValue + "("
        if case .tenant(let entity) = relation.kind {
            text += "tenant.`\(entity.raw)`"
        } else {
            let names = relation.hops.map(\.field) + [relation.name]
            let parents = Array(repeating: "parent", count: relation.outer)
            text += (parents + Self.path(names, isInner: relation.outer == 0)).joined(separator: ".")
        }
        for part in aggregate.parts {
            text += ", "
            print(part, binding: .or)
        }
        text += ")"
    }

    /// A constant whose type its text alone does not tell.
    private mutating func print(typed node: ExpressionNode, binding: Binding) {
        switch node {
        case .literal(.date(let day)): text += "date(\(Self.quoted(CalendarText.day(day))))"
        case .literal(.time(let seconds)): text += "time(\(Self.quoted(CalendarText.time(seconds))))"
        default: print(node, binding: binding)
        }
    }

    private static func isConstant(_ node: ExpressionNode) -> Bool {
        switch node {
        case .literal, .constants: true
        default: false
        }
    }

    private mutating func print(_ items: [ExpressionNode], joined: String, empty: String, _ binding: Binding) {
        if items.isEmpty { text += empty }
        for (index, item) in items.enumerated() {
            if index > 0 { text += joined }
            print(item, binding: items.count > 1 ? binding : .or)
        }
    }

    private mutating func print(list items: [ExpressionNode], _ open: String, _ close: String, typed: Bool = false) {
        text += open
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            if typed { print(typed: item, binding: .or) } else { print(item, binding: .or) }
        }
        text += close
    }

    private mutating func print(_ path: ExpressionPath, quoted: Bool) {
        if path.hops.isEmpty, path.outer == 0, quoted, path.type.options != nil {
            text += "`\(path.field)`"
            return
        }
        let parents = Array(repeating: "parent", count: path.outer)
        let names = Self.path(path.hops.map(\.field) + [path.field], isInner: path.outer == 0)
        text += (parents + names).joined(separator: ".")
    }

    /// Names of a path; a first one that means something else stands in backquotes.
    private static func path(_ names: [String], isInner: Bool) -> [String] {
        guard let first = names.first else { return [] }
        let isReserved = isInner ? reserved.contains(first) : first == "parent"
        return [isReserved ? "`\(first)`" : name(first)] + names.dropFirst().map(name)
    }

    /// First names of a path that mean something other than a field.
    private static let reserved: Set<String> = ["me", "settings", "input", "rates", "tenant", "parent"]

    /// A name, in backquotes where it needs them.
    private static func name(_ name: String) -> String {
        let isPlain = Naming.isSnake(name) && ExpressionToken.Keyword(rawValue: name) == nil
        return isPlain ? name : "`\(name)`"
    }

    private mutating func print(_ value: Value) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .decimal(let units, let scale): text += ExactDecimal.text(Int128(units), scale: scale)
        case .money(let minor, let currency):
            text +=
                "money(\(ExactDecimal.text(Int128(minor), scale: CurrencyDigits.of(currency) ?? 0)), \(Self.quoted(currency)))"
        case .text(let value): text += Self.quoted(value)
        case .date(let day): text += Self.quoted(CalendarText.day(day))
        case .time(let seconds): text += Self.quoted(CalendarText.time(seconds))
        case .datetime(let instant, _): text += Self.quoted(CalendarText.instant(instant))
        case .duration(let seconds): text += "\(seconds / 60) min"
        case .reference(let id): text += Self.quoted(id.raw)
        case .references(let ids): print(list: ids.map { .literal(.reference($0)) }, "[", "]")
        case .choices(let options): print(list: options.map { .literal(.text($0)) }, "[", "]")
        case .list(let rows): text += "list(\(rows.count))"
        case .geo(let latitude, let longitude, _): text += "geo(\(latitude), \(longitude))"
        }
    }

    private static func quoted(_ value: String) -> String {
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}

extension ExpressionOperation {
    /// The operator that it is written with; `nil` for functions.
    fileprivate var sign: String? {
        switch self {
        case .intAdd, .add, .moneyAdd, .durationAdd, .instantAdd: "+"
        case .intSubtract, .subtract, .moneySubtract, .durationSubtract, .instantSubtract, .instantDifference: "-"
        case .intNegate, .negate, .moneyNegate, .durationNegate: "-"
        case .intMultiply, .multiply, .moneyMultiply, .durationMultiply: "*"
        case .divide, .moneyDivide, .moneyRatio, .durationDivide, .durationRatio: "/"
        case .intRemainder, .remainder: "%"
        case .concat: "&"
        default: nil
        }
    }

    /// The function that it is written with.
    fileprivate var word: String {
        switch self {
        case .intAbs, .moneyAbs, .durationAbs: "abs"
        case .roundToInt: "round"
        case .moneyPercent: "percent"
        case .least: "min"
        case .greatest: "max"
        case .textOfBool, .textOfInt, .textOfDecimal, .textOfMoney, .textOfDate, .textOfTime, .textOfInstant: "text"
        case .localDate, .dateOfText: "date"
        case .localTime, .timeOfText: "time"
        case .dateAddDays, .instantAddDays: "add_days"
        case .dateAddMonths, .instantAddMonths: "add_months"
        default: rawValue
        }
    }
}
