/// What a field holds (pack format, "Field types").
///
/// Ranges and choices live here and in no table definition.
public indirect enum FieldType: Hashable, Sendable {
    /// One line of text; lengths in Unicode scalars; the pattern is matched against the whole text.
    case text(min: Int? = nil, max: Int? = nil, pattern: String? = nil)
    /// Text of several lines.
    case longText(max: Int? = nil)
    /// A 64-bit integer.
    case int(min: Int64? = nil, max: Int64? = nil)
    /// An exact decimal of 0 to 9 places, at most 18 digits; bounds are in units of 10^-scale.
    case decimal(scale: Int, min: Int64? = nil, max: Int64? = nil)
    /// Minor units and currency; a fixed currency may be declared. Bounds are in minor units.
    case money(currency: String? = nil, min: Int64? = nil, max: Int64? = nil)
    /// True or false.
    case bool
    /// A day of the calendar.
    case date
    /// A time of day, to the second.
    case time
    /// A length of time in seconds.
    case duration
    /// An instant; `zone` keeps the IANA zone beside it as `<field>_zone`.
    case datetime(zone: Bool = false)
    /// One of the options.
    case choice([Choice])
    /// Several of the options.
    case choices([Choice])
    /// The id of a record of another entity.
    case reference(to: EntityID, onDelete: DeletePolicy = .restrict, inverse: String? = nil)
    /// Ids of records of another entity, in order; `through` names the entity that is the link.
    case references(to: EntityID, through: EntityID? = nil, inverse: String? = nil)
    /// Sub-records.
    case list([FieldDefinition])
    /// A point on the earth.
    case geo
    /// An e-mail address, stored trimmed with its domain in lower case.
    case email
    /// A phone number, stored as E.164.
    case phone
    /// An absolute http or https URL.
    case url

    /// What a reference does when its target is deleted.
    public enum DeletePolicy: String, Hashable, Sendable {
        /// The delete is refused with 409 `in_use`.
        case restrict
        /// The reference becomes null.
        case clear
        /// The referring record goes to the bin with its target.
        case cascade
    }

    /// The word that packs and `/api/model` use for it.
    public var word: String {
        switch self {
        case .text: "text"
        case .longText: "long_text"
        case .int: "int"
        case .decimal: "decimal"
        case .money: "money"
        case .bool: "bool"
        case .date: "date"
        case .time: "time"
        case .duration: "duration"
        case .datetime: "datetime"
        case .choice: "choice"
        case .choices: "choices"
        case .reference: "reference"
        case .references: "references"
        case .list: "list"
        case .geo: "geo"
        case .email: "email"
        case .phone: "phone"
        case .url: "url"
        }
    }

    /// What may be chosen; empty where nothing is.
    package var options: [Choice] {
        switch self {
        case .choice(let options), .choices(let options): options
        default: []
        }
    }

    /// Whether values are stored and compared as text by Unicode scalar.
    public var isText: Bool {
        switch self {
        case .text, .longText, .email, .phone, .url: true
        default: false
        }
    }
}

/// One option of a choice field.
public struct Choice: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The stored value.
    public let id: String
    /// What people see.
    public let title: LocalizedText

    /// An option.
    public init(_ id: String, title: LocalizedText? = nil) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
    }

    /// An option whose title is its id in words.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

/// A text in one or more languages (BCP 47 tags); `en` is the fallback.
public struct LocalizedText: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The texts by language tag.
    public let texts: [String: String]

    /// A text in English.
    public init(_ english: String) {
        texts = ["en": english]
    }

    /// Texts by language tag.
    public init(_ texts: [String: String]) {
        self.texts = texts
    }

    /// A text in English.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The text in a language, else in the language without its region, else in English, else in the first language by
    /// tag.
    public func text(_ language: String = "en") -> String {
        if let text = texts[language] { return text }
        return found(for: language).flatMap { texts[$0] } ?? ""
    }

    /// The language in which there is a text for who reads a language; `nil` where there is no text at all.
    package func found(for language: String) -> String? {
        let bare = String(language.prefix { $0 != "-" })
        return [language, bare, "en"].first { texts[$0] != nil } ?? texts.keys.min()
    }
}

extension Naming {
    /// `access_note` or `work-order` as a title: `Access note`, `Work order`.
    public static func words(_ id: String) -> String {
        let spaced = id.map { $0 == "_" || $0 == "-" ? " " : $0 }
        guard let first = spaced.first else { return "" }
        return first.uppercased() + String(spaced.dropFirst())
    }
}
