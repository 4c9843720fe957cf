/// More fields on one entity than a table holds in every store, or more entities in one pack than anybody reads (P239).
///
/// A field takes up to three columns, a table of PostgreSQL has 1,600 and one of SQLite 2,000.
struct SizeValidator: DraftValidator {
    /// Fields of one entity, those that packs added included.
    static let fields = 500
    /// Entities of one owner.
    static let entities = 500

    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let additions = Dictionary(grouping: draft.extensions, by: \.content.entity)
        let wide = draft.entities.compactMap { entity -> Diagnostic? in
            var count = entity.content.fields.count
            var span = entity.span
            for addition in additions[entity.content.id] ?? [] where count <= Self.fields {
                count += addition.content.fields.count
                span = addition.span
            }
            guard count > Self.fields else { return nil }
            let message = "`\(entity.content.id)` comes to \(count) fields; an entity has at most \(Self.fields)"
            return Diagnostic(code: "P239", message, at: span, hint: "put some into an entity that refers to it")
        }
        let many = Dictionary(grouping: draft.entities, by: \.owner).sorted { $0.key < $1.key }
        return wide
            + many.filter { $0.value.count > Self.entities }.map { owner, declared in
                let message = "`\(owner)` declares \(declared.count) entities; at most \(Self.entities) are read"
                return Diagnostic(code: "P239", message, at: declared[Self.entities].span)
            }
    }
}
