import Kernel

/// Words for entities that do not exist (P212).
enum TerminologyCheck {
    static func findings(_ pack: PackDefinition, _ model: TenantModel) -> [Diagnostic] {
        pack.terminology.keys.filter { model.entities[$0] == nil }.sorted().map { id in
            Diagnostic(
                .unknownEntity,
                "the terminology names `\(id)`, which does not exist",
                at: pack.spans["terminology/\(id)"],
                hint: DidYouMean.hint(for: id.raw, in: model.entities.keys.map(\.raw))
            )
        }
    }
}
