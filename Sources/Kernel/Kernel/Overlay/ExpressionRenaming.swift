/// Takes conditions and values over to other names of entities, fields, states, options and settings, by their checked trees: a
/// word changes only where it means what is renamed.
///
/// A text that means nothing in the old model, or that names nothing with another name, stays as it is written.
struct ExpressionRenaming {
    private let changes: NameChanges
    private let farEnds: FarEndNames
    private let compiler: DraftCompiler

    init(_ changes: NameChanges, _ farEnds: FarEndNames, of draft: ModelDraft) {
        self.changes = changes
        self.farEnds = farEnds
        compiler = DraftCompiler(draft: draft)
    }

    /// A condition about a record of an entity; names as the old model has them.
    func condition(_ text: String, of entity: EntityID, input: [FieldDefinition] = []) -> String {
        guard let definition = compiler.definitions[entity] else { return text }
        let context = compiler.context(of: definition, input: input)
        return renamed(text, ExpressionCompiler.condition(ExpressionSource(text), in: context).node)
    }

    /// A value; with a field, one that goes into that field of the entity.
    func value(
        _ text: String,
        of entity: EntityID,
        for field: String? = nil,
        input: [FieldDefinition] = []
    ) -> String {
        guard let definition = compiler.definitions[entity] else { return text }
        let context = compiler.context(of: definition, input: input)
        let source = ExpressionSource(text)
        guard let field, let target = definition.fields.first(where: { $0.id == field }) else {
            return renamed(text, ExpressionCompiler.result(source, in: context).node)
        }
        let node = ExpressionCompiler.value(source, for: target, in: context).node
        return renamed(text, node, choosing: options(of: field, in: entity))
    }

    private func renamed(
        _ text: String,
        _ node: ExpressionNode?,
        choosing options: [String: String] = [:]
    ) -> String {
        guard let node else { return text }
        let after = relabelled(renamed(node), options)
        return after == node ? text : ExpressionPrinter.text(of: after)
    }

    // MARK: Names

    private func renamed(_ node: ExpressionNode) -> ExpressionNode {
        switch node {
        case .literal, .constants, .me, .input, .now, .today, .rate: return node
        case .path(let path): return .path(renamed(path))
        case .through(let origin, let path): return .through(renamed(origin), renamed(path))
        case .setting(let id): return .setting(changes.names(.setting)[id] ?? id)
        case .compare(let sign, let left, let right):
            let options = options(of: [left, right])
            return .compare(sign, relabelled(renamed(left), options), relabelled(renamed(right), options))
        case .member(let element, let list):
            let options = options(of: [element, list])
            return .member(relabelled(renamed(element), options), of: relabelled(renamed(list), options))
        case .and(let items): return .and(items.map(renamed))
        case .or(let items): return .or(items.map(renamed))
        case .not(let inner): return .not(renamed(inner))
        case .contains(let whole, let part): return .contains(renamed(whole), renamed(part))
        case .startsWith(let whole, let part): return .startsWith(renamed(whole), renamed(part))
        case .call(let operation, let items): return .call(operation, items.map(renamed))
        case .choose(let items): return relabelled(.choose(items.map(renamed)), options(of: [node]))
        case .coalesce(let items): return relabelled(.coalesce(items.map(renamed)), options(of: [node]))
        case .aggregate(let aggregate): return .aggregate(renamed(aggregate))
        }
    }

    private func renamed(
        _ hops: [ExpressionPath.Hop],
        from start: EntityID
    ) -> (hops: [ExpressionPath.Hop], end: EntityID) {
        var place = start
        let after = hops.map { hop in
            let name = changes.name(.field, of: place, after: hop.field)
            place = hop.target
            return ExpressionPath.Hop(field: name, target: changes.entity(after: hop.target))
        }
        return (after, place)
    }

    private func renamed(_ path: ExpressionPath) -> ExpressionPath {
        let (hops, end) = renamed(path.hops, from: path.entity)
        return ExpressionPath(
            entity: changes.entity(after: path.entity),
            hops: hops,
            field: changes.name(.field, of: end, after: path.field),
            type: path.type,
            outer: path.outer
        )
    }

    private func renamed(_ aggregate: ExpressionAggregate) -> ExpressionAggregate {
        ExpressionAggregate(
            aggregate.function,
            renamed(aggregate.relation),
            condition: aggregate.condition.map(renamed),
            value: aggregate.value.map(renamed),
            type: aggregate.type,
            currency: aggregate.currency
        )
    }

    private func renamed(_ relation: ExpressionRelation) -> ExpressionRelation {
        let (hops, end) = renamed(relation.hops, from: relation.entity)
        func field(_ name: String, of entity: EntityID) -> String { changes.name(.field, of: entity, after: name) }
        var name = relation.name
        let kind: ExpressionRelation.Kind
        switch relation.kind {
        case .far(let entity, let reference):
            name = farEnds.name(of: relation.name, at: end)
            kind = .far(changes.entity(after: entity), field: field(reference, of: entity))
        case .references(let target, let held):
            name = field(held, of: end)
            kind = .references(changes.entity(after: target), field: name)
        case .tenant(let entity): kind = .tenant(changes.entity(after: entity))
        case .list(let held):
            name = field(held, of: end)
            kind = .list(field: name)
        }
        return ExpressionRelation(
            outer: relation.outer,
            entity: changes.entity(after: relation.entity),
            hops: hops,
            kind,
            name: name
        )
    }

    // MARK: Options and states

    /// Options that get another name, of the fields whose values stand in these places.
    private func options(of nodes: [ExpressionNode]) -> [String: String] {
        nodes.reduce(into: [:]) { found, node in found.merge(options(of: node)) { first, _ in first } }
    }

    private func options(of node: ExpressionNode) -> [String: String] {
        switch node {
        case .path(let path), .through(_, let path):
            return options(of: path.field, in: path.hops.last?.target ?? path.entity)
        case .choose(let items): return options(of: Self.values(of: items).map { items[$0] })
        case .coalesce(let items): return options(of: items)
        default: return [:]
        }
    }

    private func options(of field: String, in entity: EntityID) -> [String: String] {
        if field == SystemField.state.rawValue {
            let states = changes.all.filter { $0.kind == .state && $0.entity?.before == entity }
            return Dictionary(states.map { ($0.before, $0.after) }, uniquingKeysWith: { first, _ in first })
        }
        let name = changes.name(.field, of: entity, after: field)
        return changes.options(of: name, in: changes.entity(after: entity))
    }

    private func relabelled(_ node: ExpressionNode, _ options: [String: String]) -> ExpressionNode {
        guard !options.isEmpty else { return node }
        func value(_ value: Value) -> Value {
            switch value {
            case .text(let option): .text(options[option] ?? option)
            case .choices(let chosen): .choices(chosen.map { options[$0] ?? $0 })
            default: value
            }
        }
        switch node {
        case .literal(let constant): return .literal(value(constant))
        case .constants(let constants): return .constants(constants.map(value))
        case .coalesce(let items): return .coalesce(items.map { relabelled($0, options) })
        case .choose(let items):
            let values = Set(Self.values(of: items))
            return .choose(items.indices.map { values.contains($0) ? relabelled(items[$0], options) : items[$0] })
        default: return node
        }
    }

    /// Where values stand in `if` and `case`: after each condition, and last.
    private static func values(of items: [ExpressionNode]) -> [Int] {
        items.indices.filter { $0 % 2 == 1 || $0 == items.count - 1 }
    }
}
