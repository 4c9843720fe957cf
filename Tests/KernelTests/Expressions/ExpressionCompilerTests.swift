import Kernel
import Testing

@Suite struct ExpressionCompilerTests {
    private let context = ExpressionFixture.context

    @Test func `a good condition has a node and no diagnostics`() throws {
        let (node, diagnostics) = ExpressionCompiler.condition("state = done", in: context)
        #expect(ExpressionPrinter.text(of: try #require(node)) == "state = \"done\"")
        #expect(diagnostics.isEmpty)
    }

    @Test func `findings stand at their place in the file`() {
        let span = SourceSpan(file: "pack.yaml", line: 12, column: 20, length: 30)
        let source = ExpressionSource("urgent and titel = 'x'", at: span)
        let (node, diagnostics) = ExpressionCompiler.condition(source, in: context)
        #expect(node == nil)
        #expect(
            diagnostics == [
                Diagnostic(
                    code: "P410",
                    "`titel` is not a field of work-orders.work_order",
                    at: SourceSpan(file: "pack.yaml", line: 12, column: 31, length: 5),
                    hint: "did you mean `title`?"
                )
            ]
        )
    }

    @Test func `what ends too early is reported one column after it`() {
        let span = SourceSpan(file: "pack.yaml", line: 1, column: 5, length: 8)
        let (_, diagnostics) = ExpressionCompiler.condition(ExpressionSource("urgent =", at: span), in: context)
        #expect(diagnostics.map(\.span) == [SourceSpan(file: "pack.yaml", line: 1, column: 13, length: 1)])
    }

    @Test func `a text of several lines is reported at its beginning`() {
        let span = SourceSpan(file: "pack.yaml", line: 3, column: 5, length: 9)
        let source = ExpressionSource("urgent\nand wibble", at: span)
        #expect(ExpressionCompiler.condition(source, in: context).diagnostics.map(\.span) == [span])
    }

    @Test func `without a place there is none`() {
        let diagnostics = ExpressionCompiler.condition("wibble and rooms", in: context).diagnostics
        #expect(diagnostics.map(\.code) == ["P410", "P421"])
        #expect(diagnostics.allSatisfy { $0.span == nil && $0.severity == .error })
    }

    @Test func `values are compiled for their field`() throws {
        let rooms = FieldDefinition("rooms", .int())
        #expect(ExpressionCompiler.value("input.rating", for: rooms, in: context).node == .input("rating"))
        let refused = ExpressionCompiler.value("input.remark", for: rooms, in: context)
        #expect(refused.node == nil)
        #expect(refused.diagnostics.map(\.message) == ["`rooms` is int, this is text"])
        #expect(ExpressionCompiler.value("1 +", for: rooms, in: context).diagnostics.map(\.code) == ["P404"])
    }

    @Test(arguments: [
        (
            "titel = 'x'", "unknown_name",
            "`titel` is not a field of work-orders.work_order (character 1); did you mean `title`?"
        ),
        ("rooms = 'x'", "type", "`=` cannot compare int with text (character 1)"),
        ("rooms = ", "syntax", "Expected a value, but the expression ends here (character 9)"),
        ("", "syntax", "The expression is empty (character 1)"),
        (
            "count(me.teams) > 1", "not_available",
            "Several records over `me` is not available yet in this version (character 7)"
        ),
        (
            "customer.parent.parent.parent.name = 'x'", "too_costly",
            "An expression follows at most 3 relations (character 24); keep what is needed in a computed field nearer by"
        ),
        (
            "input.rating > 1", "unknown_name",
            "There is no `input` here: only moves and actions have it (character 1)"
        ),
    ])
    func `a bad filter is 422 with the position`(text: String, code: String, message: String) throws {
        let context = ExpressionFixture.request(hiding: [])
        let error = #expect(throws: KernelError.self) { try ExpressionCompiler.filter(text, in: context) }
        #expect(error?.problem == .invalid)
        #expect(error?.findings == [Finding("where", code, message)])
    }

    @Test func `every fault of a filter is a finding of its parameter`() throws {
        let context = ExpressionFixture.request(hiding: [])
        let error = #expect(throws: KernelError.self) {
            try ExpressionCompiler.filter("wibble or wobble", parameter: "filter", in: context)
        }
        #expect(error?.findings.map(\.path) == ["filter", "filter"])
    }

    @Test func `a good filter is its tree`() throws {
        let node = try ExpressionCompiler.filter("rooms > 2", in: ExpressionFixture.request(hiding: []))
        #expect(ExpressionPrinter.text(of: node) == "rooms > 2")
    }

    @Test func `codes are unique and each has a meaning`() {
        #expect(Set(ExpressionCode.allCases.map(\.rawValue)).count == ExpressionCode.allCases.count)
        #expect(Set(ExpressionCode.allCases.map(\.meaning)).count == ExpressionCode.allCases.count)
        #expect(ExpressionCode.allCases.allSatisfy { $0.rawValue.hasPrefix("P4") && $0.rawValue.utf8.count == 4 })
    }
}
