import Kernel

/// A piece of SQL and the arguments of its question marks, in order.
///
/// Made by string interpolation: literal text comes from this target's sources only, `\(name: x)` quotes an identifier,
/// `\(bind: x)` binds a value, `\(fragment)` inserts another piece with its arguments. There is no interpolation of a plain
/// string, so that no value can become text.
struct SQLFragment: Sendable, ExpressibleByStringInterpolation {
    /// The text, with `?` for each argument.
    private(set) var text: String
    /// What is bound.
    private(set) var arguments: [SQLArgument]
    /// Whether it is a list of alternatives (`a OR b`), which any other piece puts in parentheses.
    private var isAlternative = false

    init(stringLiteral value: StaticString) {
        text = value.description
        arguments = []
    }

    /// A piece without arguments whose text another fragment was.
    init(prepared text: String) {
        self.text = text
        arguments = []
    }

    init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
        arguments = stringInterpolation.arguments
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var arguments: [SQLArgument] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        mutating func appendInterpolation(_ fragment: SQLFragment) {
            text += fragment.isAlternative ? "(\(fragment.text))" : fragment.text
            arguments += fragment.arguments
        }

        /// A condition in parentheses.
        mutating func appendInterpolation(enclosed condition: SQLFragment) {
            text += "(\(condition.text))"
            arguments += condition.arguments
        }

        /// A word of this target's or module Kernel's sources.
        mutating func appendInterpolation(prepared word: String) {
            text += word
        }

        mutating func appendInterpolation(name: String) {
            text += PhysicalName.quoted(name)
        }

        mutating func appendInterpolation(bind argument: SQLArgument) {
            text += "?"
            arguments.append(argument)
        }

        mutating func appendInterpolation(bind value: SQLValue) {
            appendInterpolation(bind: .value(value))
        }
    }

    /// Always true.
    static let always: SQLFragment = "1 = 1"
    /// Never true.
    static let never: SQLFragment = "1 = 0"

    /// The pieces with a separator between them.
    static func joined(_ pieces: [SQLFragment], _ separator: StaticString) -> SQLFragment {
        guard var joined = pieces.first else { return "" }
        for piece in pieces.dropFirst() {
            joined.text += separator.description
            joined.text += piece.text
            joined.arguments += piece.arguments
        }
        return joined
    }

    /// The condition that one of several is true.
    ///
    /// Those that are `AND` lists need no parentheses.
    static func alternatives(_ conditions: [SQLFragment]) -> SQLFragment {
        var alternatives = joined(conditions, " OR ")
        alternatives.isAlternative = conditions.count > 1 || alternatives.isAlternative
        return alternatives
    }

    /// The values to bind for a scope, and for the record that the statement is about, if any.
    func values(_ scope: TenantScope, record: String? = nil) throws -> [SQLValue] {
        try arguments.map { try $0.value(scope, record: record) }
    }
}

/// What is bound to a question mark: known when the text is made, or taken from the scope when it runs, so that one text
/// serves every principal with the same access.
enum SQLArgument: Sendable {
    case value(SQLValue)
    /// The principal's member id; NULL for none.
    case me
    /// The ids of the principal's teams, as a JSON array.
    case teams
    /// The instant of the request, milliseconds.
    case now
    /// The day of the request in the tenant's zone.
    case today
    /// The name of the tenant's zone.
    case zone
    /// The record that the statement is about.
    case record
    /// A column of a setting's value.
    case setting(String, PhysicalField, part: Int)

    func value(_ scope: TenantScope, record: String?) throws -> SQLValue {
        switch self {
        case .value(let value): value
        case .me: .optional(scope.principal.member?.raw)
        case .teams: .text(IDList.json(scope.teams))
        case .now: .int(scope.now)
        case .zone: .text(scope.environment.zone)
        case .record: .optional(record)
        case .today: .int(CalendarText.day(of: scope.now, zone: scope.environment.zone))
        case .setting(let id, let field, let part):
            try field.encode(scope.environment.settings[id] ?? .null)[part]
        }
    }
}
