import Kernel
import Testing

@testable import KernelPacks

/// libyaml's own words never reach an author.
@Suite struct YAMLWordingTests {
    /// The problems that libyaml 0.2.5 names in its scanner and parser, with what it was doing.
    private static let problems: [(problem: String, context: String?)] = [
        ("block sequence entries are not allowed in this context", nil),
        ("could not find expected ':'", "while scanning a simple key"),
        ("could not find expected directive name", "while scanning a directive"),
        ("did not find URI escaped octet", "while parsing a tag"),
        ("did not find expected '!'", "while parsing a tag"),
        ("did not find expected ',' or ']'", "while parsing a flow sequence"),
        ("did not find expected ',' or '}'", "while parsing a flow mapping"),
        ("did not find expected '-' indicator", "while parsing a block collection"),
        ("did not find expected <document start>", nil),
        ("did not find expected alphabetic or numeric character", "while scanning an anchor"),
        ("did not find expected alphabetic or numeric character", "while scanning an alias"),
        ("did not find expected comment or line break", "while scanning a block scalar"),
        ("did not find expected hexdecimal number", "while parsing a quoted scalar"),
        ("did not find expected key", "while parsing a block mapping"),
        ("did not find expected node content", "while parsing a block node"),
        ("did not find expected node content", "while parsing a flow node"),
        ("did not find expected tag URI", "while parsing a tag"),
        ("did not find expected whitespace or line break", "while scanning a tag"),
        ("did not find the expected '>'", "while scanning a tag"),
        ("found an incorrect leading UTF-8 octet", "while parsing a tag"),
        ("found an indentation indicator equal to 0", "while scanning a block scalar"),
        ("found character that cannot start any token", "while scanning for the next token"),
        ("found invalid Unicode character escape code", "while parsing a quoted scalar"),
        ("found undefined tag handle", "while parsing a node"),
        ("found unexpected ':'", "while scanning a plain scalar"),
        ("found unexpected document indicator", "while scanning a quoted scalar"),
        ("found unexpected end of stream", "while scanning a quoted scalar"),
        ("found unknown directive name", "while scanning a directive"),
        ("found unknown escape character", "while parsing a quoted scalar"),
        ("mapping keys are not allowed in this context", nil),
        ("mapping values are not allowed in this context", nil),
    ]

    private let source = SourceText(file: "f", bytes: Array("a: 1\nb: \t2\n".utf8))

    @Test(arguments: 0..<problems.count)
    func `every problem has words of its own`(index: Int) {
        let (problem, context) = YAMLWordingTests.problems[index]
        let error = YAMLSyntaxError(
            problem: problem,
            context: context,
            index: 6,
            contextIndex: context == nil ? nil : 0
        )
        let finding = error.diagnostic(in: source)
        #expect(!finding.message.contains(problem))
        #expect(!finding.message.contains("expected"))
        #expect(finding.span?.file == "f")
    }

    @Test func `a problem that no table names keeps libyaml's words, so that none is swallowed`() {
        let error = YAMLSyntaxError(problem: "found a gremlin", context: nil, index: 6, contextIndex: nil)
        let finding = error.diagnostic(in: source)
        #expect(finding.message == "this is not YAML that can be read: found a gremlin")
        #expect(place(finding) == "P005 2:2+1")
    }

    @Test(arguments: [
        "found a tab character that violates indentation",
        "found a tab character where an indentation space is expected",
    ])
    func `a tab is found on the line that libyaml names`(problem: String) {
        let error = YAMLSyntaxError(problem: problem, context: nil, index: 5, contextIndex: nil)
        #expect(place(error.diagnostic(in: source)) == "P004 2:4+1")
    }

    @Test func `a problem behind the end of the file is shown where its construct starts`() {
        let error = YAMLSyntaxError(
            problem: "did not find expected ',' or ']'",
            context: "while parsing a flow sequence",
            index: 999,
            contextIndex: 3
        )
        #expect(place(error.diagnostic(in: source)) == "P005 1:4+1")
        let lost = YAMLSyntaxError(problem: "did not find expected key", context: nil, index: 999, contextIndex: nil)
        #expect(place(lost.diagnostic(in: source)) == "P005 3:1+1")
    }
}
