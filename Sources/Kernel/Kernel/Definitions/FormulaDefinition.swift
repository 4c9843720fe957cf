/// A price or another figure that is worked out from declared inputs, rates and settings.
///
/// Each is an action of its tenant: `GET` and `POST /api/formulas/<pack>.<id>`.
public struct FormulaDefinition: Hashable, Sendable {
    /// What a pack's formulas are permitted by, where they name nothing else.
    package static let verb = "calculate"
    /// What stands in the path before the formula.
    package static let owner = "formulas"

    /// Singular snake_case, one space of names for all packs of a tenant.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// The permission that it needs; `nil` means `<pack>.calculate`.
    public var needs: String?
    /// What it is worked out from, by name.
    public var inputs: [Input]
    /// The expression, over the inputs, `rates` and `settings`.
    public var value: ExpressionSource
    /// What it gives; a money in the tenant's currency is rounded once, here.
    public var result: FieldType
    /// What must come out, checked whenever the pack is read.
    public var tests: [Test]

    /// An input.
    public struct Input: Hashable, Sendable {
        /// Its name, type, bounds and default.
        public var field: FieldDefinition
        /// The field of a record that gives it where the request does not.
        public var from: Origin?

        /// An input.
        public init(_ field: FieldDefinition, from: Origin? = nil) {
            self.field = field
            self.from = from
        }
    }

    /// A field of an entity.
    public struct Origin: Hashable, Sendable {
        /// The entity; the request names one of its records by the entity's name.
        public let entity: EntityID
        /// Its field.
        public let field: String
        /// Where it stands.
        public let span: SourceSpan?

        /// A field of an entity.
        public init(_ entity: EntityID, _ field: String, at span: SourceSpan? = nil) {
            self.entity = entity
            self.field = field
            self.span = span
        }
    }

    /// Inputs, and what comes of them.
    public struct Test: Hashable, Sendable {
        /// Inputs by name.
        public var given: [String: Value]
        /// The value; for money, whole units as a decimal.
        public var expected: Value
        /// Where the expectation stands.
        public let span: SourceSpan?

        /// A test.
        public init(given: [String: Value], expected: Value, at span: SourceSpan? = nil) {
            self.given = given
            self.expected = expected
            self.span = span
        }
    }

    /// A formula.
    public init(
        _ id: String,
        title: LocalizedText? = nil,
        needs: String? = nil,
        inputs: [Input] = [],
        value: ExpressionSource,
        result: FieldType = .money(),
        tests: [Test] = []
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.needs = needs
        self.inputs = inputs
        self.value = value
        self.result = result
        self.tests = tests
    }
}

extension FormulaDefinition {
    /// What people read of the right to work out the figures of a pack.
    static let permissionTitle = LocalizedText(["en": "Work out figures", "de": "Werte berechnen"])
    /// What people read of what comes out.
    static let resultTitle = LocalizedText(["en": "Result", "de": "Ergebnis"])
}
