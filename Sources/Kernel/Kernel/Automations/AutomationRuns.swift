/// The records in which the runs of automations are kept: entity `automations.run`, declared by the capability
/// `automations`.
package enum AutomationRuns {
    /// The interface that packs with automations need.
    package static let interface = "automations"
    /// The entity.
    package static let entity: EntityID = "automations.run"

    /// Where a run is.
    package enum State: String {
        /// It failed and is tried again.
        case waiting
        /// Its steps are done.
        case done
        /// Its condition was not true, or the record was gone.
        case skipped
        /// It failed too often; somebody has to look.
        case parked
    }

    /// The longest chain of automations that start one another.
    static let depth = 8
    /// Milliseconds until the next try, by the number of tries that failed; after the last one the run is parked.
    static let pauses: [Int64] = [1_000, 10_000, 60_000, 600_000]
}

/// Something that happened to a record, as the journal has it.
struct AutomationEvent {
    let seq: Int64
    let entity: EntityID
    let record: RecordID
    /// How many automations led to it, one after the other.
    let depth: Int
    private let action: String
    private let state: String?

    /// An entry of the journal; `nil` where it is not about a record.
    init?(_ entry: JSONValue) {
        guard case .number(let seq)? = entry["seq"], let number = Int64(seq),
            let entity = entry["entity"]?.text.flatMap({ EntityID($0) }), let action = entry["action"]?.text,
            let record = entry["record"]?.text.flatMap({ RecordID($0) })
        else { return nil }
        self.seq = number
        self.entity = entity
        self.record = record
        self.action = action
        let change = entry["changes"]?["state"]
        state = change?["before"] == change?["after"] ? nil : change?["after"]?.text
        let parts = (entry["request_id"]?.text ?? "").split(separator: "-")
        let isOurs = entry["principal"]?.text?.hasPrefix("automation:") ?? false
        depth = isOurs && parts.count == 3 ? Int(parts[1]) ?? AutomationRuns.depth : 0
    }

    /// Whether an automation waits for this.
    func starts(_ automation: CompiledAutomation) -> Bool {
        guard automation.definition.entity == entity else { return false }
        return automation.definition.event == action || automation.definition.event == state
    }
}
