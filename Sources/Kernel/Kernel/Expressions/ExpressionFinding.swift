/// A stretch of an expression's text, in Unicode scalars from 0.
package struct ScalarRange: Hashable, Sendable {
    /// The first scalar.
    package let offset: Int
    /// How many; at least 1 in findings.
    package let length: Int

    package init(_ offset: Int, _ length: Int) {
        self.offset = offset
        self.length = length
    }

    /// From the beginning of this to the end of another.
    func through(_ other: ScalarRange) -> ScalarRange {
        ScalarRange(offset, max(length, other.offset + other.length - offset))
    }
}

/// One thing wrong with an expression, at a place of its text.
package struct ExpressionFinding: Error, Hashable, Sendable {
    /// What kind of thing.
    package let code: ExpressionCode
    /// One sentence; names stand in backquotes.
    package let message: String
    /// Where.
    package let range: ScalarRange
    /// What would mend it.
    package let hint: String?

    package init(_ code: ExpressionCode, _ message: String, at range: ScalarRange, hint: String? = nil) {
        self.code = code
        self.message = message
        self.range = range
        self.hint = hint
    }
}

/// The stable codes of findings about expressions.
package enum ExpressionCode: String, Hashable, Sendable, CaseIterable {
    case tooLong = "P401"
    case character = "P402"
    case unclosed = "P403"
    case syntax = "P404"
    case tooDeep = "P405"
    case number = "P406"
    case unknownName = "P410"
    case notHere = "P411"
    case unknownFunction = "P412"
    case unknownOption = "P413"
    case ambiguous = "P414"
    case types = "P420"
    case conditionNeeded = "P421"
    case literal = "P422"
    case arguments = "P423"
    case alwaysNull = "P424"
    case notYet = "P430"
    case cost = "P440"

    /// The word that stands for it in problem documents.
    package var word: String {
        switch self {
        case .tooLong, .character, .unclosed, .syntax, .tooDeep, .number: "syntax"
        case .unknownName, .unknownFunction, .unknownOption, .notHere: "unknown_name"
        case .ambiguous, .types, .conditionNeeded, .literal, .arguments, .alwaysNull: "type"
        case .notYet: "not_available"
        case .cost: "too_costly"
        }
    }

    /// What it means, for the table of findings.
    package var meaning: String {
        switch self {
        case .tooLong: "an expression is longer than 4,000 characters"
        case .character: "a character or escape that expressions do not have"
        case .unclosed: "a text or a name in backquotes is not closed"
        case .syntax: "an expression does not follow the grammar"
        case .tooDeep: "an expression is nested deeper than 64 levels"
        case .number: "a number has too many digits or decimal places"
        case .unknownName: "a field, setting or input does not exist"
        case .notHere: "a name that exists only in moves and actions"
        case .unknownFunction: "a function does not exist"
        case .unknownOption: "a value is not one of the options of a choice or state"
        case .ambiguous: "either side of a comparison can be the field and the other its value"
        case .types: "two types do not go together"
        case .conditionNeeded: "a condition is needed where something else stands"
        case .literal: "a text or number cannot be read as the type of the other side"
        case .arguments: "a function has too few or too many arguments"
        case .alwaysNull: "an operation never has a result: a division by zero, an overflow, an impossible date"
        case .notYet: "a part of the language that this version does not have yet"
        case .cost: "an expression is too large, nested too deeply or follows too many relations"
        }
    }
}
