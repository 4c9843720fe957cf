/// What is asked of a draft for each of its entities, found without going through all of them: hundreds of packs on one tenant
/// otherwise cost their number squared.
///
/// Of two entities with one address the first counts, as everywhere.
struct DraftIndex: Sendable {
    /// Declared entities, without what is added to them.
    private(set) var entities: [EntityID: Owned<EntityDefinition>] = [:]
    /// What is added to an entity, in order.
    private(set) var additions: [EntityID: [Owned<EntityExtension>]] = [:]
    /// References from elsewhere, by the entity that they lead to.
    private(set) var farEnds: [EntityID: [FarEnds.Found]] = [:]
    /// Places in the files of a pack.
    private(set) var spans: [String: [String: SourceSpan]] = [:]

    init() {}

    init(_ draft: ModelDraft) {
        for entity in draft.entities where entities[entity.content.id] == nil { entities[entity.content.id] = entity }
        additions = Dictionary(grouping: draft.extensions, by: \.content.entity)
        for pack in draft.packs where spans[pack.id] == nil { spans[pack.id] = pack.spans }
        let all = draft.entities.flatMap { FarEnds.found(in: $0, additions[$0.content.id] ?? []) }
        farEnds = Dictionary(grouping: all, by: \.target)
    }
}
