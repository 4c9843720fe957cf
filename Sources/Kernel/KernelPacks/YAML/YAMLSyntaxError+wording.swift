import Kernel

extension SourceText {
    /// Whether a comment stands on a line or on the nearest one above that holds anything.
    fileprivate func hasComment(upTo number: Int) -> Bool {
        let lines = (max(1, number - 20)...max(1, number)).reversed().map { number in
            String(String.UnicodeScalarView(line(number)))
        }
        let written = lines.enumerated().filter { $0.offset == 0 || !$0.element.allSatisfy(\.isWhitespace) }
        return written.prefix(2).contains { $0.element.contains(" #") }
    }
}

extension YAMLSyntaxError {
    /// One problem in words that need no YAML specification.
    struct Wording {
        let message: String
        var hint: String?
        /// Whether the place to change is where the construct starts, not where libyaml gave up.
        var atContext = false
        var wholeLine = false
    }

    /// The words for this problem.
    ///
    /// A problem that no table names keeps libyaml's own words.
    func wording(in source: SourceText) -> Wording {
        if let wording = YAMLSyntaxError.wordings[problem] { return wording }
        if problem == "did not find expected node content" {
            // A colour such as `#2E86AB` without quotes, with all that stands behind it.
            let isHidden = source.hasComment(upTo: source.position(of: index).line)
            let hint = isHidden ? "`#` begins a comment: a text that begins with it needs quotes" : nil
            return Wording(message: "a value is missing here", hint: hint)
        }
        let opened = source.position(of: contextIndex ?? index).line
        let character = source.scalar(at: index).map { $0 == "`" ? "a backquote" : "`\($0)`" } ?? "this"
        switch problem {
        case "did not find expected ',' or ']'":
            return Wording(message: "the list that opens on line \(opened) lacks a `,` or its `]`")
        case "did not find expected ',' or '}'":
            let hint = "a text that holds `{`, `}`, `,`, `: ` or begins with `#` needs quotes"
            return Wording(message: "the mapping that opens on line \(opened) lacks a `,` or its `}`", hint: hint)
        case "did not find expected '-' indicator":
            let hint = "check the indentation"
            return Wording(message: "the list that starts on line \(opened) goes on without a `-`", hint: hint)
        case "did not find expected key":
            let hint = "check the indentation; inside single quotes a quote is written `''`"
            return Wording(message: "the mapping that starts on line \(opened) goes on without a key", hint: hint)
        case "found character that cannot start any token":
            let hint = "put the text in quotes"
            return Wording(message: "a text without quotes cannot start with \(character)", hint: hint)
        case "did not find expected comment or line break" where context == "while scanning a block scalar":
            let hint = "start the text on the next line"
            return Wording(message: "only a comment can follow `|` or `>` on its line", hint: hint)
        default:
            return Wording(message: "this is not YAML that can be read: \(problem)")
        }
    }

    private static let wordings: [String: Wording] = [
        "mapping values are not allowed in this context": Wording(
            message: "a value cannot start at this `:`",
            hint: "put a text that holds `: ` in quotes, or check the indentation"
        ),
        "mapping keys are not allowed in this context": Wording(
            message: "a key cannot start here",
            hint: "check the indentation"
        ),
        "block sequence entries are not allowed in this context": Wording(
            message: "a list cannot start at this `-`",
            hint: "start the list on the line below its key"
        ),
        "could not find expected ':'": Wording(
            message: "a `:` is missing behind this key",
            hint: "write `key: value`, or indent it when it goes on with the text above",
            atContext: true,
            wholeLine: true
        ),
        "did not find expected <document start>": Wording(
            message: "the document has ended, yet something follows",
            hint: "check the indentation",
            wholeLine: true
        ),
        "found unexpected end of stream": Wording(
            message: "the quote that opens here is never closed",
            hint: "close it; inside single quotes a quote is written `''`",
            atContext: true,
            wholeLine: true
        ),
        "found unexpected document indicator": Wording(
            message: "the quote that opens here is not closed before the document ends",
            hint: "close it; inside single quotes a quote is written `''`",
            atContext: true,
            wholeLine: true
        ),
        "found unknown escape character": Wording(
            message: "this escape does not exist",
            hint: "write `\\\\` for a backslash, or use single quotes"
        ),
        "did not find expected hexdecimal number": Wording(
            message: "`\\x`, `\\u` and `\\U` need 2, 4 and 8 hexadecimal digits"
        ),
        "found invalid Unicode character escape code": Wording(message: "this escape names no Unicode character"),
        "found an indentation indicator equal to 0": Wording(
            message: "the indentation behind `|` or `>` is a digit from 1 to 9"
        ),
        "found unexpected ':'": Wording(
            message: "a text without quotes cannot hold this `:`",
            hint: "put the text in quotes"
        ),
    ]
}
