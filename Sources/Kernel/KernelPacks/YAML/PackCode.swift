import Kernel

/// The codes of findings about packs, each with what it means.
///
/// A code is never reused or renumbered: authors search for it and scripts filter by it. The first digit is the group;
/// a group is added to with the next free number, here and in the table of its group.
package enum PackCode: String, CaseIterable, Sendable {
    // P0: reading a file as YAML.
    case fileTooLarge = "P001"
    case notUTF8 = "P002"
    case forbiddenCharacter = "P003"
    case tabIndentation = "P004"
    case syntax = "P005"
    case emptyDocument = "P006"
    case severalDocuments = "P007"
    case directive = "P008"
    case anchor = "P009"
    case alias = "P010"
    case tag = "P011"
    case mergeKey = "P012"
    case duplicateKey = "P013"
    case keyNotText = "P014"
    case tooDeep = "P015"
    case tooManyNodes = "P016"
    case textTooLong = "P017"
    case unreadableFile = "P018"

    // P1: keys, kinds and spellings of values.
    case unknownKey = "P101"
    case missingKey = "P102"
    case wrongKind = "P103"
    case nothingWritten = "P104"
    case notBool = "P105"
    case notInteger = "P106"
    case notDecimal = "P107"
    case outOfRange = "P108"
    case badID = "P109"
    case badVersion = "P110"
    case repeatedItem = "P111"
    case badLanguage = "P112"
    case unknownChoice = "P113"
    case textLength = "P114"

    /// What a code is about.
    package enum Group: Character, CaseIterable, Sendable {
        /// P0xx.
        case reading = "0"
        /// P1xx.
        case manifest = "1"
        /// P2xx.
        case references = "2"
        /// P3xx.
        case lint = "3"
        /// P4xx.
        case expressions = "4"

        /// The heading of the group in the documentation.
        package var title: String {
            switch self {
            case .reading: "Reading a file as YAML"
            case .manifest: "Keys, kinds and spellings"
            case .references: "References and names"
            case .lint: "States and lint"
            case .expressions: "Expressions"
            }
        }
    }

    /// The group that its first digit names.
    package var group: Group? { rawValue.dropFirst().first.flatMap(Group.init(rawValue:)) }

    /// One line, for lists.
    package var title: String { PackCode.meanings[self]?.title ?? rawValue }

    /// What it means and what to do, for `explain`.
    package var explanation: String { PackCode.meanings[self]?.explanation ?? "" }

    /// What a code means.
    struct Meaning {
        let title: String
        let explanation: String
    }

    private static let meanings = readingMeanings.merging(manifestMeanings) { first, _ in first }
}

extension Diagnostic {
    /// A finding about a pack that refuses it.
    package init(_ code: PackCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        self.init(.error, code: code.rawValue, message, at: span, hint: hint)
    }

    /// A finding about a pack.
    package init(
        _ severity: Severity,
        _ code: PackCode,
        _ message: String,
        at span: SourceSpan?,
        hint: String? = nil
    ) {
        self.init(severity, code: code.rawValue, message, at: span, hint: hint)
    }
}
