/// One test of a pack: who acts, on what, what is done, and what must hold afterwards (docs/pack-format/tests.md).
package struct PackTest: Hashable, Sendable {
    /// A name that the author wrote, with its place.
    package struct Word: Hashable, Sendable {
        package let text: String
        package let span: SourceSpan?

        package init(_ text: String, at span: SourceSpan?) {
            self.text = text
            self.span = span
        }
    }

    /// What the test is called; once per pack.
    package let name: Word
    /// Roles of the member who acts, who is `me`; the owner's where empty.
    package var roles: [Word] = []
    /// Records that are there before, in the author's order; `owner` is a value like any other.
    package var given: [SeedRow] = []
    /// What is done, in order; all but the last must succeed.
    package var steps: [Step] = []
    /// What a device did without a network and sends afterwards, in order; the same step twice is one mutation that is
    /// sent twice.
    package var offline: [Step] = []
    /// All steps, in order.
    package var allSteps: [Step] { steps + offline }
    /// What must hold afterwards.
    package var expectations: [Expectation] = []

    package init(name: Word) {
        self.name = name
    }
}

extension PackTest {
    /// One thing that is done.
    package struct Step: Hashable, Sendable {
        /// What it does.
        package enum Act: Hashable, Sendable {
            /// `w.finish`: a move, `update`, `delete` or `restore` of a record by its key.
            case record(key: String, verb: String)
            /// `cleaning.complaint.create`: a new record that has this key from then on.
            case create(EntityID, key: String)
            /// `time-tracking.clock_in`.
            case action(owner: String, id: String)
        }

        package let act: Act
        /// The words as written, such as `w.finish`.
        package let subject: Word
        /// What is sent, by field.
        package let input: [String: SeedValue]
        /// Where the names of the input stand.
        package let places: [String: SourceSpan]

        package init(_ act: Act, _ subject: Word, input: [String: SeedValue], places: [String: SourceSpan]) {
            self.act = act
            self.subject = subject
            self.input = input
            self.places = places
        }
    }

    /// How the last step is refused; what is `nil` may be anything.
    package struct Refusal: Hashable, Sendable {
        /// A problem code such as `state_refused`.
        package var code: Word?
        /// The permission that is missing.
        package var permission: Word?
        /// A part of what people read.
        package var message: Word?
        /// The field that a finding is about.
        package var field: Word?

        package init() {}
    }

    /// One thing that must hold.
    package struct Expectation: Hashable, Sendable {
        /// What it is about.
        package enum Kind: Hashable, Sendable {
            /// The last step is refused.
            case refused(Refusal)
            /// Records that the member can list and open.
            case visible([Word])
            /// Records that are as if they were not there for the member.
            case hidden([Word])
            /// Records that are in the bin.
            case deleted([Word])
            /// Fields of a record that the member does not get to see though the record is visible.
            case masked(key: String, fields: [Word])
            /// A field, or `state`, of a record, as it truly is.
            case value(key: String, field: String, SeedValue)
            /// How many live records an entity has.
            case count(EntityID, Word)
            /// How many entries the steps added to the journal.
            case journal(Word)
            /// What happened to records, in order.
            case events([Word])
            /// A member of what the last step answered.
            case answer(path: [String], SeedValue)
            /// The records of an entity that the steps made: each row is one, and there are no others.
            case made(EntityID, [[String: SeedValue]])
        }

        package let kind: Kind
        /// The words as written, such as `w.state`.
        package let subject: Word

        package init(_ kind: Kind, _ subject: Word) {
            self.kind = kind
            self.subject = subject
        }
    }
}

extension PackTest {
    /// The instant at which tests of packs and of formulas run: Monday, 2026-03-02, 09:00 UTC.
    package static let now: Int64 = 1_772_442_000_000
}
