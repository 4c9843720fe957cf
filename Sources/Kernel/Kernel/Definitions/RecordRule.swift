/// What must be true of a record beside others, and cannot be said as an expression: no two entries of one member overlap.
///
/// It runs in every write of its entity, whatever door the write came through: records, moves, actions, restoring, seeds. The
/// entity's own checks have passed before; what it sets and finds is part of the same write.
public struct RecordRule: Sendable {
    /// What it does: reads what it needs, sets fields that are derived from others, answers what is wrong.
    public typealias Body = @Sendable (RuleContext, inout RecordDraft) throws -> [Finding]

    /// The entity, one of the same capability.
    public let entity: EntityID
    /// Singular snake_case; tells rules of an entity apart in the model.
    public let id: String
    let body: Body

    /// A rule.
    public init(_ entity: EntityID, id: String, _ body: @escaping Body) {
        self.entity = entity
        self.id = id
        self.body = body
    }
}

/// A record on its way into the store.
public struct RecordDraft: Sendable {
    /// The record as it was; `nil` when it is new.
    public let before: Record?
    /// The record as it is to become.
    public private(set) var record: Record

    package init(before: Record?, record: Record) {
        self.before = before
        self.record = record
    }

    /// The value of a field; setting one is for fields that nobody writes (`writing: .never`).
    public subscript(field: String) -> Value {
        get { record[field] }
        set { record.values[field] = newValue }
    }

    /// Whether the write changes a field.
    public func changes(_ field: String) -> Bool {
        !(before?[field] ?? .null).isIdentical(to: record[field])
    }

    /// Whether the write changes the state.
    public var changesState: Bool { before?.state != record.state }
}

/// What a rule sees: the truth of the tenant's data, whoever asks, since a refusal must not depend on what the caller may read.
public struct RuleContext {
    /// Who asks, for which tenant, and when.
    public let scope: TenantScope
    private let backend: any SnapshotBackend

    package init(scope: TenantScope, backend: any SnapshotBackend) {
        self.scope = scope
        self.backend = backend
    }

    /// Live records for which an expression is true, at most `limit`.
    /// - Throws: 422 for an expression that does not fit the entity.
    public func records(
        _ entity: EntityID,
        where condition: String,
        sort: String,
        limit: Int = 500
    ) throws -> [Record] {
        try RecordReading.records(entity, where: condition, sort: sort, limit: limit, rows: .everything, scope, backend)
    }
}
