/// Cuts an expression's text into tokens.
///
/// Goes on after a bad character, so that all of them are reported.
///
/// Text: `"..."` or `'...'`, a quote inside doubled or after a backslash, a backslash doubled.
/// Names: ASCII letters, digits and `_`, not first a digit; anything but control characters inside backquotes.
package struct ExpressionLexer {
    /// The longest expression, in Unicode scalars.
    package static let maximumLength = 4_000
    /// Findings after which the rest of the text is not looked at.
    static let maximumFindings = 10

    let scalars: [Unicode.Scalar]
    var position = 0
    private(set) var tokens: [ExpressionToken] = []
    private(set) var findings: [ExpressionFinding] = []

    /// Reads the whole text.
    ///
    /// The last token is always `end`.
    init(_ text: String) {
        let length = text.unicodeScalars.count
        scalars = length > Self.maximumLength ? [] : Array(text.unicodeScalars)
        if length > Self.maximumLength {
            report(.tooLong, "An expression has at most 4,000 characters, this one \(length)", from: Self.maximumLength)
        }
        while position < scalars.count, findings.count < Self.maximumFindings {
            readToken()
        }
        tokens.append(ExpressionToken(kind: .end, range: ScalarRange(scalars.count, 1)))
    }

    /// The scalar at the reading position plus `ahead`.
    func scalar(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    mutating func add(_ kind: ExpressionToken.Kind, from start: Int) {
        tokens.append(ExpressionToken(kind: kind, range: ScalarRange(start, position - start)))
    }

    /// A finding from `start` to the reading position.
    mutating func report(_ code: ExpressionCode, _ message: String, from start: Int, hint: String? = nil) {
        guard findings.count < Self.maximumFindings else { return }
        findings.append(ExpressionFinding(code, message, at: ScalarRange(start, max(1, position - start)), hint: hint))
    }

    private mutating func readToken() {
        guard let first = scalar() else { return }
        switch first {
        case " ", "\t", "\n", "\r": position += 1
        case "0"..."9": readNumber()
        case "a"..."z", "A"..."Z", "_": readName()
        case "`": readQuotedName()
        case "\"", "'": readText(quote: first)
        default: readSign()
        }
    }

    private mutating func readName() {
        let start = position
        while let next = scalar(), Self.isNameScalar(next) { position += 1 }
        let name = string(from: start)
        if let keyword = ExpressionToken.Keyword(rawValue: name) {
            add(.keyword(keyword), from: start)
        } else {
            add(.name(name), from: start)
        }
    }

    private mutating func readSign() {
        let start = position
        if let (foreign, own) = ExpressionToken.foreignSigns.first(where: { follows($0.0) }), !follows("!=") {
            position += foreign.unicodeScalars.count
            report(.character, "`\(foreign)` is not an operator", from: start, hint: "write `\(own)`")
        } else if let sign = ExpressionToken.signs.first(where: follows) {
            position += sign.unicodeScalars.count
            add(.sign(sign), from: start)
        } else {
            position += 1
            report(.character, "Unexpected character \(Self.shown(scalars[start]))", from: start)
        }
    }

    private func follows(_ sign: String) -> Bool {
        scalars[position...].starts(with: sign.unicodeScalars)
    }

    /// The text from `start` to the reading position.
    func string(from start: Int) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<position])
        return String(text)
    }

    static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    /// A scalar for a message: as itself where it is visible ASCII, else by its number too.
    static func shown(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII, scalar.value > 0x20, scalar.value < 0x7f { return "`\(scalar)`" }
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        return scalar.properties.isAlphabetic ? "`\(scalar)` (\(number))" : number
    }
}
