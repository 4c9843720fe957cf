import Kernel

/// How a field's values lie in the store: the physical type, which decides columns, comparison and JSON form.
enum PhysicalKind: Sendable {
    /// TEXT: texts, e-mail, phone, URL, one choice.
    case text
    case int
    /// INTEGER, scaled by the field.
    case decimal(scale: Int)
    /// INTEGER minor units and TEXT currency.
    case money
    /// INTEGER 0 or 1.
    case bool
    /// INTEGER day number.
    case date
    /// INTEGER seconds since midnight.
    case time
    /// INTEGER seconds.
    case duration
    /// INTEGER milliseconds UTC, and TEXT zone where it is kept.
    case datetime(zoned: Bool)
    /// TEXT: a JSON array of choice ids, in the order of the definition.
    case choices
    /// TEXT: a JSON array of objects, as on the wire.
    case list([FieldDefinition])
    /// TEXT: the id of a record of the entity.
    case reference(EntityID)
    /// Two REAL columns, and one for the accuracy.
    case geo
    /// TEXT: a secret, sealed; neither compared nor ordered nor indexed.
    case sealed
    /// Rows of a link table, or of the entity that is the link.
    case link(LinkPlace)

    /// A column of a value: what its name adds to the field's, and its type in SQL.
    struct Part: Sendable {
        let suffix: String?
        let type: String
    }

    /// The columns of a value, none for links.
    var parts: [Part] {
        switch self {
        case .text, .choices, .list, .reference, .sealed: [Part(suffix: nil, type: "TEXT")]
        case .int, .decimal, .bool, .date, .time, .duration: [Part(suffix: nil, type: "INTEGER")]
        case .money: [Part(suffix: nil, type: "INTEGER"), Part(suffix: "currency", type: "TEXT")]
        case .datetime(zoned: false): [Part(suffix: nil, type: "INTEGER")]
        case .datetime(zoned: true): [Part(suffix: nil, type: "INTEGER"), Part(suffix: "zone", type: "TEXT")]
        case .geo:
            [
                Part(suffix: "lat", type: "REAL"), Part(suffix: "lng", type: "REAL"),
                Part(suffix: "accuracy", type: "REAL"),
            ]
        case .link: []
        }
    }

    /// What tells one physical type from another in the address map: values written as one cannot be read as another.
    ///
    /// A field that becomes secret has a new column therefore: what lay open stays where it was, and is not shown.
    static func tag(_ field: FieldDefinition) -> String {
        if field.secret { return "sealed" }
        return switch field.type {
        case .text, .longText, .email, .phone, .url, .choice: "text"
        case .decimal(let scale, _, _): "decimal\(scale)"
        case .int, .money, .bool, .date, .time, .duration, .datetime, .choices, .reference, .references, .list, .geo:
            field.type.word
        }
    }

    /// The tag of fields whose values are links.
    static let linkTag = FieldType.references(to: EntityID(owner: "", name: "")).word

    /// Whether a field's values lie in a table of links of its own.
    static func hasLinks(_ field: FieldDefinition) -> Bool {
        if case .references(_, nil, _) = field.type { true } else { false }
    }

    /// The kind of a field that has columns of its own; `nil` for `references`.
    static func ofColumns(_ field: FieldDefinition) -> PhysicalKind? {
        if field.secret { return .sealed }
        return switch field.type {
        case .text, .longText, .email, .phone, .url, .choice: .text
        case .int: .int
        case .decimal(let scale, _, _): .decimal(scale: scale)
        case .money: .money
        case .bool: .bool
        case .date: .date
        case .time: .time
        case .duration: .duration
        case .datetime(let zoned): .datetime(zoned: zoned)
        case .choices: .choices
        case .reference(let target, _, _): .reference(target)
        case .references: nil
        case .list(let fields): .list(fields)
        case .geo: .geo
        }
    }

    /// Whether lists sort it as text for people.
    var sortsAsText: Bool {
        if case .text = self { true } else { false }
    }
}

/// Where the links of a `references` field lie: a link table, or the entity that is the link.
struct LinkPlace: Sendable {
    /// The table.
    let table: String
    /// Its column with the id of the record that has the field.
    let recordColumn: String
    /// Its column with the id referred to.
    let targetColumn: String
    /// What orders the links of one record.
    let orderColumn: String
    /// The entity referred to.
    let target: EntityID
    /// The entity that is the link and its two fields; `nil` for a plain link table.
    let through: Through?

    /// An entity that is the link.
    struct Through: Sendable {
        let entity: EntityID
        /// The field that refers to the record that has the `references` field.
        let recordField: String
        /// The field that refers to the target.
        let targetField: String
    }
}
