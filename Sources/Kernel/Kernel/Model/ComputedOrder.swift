/// Computed fields that read one another: circles, which would never come to an end (P252).
struct ComputedOrder {
    /// A computed field.
    private struct Place: Hashable {
        let entity: EntityID
        let field: String

        var text: String { "\(entity).\(field)" }
    }

    private var reads: [Place: [Place]] = [:]

    init(_ entities: [EntityModel]) {
        let computed = Set(
            entities.flatMap { entity in entity.computed.keys.map { Place(entity: entity.id, field: $0) } }
        )
        for entity in entities {
            for (field, node) in entity.computed {
                let read = node.allPaths.map { path in
                    Place(entity: path.hops.last?.target ?? path.entity, field: path.field)
                }
                reads[Place(entity: entity.id, field: field)] = read.filter(computed.contains)
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
            findings.append(Diagnostic(code: "P252", message, at: span(of: circle[0], in: draft)))
        }
        return findings
    }

    /// Computed fields open to more people than a field that they read (P255).
    static func tales(_ entities: [EntityModel]) -> [Diagnostic] {
        let models = Dictionary(entities.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return entities.flatMap { entity in
            entity.computed.sorted { $0.key < $1.key }.flatMap { field, node -> [Diagnostic] in
                let own = entity.field(field)?.definition
                var seen: Set<String> = []
                return node.allPaths.compactMap { path in
                    let target = path.hops.last?.target ?? path.entity
                    guard let needs = models[target]?.field(path.field)?.definition.readNeeds, own?.readNeeds != needs,
                        seen.insert("\(target).\(path.field)").inserted
                    else { return nil }
                    let message =
                        "`\(entity.id).\(field)` tells of `\(path.field)`, which only holders of `\(needs)` read"
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

    private func span(of place: Place, in draft: ModelDraft) -> SourceSpan? {
        guard let entity = draft.entity(place.entity) else { return nil }
        return draft.merged(entity).fields.first { $0.id == place.field }?.compute?.span
    }
}
