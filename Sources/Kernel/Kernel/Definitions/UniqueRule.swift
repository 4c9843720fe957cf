/// Fields that together tell the live records of an entity apart; a record in which one of them is null counts for none.
///
/// Kept twice: checked before a write with a finding at the field, and by a unique index of the store.
public struct UniqueRule: Hashable, Sendable {
    /// Declared fields of one column each, in order; the last one is where a finding points.
    public let fields: [String]
    /// The states in which a record counts; `nil` means all.
    public let states: [String]?
    /// What people read when another record has the same values.
    public let message: LocalizedText

    /// A rule: `UniqueRule(["work_order", "member"])`, or one field in some states, `UniqueRule(["member"], in: ["running"])`.
    public init(_ fields: [String], in states: [String]? = nil, message: LocalizedText? = nil) {
        self.fields = fields
        self.states = states
        let words = fields.map { Naming.words($0).lowercased() }.joined(separator: " and ")
        self.message =
            message
            ?? LocalizedText([
                "en": "Another record has the same \(words).", "de": "Ein anderer Datensatz hat dieselben Werte.",
            ])
    }

    /// Whether a record counts while it is in a state.
    package func counts(in state: String?) -> Bool {
        states.map { states in state.map(states.contains) ?? false } ?? true
    }
}
