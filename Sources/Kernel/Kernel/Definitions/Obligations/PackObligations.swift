/// What a pack asks of a company and of its customers: proofs that must be there, contracts that are signed.
public struct PackObligations: Hashable, Sendable {
    /// Proofs, in the author's order.
    public var requirements: [ComplianceRequirement] = []
    /// Templates of contracts, in the author's order.
    public var contracts: [ContractTemplate] = []

    /// Nothing is asked.
    public init() {}

    /// Without what is about entities that are not there.
    func without(_ stays: (EntityID) -> Bool) -> PackObligations {
        var rest = self
        rest.requirements.removeAll { !($0.subject.map(stays) ?? true) }
        for index in rest.requirements.indices { rest.requirements[index].blocks.removeAll { !stays($0.entity) } }
        rest.contracts.removeAll { !stays($0.entity) }
        return rest
    }
}

/// A proof that must be there: an insurance, a licence, a training.
public struct ComplianceRequirement: Hashable, Sendable {
    /// What a record of evidence must have to count.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        /// A number, such as that of a policy.
        case number
        /// The last day on which it counts.
        case expires
        /// Where the document lies.
        case link
    }

    /// A move that is refused while the proof is missing.
    public struct Block: Hashable, Sendable {
        /// The entity that moves.
        public let entity: EntityID
        /// The move.
        public let move: String
        /// Where it stands.
        public let span: SourceSpan?

        /// A block.
        public init(_ entity: EntityID, _ move: String, at span: SourceSpan? = nil) {
            self.entity = entity
            self.move = move
            self.span = span
        }
    }

    /// Singular snake_case.
    public let id: String
    /// What people see, and what a refusal says.
    public var title: LocalizedText
    /// Whose proof it is; `nil` for the tenant's own.
    public var subject: EntityID?
    /// Which records of the subject need it; all where it is left out.
    public var condition: ExpressionSource?
    /// What a record of evidence must have.
    public var evidence: Set<Part> = []
    /// Days before it expires from which people are warned.
    public var warnDays: Int64 = 0
    /// Moves that it blocks.
    public var blocks: [Block] = []
    /// Where it stands.
    public let span: SourceSpan?

    /// A requirement of the tenant.
    public init(_ id: String, title: LocalizedText? = nil, at span: SourceSpan? = nil) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.span = span
    }
}

/// The text of a contract with places to fill in.
public struct ContractTemplate: Hashable, Sendable {
    /// One clause.
    public struct Clause: Hashable, Sendable {
        /// Singular snake_case; unique in its contract.
        public let id: String
        /// Its heading.
        public var title: LocalizedText
        /// Its text; `{path}` is filled in.
        public var text: LocalizedText
        /// Whether it is left out unless asked for.
        public var isOptional: Bool
        /// Where it stands.
        public let span: SourceSpan?

        /// A clause.
        public init(
            _ id: String,
            title: LocalizedText,
            text: LocalizedText,
            isOptional: Bool = false,
            at span: SourceSpan? = nil
        ) {
            self.id = id
            self.title = title
            self.text = text
            self.isOptional = isOptional
            self.span = span
        }
    }

    /// Singular snake_case.
    public let id: String
    /// Its heading.
    public var title: LocalizedText
    /// The entity that it is made for.
    public let entity: EntityID
    /// What is asked for when it is made.
    public var inputs: [FieldDefinition] = []
    /// Its clauses, in order.
    public var clauses: [Clause] = []
    /// Who signs: the entity's name, a reference of it, or a role.
    public var signers: [PlacedName] = []
    /// Where it stands.
    public let span: SourceSpan?

    /// A template without clauses.
    public init(_ id: String, for entity: EntityID, title: LocalizedText? = nil, at span: SourceSpan? = nil) {
        self.id = id
        self.entity = entity
        self.title = title ?? LocalizedText(Naming.words(id))
        self.span = span
    }
}
