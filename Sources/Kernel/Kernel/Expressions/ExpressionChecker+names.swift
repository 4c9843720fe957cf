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
        case "rates", "tenant":
            throw ExpressionChecker.notYet("`\(first.text)`", at: first.range)
        default: return nil
        }
        guard let field = known[name.text] else {
            let hint = DidYouMean.hint(for: name.text, in: known.keys)
            throw ExpressionFinding(.unknownName, "`\(name.text)` is not \(what)", at: name.range, hint: hint)
        }
        guard names.count == 2 else {
            throw ExpressionChecker.notYet("A path over `\(first.text).\(name.text)`", at: names[2].range)
        }
        let node: ExpressionNode = first.text == "settings" ? .setting(name.text) : .input(name.text)
        return TypedNode(node, ExpressionType(field.type), range, currency: field.type.fixedCurrency)
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
            throw unknown(name, in: context.member, among: readable.keys + ["id"])
        }
        guard names.count == 2 else {
            throw ExpressionChecker.notYet("A path over `me.\(name.text)`", at: names[2].range)
        }
        let type = ExpressionType(field.type)
        return TypedNode(.me(field: field.id), type, range, currency: field.type.fixedCurrency)
    }

    private func fieldPath(_ names: [SyntaxName], _ range: ScalarRange) throws(ExpressionFinding) -> TypedNode {
        var entity = context.entity
        var hops: [ExpressionPath.Hop] = []
        for (index, name) in names.enumerated() {
            try refuseSecret(name, of: entity)
            guard let (type, currency) = field(name.text, of: entity) else {
                throw unknown(name, in: entity.id, among: self.names(of: entity))
            }
            if index == names.count - 1 {
                let path = ExpressionPath(entity: context.entity.id, hops: hops, field: name.text, type: type)
                return TypedNode(.path(path), type, range, currency: currency)
            }
            let target = try self.target(of: name, type, before: names[index + 1])
            guard hops.count < Self.maximumHops else {
                throw ExpressionFinding(
                    .cost,
                    "A path follows at most \(Self.maximumHops) reference in this version",
                    at: name.range.through(names[index + 1].range)
                )
            }
            hops.append(ExpressionPath.Hop(field: name.text, target: target))
            guard context.readable.entity(target), let next = context.entities(target) else {
                throw unknown(names[index + 1], in: target, among: [])
            }
            entity = next
        }
        throw ExpressionFinding(.syntax, "A path needs a name", at: range)
    }

    /// Expressions are kept, shown and answered bit by bit: no secret may stand in one.
    private func refuseSecret(_ name: SyntaxName, of entity: ExpressionEntity) throws(ExpressionFinding) {
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
            throw ExpressionChecker.notYet("A path over several records, such as `\(name.text)`,", at: name.range)
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

    private func names(of entity: ExpressionEntity) -> [String] {
        let system = SystemField.allCases.filter { entity.type(of: $0, member: context.member) != nil }
        return system.map(\.rawValue)
            + entity.fields.values.filter { !$0.secret && context.readable.field(entity.id, $0.id) }.map(\.id)
    }

    private func unknown(_ name: SyntaxName, in entity: EntityID, among names: [String]) -> ExpressionFinding {
        let isFunction = !name.quoted && ExpressionFunction.available[name.text] == 0
        let hint = isFunction ? "write `\(name.text)()`" : DidYouMean.hint(for: name.text, in: names)
        return ExpressionFinding(.unknownName, "`\(name.text)` is not a field of \(entity)", at: name.range, hint: hint)
    }
}

extension FieldType {
    /// The currency of all amounts, where one is declared.
    fileprivate var fixedCurrency: String? {
        if case .money(let currency, _, _) = self { currency } else { nil }
    }
}
