/// Computed fields that read one another: circles, which would never come to an end (P252), and more than a statement
/// holds (P263).
struct ComputedOrder {
    /// A computed field.
    private struct Place: Hashable {
        let entity: EntityID
        let field: String

        var text: String { "\(entity).\(field)" }
    }

    private var reads: [Place: [Place]] = [:]
    private var nodes: [Place: ExpressionNode] = [:]
    private var scorings: [EntityID: CompiledScoring] = [:]

    init(_ entities: [EntityModel]) {
        let computed = Set(
            entities.flatMap { entity in entity.computed.keys.map { Place(entity: entity.id, field: $0) } }
        )
        for entity in entities {
            scorings[entity.id] = entity.scoring
            for (field, node) in entity.computed {
                let read = node.reads.map { Place(entity: $0.entity, field: $0.field) }
                let place = Place(entity: entity.id, field: field)
                reads[place] = read.filter(computed.contains)
                nodes[place] = node
            }
        }
    }

    /// Each circle once, told at the first of its fields by address.
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var done: Set<Place> = []
        var findings: [Diagnostic] = []
        for place in reads.keys.sorted(by: { $0.text < $1.text }) where !done.contains(place) {
            var way: [Place] = []
            guard let circle = circle(from: place, &way, &done) else { continue }
            let names = (circle + [circle[0]]).map { "`\($0.text)`" }.joined(separator: " reads ")
            let message = "a computed field reads itself: \(names)"
            let next = circle.count > 1 ? circle[1] : circle[0]
            let span = span(ofScore: circle[0], reading: next) ?? span(of: circle[0], in: draft)
            findings.append(Diagnostic(code: "P252", message, at: span))
        }
        return findings
    }

    /// Fields that read so many others that one statement cannot hold them; asked only where there is no circle.
    func costs(in draft: ModelDraft) -> [Diagnostic] {
        var known: [Place: ExpressionCost] = [:]
        return nodes.keys.sorted { $0.text < $1.text }.compactMap { place in
            guard cost(of: place, &known).isTooMuch,
                !(reads[place] ?? []).contains(where: { known[$0]?.isTooMuch ?? false })
            else { return nil }
            let message = "`\(place.text)` comes to more than a statement holds, with the computed fields that it reads"
            return Diagnostic(code: "P263", message, at: span(of: place, in: draft))
        }
    }

    private func cost(of place: Place, _ known: inout [Place: ExpressionCost]) -> ExpressionCost {
        if let cost = known[place] { return cost }
        let cost = nodes[place].map { self.cost(of: $0, &known) } ?? ExpressionCost()
        known[place] = cost
        return cost
    }

    private func cost(of node: ExpressionNode, _ known: inout [Place: ExpressionCost]) -> ExpressionCost {
        ExpressionCost.of(node) { path in
            let end = Place(entity: path.hops.last?.target ?? path.entity, field: path.field)
            return nodes[end] == nil ? ExpressionCost() : cost(of: end, &known)
        }
    }

    /// Row rules that no statement holds (P440), with the computed fields that they read.
    func costs(of rules: [Owned<RowRule>], _ compiled: [CompiledRowRule]) -> [Diagnostic] {
        var known: [Place: ExpressionCost] = [:]
        return zip(rules, compiled).compactMap { rule, compiled in
            guard cost(of: compiled.condition, &known).isTooMuch else { return nil }
            let message = "the row rule of `\(rule.content.entity)` is nested deeper than a statement holds"
            let hint = "keep what is needed in a computed field"
            return Diagnostic(code: "P440", message, at: rule.content.condition.span, hint: hint)
        }
    }

    /// Computed fields open to more people than a field that they read (P255).
    static func tales(_ entities: [EntityModel]) -> [Diagnostic] {
        let models = Dictionary(entities.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return entities.flatMap { entity in
            entity.computed.sorted { $0.key < $1.key }.flatMap { field, node -> [Diagnostic] in
                let own = entity.field(field)?.definition
                var seen: Set<String> = []
                return node.reads.compactMap { target, name in
                    guard let needs = models[target]?.field(name)?.definition.readNeeds, own?.readNeeds != needs,
                        seen.insert("\(target).\(name)").inserted
                    else { return nil }
                    let message =
                        "`\(entity.id).\(field)` tells of `\(name)`, which only holders of `\(needs)` read"
                    return Diagnostic(.warning, code: "P255", message, at: own?.compute?.span)
                }
            }
        }
    }

    private func circle(from place: Place, _ way: inout [Place], _ done: inout Set<Place>) -> [Place]? {
        if let start = way.firstIndex(of: place) { return Array(way[start...]) }
        guard done.insert(place).inserted else { return nil }
        way.append(place)
        defer { way.removeLast() }
        for next in reads[place] ?? [] {
            if let circle = circle(from: next, &way, &done) { return circle }
        }
        return nil
    }

    /// The first line of a scoring that reads a field.
    private func span(ofScore place: Place, reading next: Place) -> SourceSpan? {
        guard place.field == ScoringDefinition.score else { return nil }
        let lines = scorings[place.entity]?.factors.flatMap { zip($0.lines, $0.definition.lines) } ?? []
        let line = lines.first { compiled, _ in
            compiled.condition.reads.contains { $0.entity == next.entity && $0.field == next.field }
        }
        return line?.1.condition.span
    }

    private func span(of place: Place, in draft: ModelDraft) -> SourceSpan? {
        guard let entity = draft.entity(place.entity) else { return nil }
        return draft.merged(entity).fields.first { $0.id == place.field }?.compute?.span
    }
}
