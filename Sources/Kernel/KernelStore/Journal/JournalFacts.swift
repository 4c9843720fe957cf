import Kernel

/// What a journal row says, before it has a number.
struct JournalFacts: Sendable {
    /// Milliseconds since 1970 UTC.
    let at: Int64
    let principal: String
    let requestID: String
    let entity: String
    let record: String
    let action: String
    let version: Int64
    /// The JSON object of changes.
    let details: [UInt8]

    init(
        at: Int64,
        principal: String,
        requestID: String = "",
        entity: String,
        record: String,
        action: String,
        version: Int64 = 0,
        details: [UInt8] = Array("{}".utf8)
    ) {
        self.at = at
        self.principal = principal
        self.requestID = requestID
        self.entity = entity
        self.record = record
        self.action = action
        self.version = version
        self.details = details
    }

    /// What a write says of itself: the instant and the names are the scope's, secrets are masked.
    init(_ scope: TenantScope, _ entry: JournalEntry) {
        self.init(
            at: scope.now,
            principal: scope.principal.journalName,
            requestID: scope.requestID,
            entity: entry.entity,
            record: entry.record,
            action: entry.action,
            version: entry.version,
            details: JournalDetails.json(entry, model: scope.model)
        )
    }
}
