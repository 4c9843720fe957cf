extension ExpressionChecker {
    /// What a path means.
    ///
    /// Reports nothing, so that it can be asked what a name would mean.
    func resolve(_ names: [SyntaxName]) throws(ExpressionFinding) -> TypedNode {
        let first = names[0]
        let range = first.range.through(names[names.count - 1].range)
        if !first.quoted {
            if first.text == "me" { return try me(names, range) }
            if names.count > 1, let special = try special(names, range) { return special }
        }
        return try fieldPath(names, range)
    }

    /// `settings.x`, `input.x`, and what will be; `nil` for other names.
    private func special(_ names: [SyntaxName], _ range: ScalarRange) throws(ExpressionFinding) -> TypedNode? {
        let (first, name) = (names[0], names[1])
        let known: [String: FieldDefinition]
        let what: String
        switch first.text {
        case "settings":
            known = context.settings.mapValues(\.field)
            what = "a setting"
        case "input":
            guard let input = context.input else {
                throw ExpressionFinding(
                    .notHere,
                    "There is no `input` here: only moves and actions have it",
                    at: first.range
                )
            }
            known = Dictionary(input.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            what = "an input of this move or action"
        case "rates": return try rate(names, range)
        case "tenant":
            let message = "`tenant.<entity>` stands for many records"
            let shown = Naming.isSnake(name.text) ? name.text : "`\(name.text)`"
            throw ExpressionFinding(.types, message, at: range, hint: "count them with ``count(tenant.\(shown))``")
        default: return nil
        }
        guard let field = known[name.text] else {
            let hint = DidYouMean.hint(for: name.text, in: known.keys)
            throw ExpressionFinding(.unknownName, "`\(name.text)` is not \(what)", at: name.range, hint: hint)
        }
        let node: ExpressionNode = first.text == "settings" ? .setting(name.text) : .input(name.text)
        if names.count > 2 { return try through(node, ExpressionType(field.type), names, range) }
        return TypedNode(node, ExpressionType(field.type), range, currency: field.type.fixedCurrency)
    }

    /// `rates.card.line` of the pack's own, `rates.pack.card.line` of any.
    private func rate(_ names: [SyntaxName], _ range: ScalarRange) throws(ExpressionFinding) -> TypedNode {
        guard let cards = context.rates else {
            let message = "There are no `rates` here: only formulas, moves, actions and automations have them"
            throw ExpressionFinding(.notHere, message, at: names[0].range)
        }
        let isAddress = names.count == 4
        let own = "\(context.pack ?? "")."
        let card = isAddress ? "\(names[1].text).\(names[2].text)" : own + names[1].text
        guard let lines = cards[card] else {
            let shown = isAddress ? card : names[1].text
            let place = isAddress ? names[1].range.through(names[2].range) : names[1].range
            let known = cards.keys.map { $0.hasPrefix(own) ? String($0.dropFirst(own.count)) : $0 }.sorted()
            let other = known.first { $0.hasSuffix(".\(names[1].text)") }.map { "did you mean `\($0)`?" }
            // `rates.base-pack.card.line` is read as a difference.
            let hyphened = known.first { $0.hasPrefix("\(names[1].text)-") && $0.contains(".") }.map { card in
                let pack = card.prefix { $0 != "." }
                return "a name with a hyphen stands in backquotes: ``rates.`\(pack)`.card.line``"
            }
            let hint = hyphened ?? DidYouMean.hint(for: shown, in: known) ?? other
            throw ExpressionFinding(.unknownName, "There is no rate card `\(shown)`", at: place, hint: hint)
        }
        guard let name = names.last, names.count == 3 || isAddress else {
            throw ExpressionFinding(.syntax, "A rate is written `rates.card.line`", at: range)
        }
        guard let line = lines[name.text] else {
            let hint = DidYouMean.hint(for: name.text, in: lines.keys)
            let message = "`\(name.text)` is not a line of the rate card `\(card)`"
            throw ExpressionFinding(.unknownName, message, at: name.range, hint: hint)
        }
        let node = ExpressionNode.rate(card: card, line: line.id)
        return TypedNode(node, ExpressionType(line.type), range, currency: line.type.fixedCurrency)
    }
    /// Names of the principal's own record that `/api/me` tells, and that need no permission therefore.
    private static let ownNames: Set<String> = ["name", "email", "teams", "roles", "active"]

    private func me(_ names: [SyntaxName], _ range: ScalarRange) throws(ExpressionFinding) -> TypedNode {
        guard names.count > 1, names[1].text != "id" || names.count > 2 else {
            return TypedNode(.me(field: nil), .reference(context.member), range)
        }
        let name = names[1]
        let fields = context.entities(context.member)?.fields ?? [:]
        let readable = fields.filter { !$0.value.secret }.filter {
            Self.ownNames.contains($0.key) || context.readable.field(context.member, $0.key)
        }
        guard let field = readable[name.text] else {
            if context.entities(context.member) == nil {
                let message = "There is nobody here: `me` has no `\(name.text)`"
                throw ExpressionFinding(.notHere, message, at: name.range, hint: "hand it over as an input")
            }
            throw unknown(name, in: context.member, among: readable.keys + ["id"])
        }
        let type = ExpressionType(field.type)
        if names.count > 2 { return try through(.me(field: field.id), type, names, range) }
        return TypedNode(.me(field: field.id), type, range, currency: field.type.fixedCurrency)
    }

    /// A path over a reference that a value of the context is: of the names the first two are that value.
    private func through(
        _ origin: ExpressionNode,
        _ kind: ExpressionType,
        _ names: [SyntaxName],
        _ range: ScalarRange
    ) throws(ExpressionFinding) -> TypedNode {
        let rest = names.dropFirst(2)
        let start = try target(of: names[1], kind, before: names[2])
        var entity = try far(start, names[2])
        var hops: [ExpressionPath.Hop] = []
        for index in rest.indices {
            let name = names[index]
            try limit(records[records.count - 1].hops + hops.count + 1, at: names[1].range.through(name.range))
            try refuseSecret(name, of: entity)
            guard let (type, currency) = field(name.text, of: entity) else {
                throw unknown(name, in: entity.id, among: self.names(of: entity))
            }
            guard index < names.count - 1 else {
                if type.isSeveral {
                    throw ExpressionChecker.notYet(
                        "Several values over `\(names[0].text).\(names[1].text)`",
                        at: name.range
                    )
                }
                let path = ExpressionPath(entity: start, hops: hops, field: name.text, type: type)
                return TypedNode(.through(origin, path), type, range, currency: currency)
            }
            let hop = try hop(name, of: entity, before: names[index + 1])
            hops.append(hop)
            entity = try far(hop.target, names[index + 1])
        }
        throw ExpressionFinding(.syntax, "A path needs a name", at: range)
    }

    /// Where a path begins: the record that names mean, or with `parent` one further out, and how far.
    func beginning(
        _ names: [SyntaxName]
    ) throws(ExpressionFinding) -> (start: (place: Place, names: [SyntaxName]), outer: Int) {
        var outer = 0
        var names = names
        while outer < records.count - 1, let first = names.first, !first.quoted, first.text == "parent" {
            outer += 1
            names.removeFirst()
            // `parent` alone is the record itself.
            if names.isEmpty { names = [SyntaxName(SystemField.id.rawValue, quoted: true, first.range)] }
        }
        return ((records[records.count - 1 - outer], names), outer)
    }

    private func fieldPath(_ all: [SyntaxName], _ range: ScalarRange) throws(ExpressionFinding) -> TypedNode {
        let (start, outer) = try beginning(all)
        let names = start.names
        var entity = start.place.entity
        var hops: [ExpressionPath.Hop] = []
        for (index, name) in names.enumerated() {
            try refuseSecret(name, of: entity)
            guard let (type, currency) = field(name.text, of: entity) else {
                if let end = entity.farEnds[name.text], context.readable.entity(end.entity),
                    context.readable.field(end.entity, end.field)
                {
                    let message = "`\(name.text)` is several records, not a value"
                    let hint = "ask about them with `count(\(name.text))`, `any`, `all`, `sum` and the like"
                    throw ExpressionFinding(.types, message, at: name.range, hint: hint)
                }
                throw unknown(name, in: entity.id, among: self.names(of: entity))
            }
            if index == names.count - 1 {
                let path = ExpressionPath(
                    entity: start.place.entity.id,
                    hops: hops,
                    field: name.text,
                    type: type,
                    outer: outer
                )
                return TypedNode(.path(path), type, range, currency: currency)
            }
            let hop = try hop(name, of: entity, before: names[index + 1])
            try limit(start.place.hops + hops.count + 1, at: name.range.through(names[index + 1].range))
            hops.append(hop)
            entity = try far(hop.target, names[index + 1])
        }
        throw ExpressionFinding(.syntax, "A path needs a name", at: range)
    }

    /// A reference followed.
    func hop(
        _ name: SyntaxName,
        of entity: ExpressionEntity,
        before next: SyntaxName
    ) throws(ExpressionFinding) -> ExpressionPath.Hop {
        try refuseSecret(name, of: entity)
        guard let (type, _) = field(name.text, of: entity) else {
            throw unknown(name, in: entity.id, among: names(of: entity))
        }
        if entity.isPart { throw ExpressionChecker.notYet("A path from a part of a list", at: name.range) }
        return ExpressionPath.Hop(field: name.text, target: try target(of: name, type, before: next))
    }

    /// The entity at the end of a reference; where it may not be read, what comes next is unknown.
    func far(_ target: EntityID, _ next: SyntaxName) throws(ExpressionFinding) -> ExpressionEntity {
        guard context.readable.entity(target), let entity = context.entities(target) else {
            throw unknown(next, in: target, among: [])
        }
        return entity
    }

    func limit(_ hops: Int, at range: ScalarRange) throws(ExpressionFinding) {
        guard hops > Self.maximumHops else { return }
        let message = "An expression follows at most \(Self.maximumHops) relations"
        throw ExpressionFinding(.cost, message, at: range, hint: "keep what is needed in a computed field nearer by")
    }

    /// Expressions are kept, shown and answered bit by bit: no secret may stand in one.
    func refuseSecret(_ name: SyntaxName, of entity: ExpressionEntity) throws(ExpressionFinding) {
        guard let field = entity.fields[name.text], field.secret, context.readable.field(entity.id, name.text) else {
            return
        }
        throw ExpressionFinding(.notHere, "`\(name.text)` is secret: expressions do not see it", at: name.range)
    }

    /// The entity that a field leads to.
    private func target(
        of name: SyntaxName,
        _ type: ExpressionType,
        before next: SyntaxName
    ) throws(ExpressionFinding) -> EntityID {
        switch type {
        case .reference(let target) where name.text != SystemField.id.rawValue: return target
        case .references:
            throw ExpressionFinding(
                .types,
                "`\(name.text)` is several records, which have no single `\(next.text)`",
                at: name.range,
                hint: "ask about them with `any`, `all`, `count`, `sum` and the like"
            )
        default:
            let message =
                "`\(name.text)` is \(type.words), not a reference to another record, so it has no `\(next.text)`"
            throw ExpressionFinding(.types, message, at: next.range)
        }
    }

    /// The type of a name of an entity; `nil` for what is not there or may not be read, which must look the same.
    private func field(_ name: String, of entity: ExpressionEntity) -> (ExpressionType, currency: String?)? {
        if let system = SystemField(rawValue: name) {
            return entity.type(of: system, member: context.member).map { ($0, nil) }
        }
        guard let field = entity.fields[name], context.readable.field(entity.id, name) else { return nil }
        return (ExpressionType(field.type), field.type.fixedCurrency)
    }

    func names(of entity: ExpressionEntity) -> [String] {
        let system = SystemField.allCases.filter { entity.type(of: $0, member: context.member) != nil }
        return system.map(\.rawValue)
            + entity.fields.values.filter { !$0.secret && context.readable.field(entity.id, $0.id) }.map(\.id)
    }

    func unknown(_ name: SyntaxName, in entity: EntityID, among names: [String]) -> ExpressionFinding {
        let isFunction = !name.quoted && ExpressionFunction.arguments[name.text] == 0...0
        let isKeyword = !name.quoted && ExpressionToken.Keyword(rawValue: name.text.lowercased()) != nil
        let isNothing = !name.quoted && ["none", "nil", "undefined"].contains(name.text.lowercased())
        let hint =
            isNothing
            ? "write `null`"
            : isFunction
                ? "write `\(name.text)()`"
                : isKeyword ? "write `\(name.text.lowercased())`" : DidYouMean.hint(for: name.text, in: names)
        return ExpressionFinding(.unknownName, "`\(name.text)` is not a field of \(entity)", at: name.range, hint: hint)
    }
}

extension ExpressionType {
    fileprivate var isSeveral: Bool {
        switch self {
        case .choices, .references, .list: true
        default: false
        }
    }
}

extension FieldType {
    /// The currency of all amounts, where one is declared.
    fileprivate var fixedCurrency: String? {
        if case .money(let currency, _, _) = self { currency } else { nil }
    }
}
