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
        case or, and, not, comparison, primary
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
        }
    }

    private static func binding(of node: ExpressionNode) -> Binding {
        switch node {
        case .or(let items): items.count > 1 ? .or : items.first.map(binding) ?? .primary
        case .and(let items): items.count > 1 ? .and : items.first.map(binding) ?? .primary
        case .not: .not
        case .compare, .member: .comparison
        default: .primary
        }
    }

    /// Two sides.
    ///
    /// Where neither is a constant, a bare name could be taken for an option of the other side.
    private mutating func print(_ left: ExpressionNode, _ sign: String, _ right: ExpressionNode) {
        let quoted = !Self.isConstant(left) && !Self.isConstant(right)
        print(left, binding: .primary, quoted: quoted)
        text += " \(sign) "
        print(right, binding: .primary, quoted: quoted)
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

    private mutating func print(list items: [ExpressionNode], _ open: String, _ close: String) {
        text += open
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            print(item, binding: .or)
        }
        text += close
    }

    private mutating func print(_ path: ExpressionPath, quoted: Bool) {
        if path.hops.isEmpty, quoted, path.type.options != nil {
            text += "`\(path.field)`"
            return
        }
        let names = path.hops.map(\.field) + [path.field]
        let first = Self.reserved.contains(names[0]) ? "`\(names[0])`" : Self.name(names[0])
        text += ([first] + names.dropFirst().map(Self.name)).joined(separator: ".")
    }

    /// First names of a path that mean something other than a field.
    private static let reserved: Set<String> = ["me", "settings", "input", "rates", "tenant"]

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
        case .money(let minor, let currency): text += "money(\(minor), \(Self.quoted(currency)))"
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
