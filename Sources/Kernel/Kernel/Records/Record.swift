/// One record in memory: system fields and values by field id; fields without a value are absent or `null`.
public struct Record: Hashable, Sendable {
    /// Its id.
    public let id: RecordID
    /// Counts its changes from 1; the ETag.
    public var version: Int64
    /// Milliseconds since 1970 UTC.
    public var createdAt: Int64
    /// Milliseconds since 1970 UTC.
    public var updatedAt: Int64
    /// Who made it; `nil` for the system.
    public var createdBy: RecordID?
    /// Who changed it last.
    public var updatedBy: RecordID?
    /// The member it belongs to.
    public var owner: RecordID?
    /// Where it is in its life; `nil` for entities without states.
    public var state: String?
    /// When it went to the bin; `nil` while it is live.
    public var deletedAt: Int64?
    /// Declared fields.
    public var values: [String: Value]

    package init(
        id: RecordID,
        version: Int64 = 1,
        createdAt: Int64,
        updatedAt: Int64,
        createdBy: RecordID? = nil,
        updatedBy: RecordID? = nil,
        owner: RecordID? = nil,
        state: String? = nil,
        deletedAt: Int64? = nil,
        values: [String: Value]
    ) {
        self.id = id
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.createdBy = createdBy
        self.updatedBy = updatedBy
        self.owner = owner
        self.state = state
        self.deletedAt = deletedAt
        self.values = values
    }

    /// The value of a declared field, `null` when it has none.
    public subscript(_ field: String) -> Value {
        values[field] ?? .null
    }
}
