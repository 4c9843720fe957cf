/// What a read sees: the tenant at one moment.
///
/// Every method applies the scope's tenant; row filters are arguments that only the kernel's access decision makes.
package protocol SnapshotBackend: AnyObject {
    /// One live (or binned) record within reach as JSON, masked by `access.fields`; `nil` when there is none for this caller.
    /// `fields` narrows what is shown, and secrets are shown only where it names them; `expand` shows referred records in place of their ids where they are within reach.
    func render(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        fields: Set<String>?,
        expand: [String],
        bin: Bool
    ) throws -> RenderedRecord?

    /// Whether everybody who read a live record's present version saw what the caller would see of it now: it was written under the
    /// model in force, and after the caller's own member record.
    func isAsRead(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool

    /// A page of a list within reach.
    func list(_ scope: TenantScope, _ query: RecordQuery, _ access: RecordAccess) throws -> RenderedPage

    /// One record in memory, unmasked, its secrets sealed, if within `rows`; `bin` selects binned records instead of live ones.
    func record(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        rows: RowFilter,
        bin: Bool
    ) throws -> Record?

    /// Live records that satisfy a filter, in the query's order, at most `query.limit`.
    func records(_ scope: TenantScope, _ query: RecordQuery, rows: RowFilter) throws -> [Record]

    /// The journal entries of one record, newest first, with changes masked by `access.fields`.
    func history(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        limit: Int,
        after: String?
    ) throws -> RenderedPage

    /// The number of the journal's last entry; 0 for an empty one.
    func journalHead(_ scope: TenantScope) throws -> Int64

    /// The next entries of the journal after a number, at most `limit` looked at, as server-sent events: those about records
    /// within reach, with changes masked as in a history.
    func events(_ scope: TenantScope, after cursor: Int64, limit: Int) throws -> EventPage

    /// The tenant's journal, newest first, before a seq.
    ///
    /// Every entry is told; its changes as in the record's history: those of fields that every grant of the caller
    /// reaches, of records within reach.
    func journal(_ scope: TenantScope, _ filter: JournalFilter, limit: Int, after: Int64?) throws -> RenderedPage

    /// What the journal ends with, as text; equal texts mean that nothing was written in between.
    func journalEnd(_ scope: TenantScope) throws -> String

    /// Whether another live record has the value in a unique field.
    func isTaken(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        value: Value,
        except: RecordID?
    ) throws -> Bool

    /// Whether another live record counts for a unique rule and has the same values as a record.
    func isTaken(_ scope: TenantScope, _ entity: EntityModel, _ rule: UniqueRule, by record: Record) throws -> Bool

    /// Whether an id exists in the entity at all, binned or out of reach included (for 409 `exists` only).
    func idExists(_ scope: TenantScope, _ entity: EntityModel, _ id: RecordID) throws -> Bool

    /// Live records that refer to one through a field: their ids, at most 500.
    func referrers(
        _ scope: TenantScope,
        _ entity: EntityModel,
        field: String,
        to id: RecordID
    ) throws -> [RecordID]

    /// The record that a seed made, by its key, or `nil`.
    func seeded(_ scope: TenantScope, pack: String, entity: EntityID, key: String) throws -> RecordID?

    /// A secret of a live record within `rows`, opened; `nil` where there is none.
    /// - Throws: `unavailable` where its key is missing.
    func secret(
        _ scope: TenantScope,
        _ entity: EntityModel,
        _ id: RecordID,
        field: String,
        rows: RowFilter
    ) throws -> String?
}
