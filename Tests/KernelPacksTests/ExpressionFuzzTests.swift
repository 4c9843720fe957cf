import Kernel
import KernelPacks
import Testing

/// Expressions damaged thousands of times: the parser and the checker never crash, every finding has a place in the text,
/// and what is accepted is accepted again.
@Suite(.timeLimit(.minutes(5 * FuzzBudget.factor))) struct ExpressionFuzzTests {
    private static let samples = [
        "state not in [draft, cancelled] and (team in me.teams or owner = me)", "customer.name = \"Acme \\\"GmbH\\\"\"",
        "site.position = null or not (priority = urgent and starts > \"2026-11-22T18:30:00Z\")",
        "contains(title, \"clean\") and starts_with(number, \"A-\")", "`title` != notes", "assignees = null",
        "estimated_value > 12.50 or estimated_value in [1, 2, 3]", "settings.dunning_days >= 14",
        "count(assignments) > 0 and exists(assignments, member = me)", "if(state = done, 1, 2) = -(3 + 4) * 5 % 6",
        "starts + 1d < now() and today() != null",
    ]
    private static let tokens = [
        "(", ")", "[", "]", ",", ".", "=", "!=", "<", "<=", "+", "-", "*", "/", "%", "&", "\"", "`", "\\", " and ",
        " or ",
        " not ", " in ", "null", "true", "now()", "me", "input.x", "settings.", "99999999999999999999999", "1e9", "0.",
        "\u{0}", "\u{202E}", "ä", "😀", "\n", "\t", "state", "1d", "((((((((", "tenant.", "any(", "((",
    ]

    private func mutated(_ text: String, _ random: inout SplitMix64) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0...scalars.count, using: &random)
            let end = min(scalars.count, index + Int.random(in: 0...9, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: scalars.removeSubrange(index..<end)
            case 1:
                scalars.insert(contentsOf: scalars[index..<end], at: Int.random(in: 0...scalars.count, using: &random))
            case 2: scalars.removeSubrange(index...)
            case 3 where index < scalars.count:
                scalars[index] = Unicode.Scalar(UInt8.random(in: 0...127, using: &random))
            default:
                let token = ExpressionFuzzTests.tokens.randomElement(using: &random) ?? ""
                scalars.insert(contentsOf: Array(token.unicodeScalars), at: index)
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    @Test(arguments: FuzzBudget.seeds)
    func `no damage makes the parser or the checker crash or lie about places`(seed: UInt64) throws {
        let catalog = try #require(Catalog.sample)
        let model = try #require(ModelBuilder.build(capabilities: catalog.capabilities, packs: []).model)
        let order = try #require(model.entities["work-orders.work_order"])
        let context = CheckingContext(model: model, entity: order, readable: .everything)
        var random = SplitMix64(state: seed)
        var accepted = 0
        var codes: Set<String> = []
        for round in 0..<500 * FuzzBudget.factor {
            let text = mutated(ExpressionFuzzTests.samples[round % ExpressionFuzzTests.samples.count], &random)
            let span = SourceSpan(file: "pack.yaml", line: 1, column: 1, length: max(1, text.unicodeScalars.count))
            let (node, findings) = ExpressionCompiler.condition(ExpressionSource(text, at: span), in: context)
            let again = ExpressionCompiler.condition(ExpressionSource(text, at: span), in: context)
            #expect(again.node == node && again.diagnostics == findings, "seed \(seed), round \(round): \(text)")
            #expect(
                (node == nil) == findings.contains { $0.severity == .error },
                "seed \(seed), round \(round): \(text)"
            )
            accepted += node == nil ? 0 : 1
            for finding in findings {
                codes.insert(finding.code)
                let place = try #require(finding.span)
                let isInside = place.column >= 1 && place.length >= 1 && place.column <= text.unicodeScalars.count + 1
                #expect(isInside, "seed \(seed), round \(round): \(finding) in \(text)")
                #expect(PackCode(rawValue: finding.code) != nil)
            }
        }
        // Worth something only where both sides and many refusals are reached.
        #expect(accepted > 0)
        #expect(codes.count >= 8)
    }

    @Test func `nesting, length and numbers are bounded`() throws {
        let catalog = try #require(Catalog.sample)
        let model = try #require(ModelBuilder.build(capabilities: catalog.capabilities, packs: []).model)
        let order = try #require(model.entities["work-orders.work_order"])
        let context = CheckingContext(model: model, entity: order, readable: .everything)
        func codes(_ text: String) -> [String] {
            ExpressionCompiler.condition(ExpressionSource(text), in: context).diagnostics.map(\.code)
        }
        for opening in ["(", "not ", "-", "[", "if(", "contains("] {
            let deep = String(repeating: opening, count: 1_300 / opening.count * 3)
            #expect(codes(deep).first.map { ["P401", "P404", "P405"].contains($0) } == true, "\(opening)")
        }
        #expect(codes(String(repeating: "state = done or ", count: 400) + "true") == ["P401"])
        #expect(codes("title = \"" + String(repeating: "x", count: 3_900) + "\"") == [])
        #expect(codes("radius > 1" + String(repeating: "0", count: 60)).contains("P406"))
    }
}
