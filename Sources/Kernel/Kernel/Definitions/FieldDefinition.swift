/// One property of an entity.
public struct FieldDefinition: Hashable, Sendable {
    /// Singular snake_case, unique in its entity.
    public let id: String
    /// What it holds.
    public var type: FieldType
    /// What people see.
    public var title: LocalizedText
    /// Whether a record must have it.
    public var required: Bool
    /// What a record gets when nothing is sent: an expression's result or a constant.
    public var defaultValue: Value
    /// Whether no two live records of the tenant may share a value (null excepted).
    public var unique: Bool
    /// Whether `?q=` finds words in it.
    public var searchable: Bool
    /// Whether filters and sorts on it are served by an index.
    public var indexed: Bool
    /// Whether it is sealed at rest, and kept out of indexes, labels, search, lists, export, history and expressions.
    ///
    /// It is read by `GET` of one record, or where `?fields=` names it, by a grant that names it, by the holders of its
    /// `readNeeds`, and by roles that hold everything. A text of some kind.
    public var secret: Bool
    /// Whether reading it is journaled, as it is for every secret.
    public var sensitive: Bool
    /// Who may write it through records.
    public var writing: Writing
    /// Whether the options of this choice are the tenant's roles, filled in when the model is resolved.
    public var optionsAreRoles: Bool
    /// The permission that reading it needs beyond the entity's own, if any.
    public var readNeeds: String?
    /// The permission that writing it needs beyond the entity's own, if any.
    public var writeNeeds: String?
    /// The expression that gives it its value, over its record; nothing is stored, and nobody writes it.
    public var compute: ExpressionSource?

    /// Who may write a field.
    public enum Writing: String, Hashable, Sendable {
        /// Create and update.
        case always
        /// Create only.
        case onCreate = "on_create"
        /// Moves and actions only; 422 `read_only` otherwise.
        case never
    }

    /// A field.
    public init(
        _ id: String,
        _ type: FieldType,
        title: LocalizedText? = nil,
        required: Bool = false,
        defaultValue: Value = .null,
        unique: Bool = false,
        searchable: Bool = false,
        indexed: Bool = false,
        secret: Bool = false,
        sensitive: Bool = false,
        writing: Writing = .always,
        optionsAreRoles: Bool = false,
        readNeeds: String? = nil,
        writeNeeds: String? = nil,
        compute: ExpressionSource? = nil
    ) {
        self.id = id
        self.type = type
        self.title = title ?? LocalizedText(Naming.words(id))
        self.required = required
        self.defaultValue = defaultValue
        self.unique = unique
        self.searchable = searchable
        self.indexed = indexed
        self.secret = secret
        self.sensitive = sensitive
        self.writing = compute == nil ? writing : .never
        self.optionsAreRoles = optionsAreRoles
        self.readNeeds = readNeeds
        self.writeNeeds = writeNeeds
        self.compute = compute
    }
}
