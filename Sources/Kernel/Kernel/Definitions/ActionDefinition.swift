/// One declared operation of a capability with typed input.
public struct ActionDefinition: Sendable {
    /// What runs.
    public enum Body: Sendable {
        /// A read on a snapshot.
        case read(@Sendable (Snapshot, ActionInput) throws -> ActionOutput)
        /// A write in its own savepoint; nothing is awaited between its first read and the commit.
        case write(@Sendable (inout Transaction, ActionInput) throws -> ActionOutput)
    }

    /// The capability that declares it.
    public let owner: String
    /// Singular snake_case; hyphens in the path.
    public let id: String
    /// The collection whose path it stands under; `nil` for `/api/<capability>/<action>`.
    public internal(set) var collection: String?
    /// What people see.
    public internal(set) var title: LocalizedText
    /// The permission it needs; never optional.
    public let permission: Permission
    /// Its input, typed like fields.
    public internal(set) var input: [FieldDefinition]
    /// Whether it makes a record that the client may give an id: the input `id`, a UUIDv7 (`ActionInput.id`).
    public let takesID: Bool
    /// What runs.
    public let body: Body
    /// Whether a read is answered to `POST` too, its input in the body.
    package var answersPost = false

    /// An action.
    public init(
        owner: String,
        id: String,
        collection: String? = nil,
        title: LocalizedText? = nil,
        permission: Permission,
        input: [FieldDefinition] = [],
        takesID: Bool = false,
        body: Body
    ) {
        self.owner = owner
        self.id = id
        self.collection = collection
        self.title = title ?? LocalizedText(Naming.words(id))
        self.permission = permission
        self.input = input
        self.takesID = takesID
        self.body = body
    }

    /// `<owner>/<action>` or `<collection>/<action>` as it stands after `/api/`.
    package var path: String {
        "\(collection ?? owner)/\(id.map { $0 == "_" ? "-" : String($0) }.joined())"
    }
}

/// The checked input of an action, by field id.
public struct ActionInput: Sendable {
    /// Typed values; fields not sent are absent.
    public let values: [String: Value]
    /// The id that the client gave, for actions that take one.
    public let id: RecordID?

    package init(values: [String: Value], id: RecordID? = nil) {
        self.values = values
        self.id = id
    }

    /// The value of an input, `null` when not sent.
    public subscript(_ field: String) -> Value {
        values[field] ?? .null
    }
}

/// What an action answers.
public enum ActionOutput: Sendable {
    /// 201 or 200 with a record as the caller may see it.
    case record(EntityID, RecordID, created: Bool)
    /// 200 with JSON text.
    case json(String)
    /// 204.
    case nothing
}
