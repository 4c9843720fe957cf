/// The names that far ends of references get where a version calls their collection or `inverse` otherwise.
///
/// A far end that nobody names has the name of the referring collection, so that a rename of that renames it too.
struct FarEndNames: Sendable {
    /// By the target and the old name, as the old version has them.
    private var names: [EntityID: [String: String]] = [:]

    /// Compares the far ends of the same references.
    init(_ changes: NameChanges, from before: ModelDraft, to after: ModelDraft) {
        for (target, ends) in before.index.farEnds {
            let later = after.index.farEnds[changes.entity(after: target)] ?? []
            for end in ends {
                let entity = changes.entity(after: end.end.entity)
                let field = changes.name(.field, of: end.end.entity, after: end.end.field)
                let same = later.first { $0.end == FarEnd(entity: entity, field: field) }
                if let same, same.name != end.name { names[target, default: [:]][end.name] = same.name }
            }
        }
    }

    var isEmpty: Bool { names.isEmpty }

    /// The name that a far end of an entity gets.
    func name(of end: String, at target: EntityID) -> String {
        names[target]?[end] ?? end
    }
}
