extension ExpressionChecker {
    /// A call of a function over several records or sub-records.
    mutating func aggregate(_ call: FunctionCall) -> TypedNode? {
        guard case .path(let names) = call.arguments[0].kind else {
            let message = "`\(call.name.text)` needs the name of several records, such as a far end or a list"
            report(.types, message, at: call.arguments[0].range)
            return nil
        }
        countNode()
        let source: (relation: ExpressionRelation, inner: Place, rest: [SyntaxName])
        do throws(ExpressionFinding) {
            source = try relation(names)
        } catch {
            report(error)
            return nil
        }
        guard let body = body(of: call, rest: source.rest) else { return nil }
        records.append(source.inner)
        defer { records.removeLast() }
        guard records.count - 1 <= Self.maximumNesting else {
            let message = "Functions over several records stand at most \(Self.maximumNesting) deep in one another"
            report(.cost, message, at: call.range)
            return nil
        }
        return aggregate(call, source.relation, body)
    }

    /// What follows the relation: the second argument, or the rest of the first.
    private enum Body {
        case none
        case tree(SyntaxTree)
    }

    private mutating func body(of call: FunctionCall, rest: [SyntaxName]) -> Body? {
        if call.arguments.count == 2 {
            guard let name = rest.first else { return .tree(call.arguments[1]) }
            let message = "`\(name.text)` is not several records: the second argument says what is asked of each"
            report(.types, message, at: name.range)
            return nil
        }
        guard let first = rest.first, let last = rest.last else { return Body.none }
        return .tree(SyntaxTree(.path(rest), first.range.through(last.range)))
    }

    private mutating func aggregate(
        _ call: FunctionCall,
        _ relation: ExpressionRelation,
        _ body: Body
    ) -> TypedNode? {
        switch (call.name.text, body) {
        case ("exists", .none): return made(.exists, relation, nil, .bool, call)
        case ("count", .none): return made(.count, relation, nil, .int, call)
        case ("any", .tree(let tree)), ("exists", .tree(let tree)):
            return condition(tree).flatMap { made(.exists, relation, $0, .bool, call) }
        case ("all", .tree(let tree)): return condition(tree).flatMap { made(.all, relation, $0, .bool, call) }
        case ("count", .tree(let tree)): return condition(tree).flatMap { made(.count, relation, $0, .int, call) }
        case ("first", .tree(let tree)): return first(tree, relation, call)
        case (_, .tree(let tree)): return total(tree, relation, call)
        case (_, .none):
            let message = "`\(call.name.text)` needs what is asked of each record"
            report(.arguments, message, at: call.range, hint: "such as `\(call.name.text)(\(relation.name), field)`")
            return nil
        }
    }

    private func made(
        _ function: ExpressionAggregate.Function,
        _ relation: ExpressionRelation,
        _ condition: ExpressionNode?,
        _ type: ExpressionType,
        _ call: FunctionCall
    ) -> TypedNode {
        let node = ExpressionAggregate(function, relation, condition: condition, type: type)
        return TypedNode(.aggregate(node), type, call.range)
    }

    private mutating func first(_ tree: SyntaxTree, _ relation: ExpressionRelation, _ call: FunctionCall) -> TypedNode?
    {
        guard let target = relation.target else {
            report(.types, "`first` needs records, not the parts of a list", at: call.arguments[0].range)
            return nil
        }
        guard let order = typed(tree) else { return nil }
        guard order.type.isOrdered, order.type != .money || order.currency != nil else {
            refuse(order, of: call, needs: "something that has an order")
            return nil
        }
        let node = ExpressionAggregate(
            .first,
            relation,
            value: order.node,
            type: order.type,
            currency: order.currency
        )
        return TypedNode(.aggregate(node), .reference(target), call.range)
    }

    private mutating func total(_ tree: SyntaxTree, _ relation: ExpressionRelation, _ call: FunctionCall) -> TypedNode?
    {
        guard let value = typed(tree) else { return nil }
        let functions: [String: ExpressionAggregate.Function] = [
            "sum": .sum, "min_of": .least, "max_of": .greatest, "avg_of": .average,
        ]
        guard let function = functions[call.name.text] else { return nil }
        let isExtreme = function == .least || function == .greatest
        if isExtreme ? !value.type.isOrdered : !value.type.isSummable {
            refuse(value, of: call, needs: isExtreme ? "something that has an order" : "numbers, amounts or durations")
            return nil
        }
        let node = ExpressionAggregate(
            function,
            relation,
            value: value.node,
            type: value.type,
            currency: value.currency
        )
        let isAverage = function == .average && value.type.scale != nil
        let type = isAverage ? ExpressionType.decimal(scale: ExactDecimal.places) : value.type
        return TypedNode(.aggregate(node), type, call.range, currency: value.currency)
    }

    // MARK: What several records are

    /// Functions over several records in one another.
    package static let maximumNesting = 3

    /// The several records that names lead to, what names mean there, and the names after them.
    private func relation(
        _ names: [SyntaxName]
    ) throws(ExpressionFinding) -> (ExpressionRelation, inner: Place, rest: [SyntaxName]) {
        if !names[0].quoted, names[0].text == "tenant" { return try tenant(names) }
        if !names[0].quoted, names[0].text == "me" || names[0].text == "input" && context.input != nil {
            throw ExpressionChecker.notYet("Several records over `\(names[0].text)`", at: names[0].range)
        }
        let (start, outer) = try beginning(names)
        var entity = start.place.entity
        var hops: [ExpressionPath.Hop] = []
        for (index, name) in start.names.enumerated() {
            let used = start.place.hops + hops.count
            if let (kind, inner) = try several(name, of: entity) {
                if case .list = kind {} else { try limit(used + 1, at: names[0].range.through(name.range)) }
                let isList = if case .list = kind { true } else { false }
                let relation = ExpressionRelation(
                    outer: outer,
                    entity: start.place.entity.id,
                    hops: hops,
                    kind,
                    name: name.text
                )
                let place = Place(entity: inner, hops: isList ? used : used + 1)
                return (relation, place, Array(start.names[(index + 1)...]))
            }
            guard index < start.names.count - 1 else { throw notSeveral(name, of: entity) }
            let hop = try self.hop(name, of: entity, before: start.names[index + 1])
            hops.append(hop)
            try limit(used + 1, at: names[0].range.through(start.names[index + 1].range))
            entity = try far(hop.target, start.names[index + 1])
        }
        throw ExpressionFinding(.syntax, "A path needs a name", at: names[0].range)
    }

    /// Every record of an entity, which is named by its id, or without its owner where that is enough.
    private func tenant(
        _ names: [SyntaxName]
    ) throws(ExpressionFinding) -> (ExpressionRelation, inner: Place, rest: [SyntaxName]) {
        guard names.count > 1 else {
            throw ExpressionFinding(.syntax, "`tenant` needs the name of an entity", at: names[0].range)
        }
        let name = names[1]
        let readable = context.tenantEntities.filter { context.readable.entity($0) }.sorted()
        let found = readable.filter { $0.raw == name.text || $0.name == name.text }
        guard found.count < 2 else {
            let hint = "write " + found.map { "tenant.`\($0.raw)`" }.joined(separator: " or ")
            throw ExpressionFinding(
                .ambiguous,
                "Several entities are called `\(name.text)`",
                at: name.range,
                hint: hint
            )
        }
        guard let id = found.first, let entity = context.entities(id) else {
            let hint = DidYouMean.hint(for: name.text, in: readable.map(\.name))
            throw ExpressionFinding(.unknownName, "There is no entity `\(name.text)`", at: name.range, hint: hint)
        }
        let start = records[records.count - 1]
        try limit(start.hops + 1, at: names[0].range.through(name.range))
        let relation = ExpressionRelation(outer: 0, entity: start.entity.id, hops: [], .tenant(id), name: id.raw)
        return (relation, Place(entity: entity, hops: start.hops + 1), Array(names.dropFirst(2)))
    }

    /// What a name of an entity means where several records are wanted; `nil` for what is a single value.
    private func several(
        _ name: SyntaxName,
        of entity: ExpressionEntity
    ) throws(ExpressionFinding) -> (ExpressionRelation.Kind, ExpressionEntity)? {
        try refuseSecret(name, of: entity)
        if let field = entity.fields[name.text], context.readable.field(entity.id, name.text) {
            switch field.type {
            case .references(let target, _, _):
                if entity.isPart { throw ExpressionChecker.notYet("A list of records in a part", at: name.range) }
                guard context.readable.entity(target), let next = context.entities(target) else { return nil }
                return (.references(target, field: name.text), next)
            case .list(let fields):
                let id = EntityID(owner: entity.id.owner, name: "\(entity.id.name).\(name.text)")
                return (.list(field: name.text), ExpressionEntity(id: id, fields: fields, states: [], isPart: true))
            default: return nil
            }
        }
        guard let end = entity.farEnds[name.text], context.readable.entity(end.entity),
            context.readable.field(end.entity, end.field), let next = context.entities(end.entity)
        else { return nil }
        return (.far(end.entity, field: end.field), next)
    }

    private func notSeveral(_ name: SyntaxName, of entity: ExpressionEntity) -> ExpressionFinding {
        if !names(of: entity).contains(name.text) {
            let ends = entity.farEnds.filter {
                context.readable.entity($0.value.entity) && context.readable.field($0.value.entity, $0.value.field)
            }
            return unknown(name, in: entity.id, among: names(of: entity) + Array(ends.keys))
        }
        return ExpressionFinding(.types, "`\(name.text)` is not several records, nor a list", at: name.range)
    }
}

extension ExpressionType {
    fileprivate var isSummable: Bool {
        switch self {
        case .int, .decimal, .money, .duration: true
        default: false
        }
    }
}
