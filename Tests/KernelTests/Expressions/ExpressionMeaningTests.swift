import Kernel
import Testing

/// What a checked and rewritten expression says, compared with a second, direct reading of its meaning.
@Suite struct ExpressionMeaningTests {
    private static let signs = ["=", "!=", "<", "<=", ">", ">="]

    /// A decimal as written, from -3.00 to 3.00 in the digits given.
    private func number(_ random: inout SeededGenerator, places: Int) -> (text: String, hundredths: Int64) {
        let step: Int64 = [100, 10, 1][places]
        let hundredths = Int64.random(in: -300...300, using: &random) / step * step
        let magnitude = hundredths.magnitude
        let digits = "\(magnitude / 100)." + (magnitude % 100 < 10 ? "0" : "") + "\(magnitude % 100)"
        let cut = places == 0 ? String(digits.dropLast(3)) : String(digits.dropLast(2 - places))
        return ((hundredths < 0 ? "-" : "") + cut, hundredths)
    }

    private func holds(_ sign: String, _ left: Int64, _ right: Int64) -> Bool {
        switch sign {
        case "=": left == right
        case "!=": left != right
        case "<": left < right
        case "<=": left <= right
        case ">": left > right
        default: left >= right
        }
    }

    @Test(arguments: [31, 32, 33] as [UInt64])
    func `numbers of any scales compare as on paper`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_500 {
            let sign = Self.signs.randomElement(using: &random) ?? "="
            let (text, right) = number(&random, places: Int.random(in: 0...2, using: &random))
            let tenths = Int64.random(in: -30...30, using: &random)
            let whole = Int64.random(in: -3...3, using: &random)
            let evaluator = ExpressionFixture.evaluator(
                ["area_m2": .decimal(units: tenths, scale: 1), "rooms": .int(whole)],
                settings: ["big_area": .decimal(units: right, scale: 2)]
            )
            func isTrue(_ text: String) throws -> Bool { try evaluator.isTrue(ExpressionFixture.node(text)) }
            #expect(
                try isTrue("area_m2 \(sign) \(text)") == holds(sign, tenths * 10, right),
                "\(tenths) \(sign) \(text)"
            )
            #expect(
                try isTrue("\(text) \(sign) area_m2") == holds(sign, right, tenths * 10),
                "\(text) \(sign) \(tenths)"
            )
            #expect(try isTrue("rooms \(sign) \(text)") == holds(sign, whole * 100, right), "\(whole) \(sign) \(text)")
            #expect(try isTrue("area_m2 \(sign) settings.big_area") == holds(sign, tenths * 10, right))
            #expect(try isTrue("rooms \(sign) area_m2") == holds(sign, whole * 10, tenths))
            #expect(try isTrue("area_m2 in [9, \(text)]") == (tenths * 10 == right))
            #expect(try isTrue("area_m2 not in [9, \(text)]") == (tenths * 10 != right))
        }
    }

    @Test(arguments: [41, 42] as [UInt64])
    func `a list says what its comparisons say`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let options = ["light", "normal", "heavy"]
        for _ in 0..<500 {
            let chosen = options.filter { _ in Bool.random(using: &random) }
            let soil = Bool.random(using: &random) ? options.randomElement(using: &random) : nil
            let evaluator = ExpressionFixture.evaluator(["soil": soil.map(Value.text) ?? .null])
            func isTrue(_ text: String) throws -> Bool { try evaluator.isTrue(ExpressionFixture.node(text)) }
            let list = "[" + chosen.joined(separator: ", ") + "]"
            let isIn = soil.map { chosen.contains($0) } ?? false
            #expect(try isTrue("soil in \(list)") == isIn)
            #expect(try isTrue("soil not in \(list)") == (soil != nil && !isIn))
            #expect(try isTrue("not soil in \(list)") == !isIn)
            if !chosen.isEmpty {
                #expect(try isTrue(chosen.map { "soil = \($0)" }.joined(separator: " or ")) == isIn)
                let others = chosen.map { "soil != \($0)" }.joined(separator: " and ")
                #expect(try isTrue(others) == isTrue("soil not in \(list)"))
            }
        }
    }

    /// Texts of few scalars of every UTF-8 length, so that prefixes and ties are common.
    private func text(_ random: inout SeededGenerator) -> String {
        let scalars: [Unicode.Scalar] = ["a", "b", "e", "é", "\u{301}", "\u{ffff}", "😀", "%", "_", "\\", "'", "\""]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            if let scalar = scalars.randomElement(using: &random) { text.append(scalar) }
        }
        return String(text)
    }

    /// As a literal in either quote, doubled or escaped.
    private func literal(_ text: String, _ random: inout SeededGenerator) -> String {
        let quote: Unicode.Scalar = Bool.random(using: &random) ? "'" : "\""
        var literal = String.UnicodeScalarView([quote])
        for scalar in text.unicodeScalars {
            if scalar == "\\" || (scalar == quote && Bool.random(using: &random)) {
                literal.append("\\")
            } else if scalar == quote {
                literal.append(quote)
            }
            literal.append(scalar)
        }
        literal.append(quote)
        return String(literal)
    }

    @Test(arguments: [51, 52, 53] as [UInt64])
    func `text compares as lists of scalar values`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_500 {
            let (left, right) = (text(&random), text(&random))
            let numbers = (left.unicodeScalars.map(\.value), right.unicodeScalars.map(\.value))
            let order: Int64 = numbers.0 == numbers.1 ? 0 : numbers.0.lexicographicallyPrecedes(numbers.1) ? -1 : 1
            let evaluator = ExpressionFixture.evaluator(["title": .text(left), "notes": .text(right)])
            func isTrue(_ text: String) throws -> Bool { try evaluator.isTrue(ExpressionFixture.node(text)) }
            let written = literal(right, &random)
            for sign in Self.signs {
                #expect(try isTrue("title \(sign) notes") == holds(sign, order, 0), "\(numbers)")
                #expect(try isTrue("title \(sign) \(written)") == holds(sign, order, 0), "\(numbers) \(written)")
                #expect(try isTrue("\(written) \(sign) title") == holds(sign, 0, order), "\(numbers) \(written)")
            }
            let starts = numbers.0.starts(with: numbers.1)
            let contains = (0...numbers.0.count).contains { numbers.0.dropFirst($0).starts(with: numbers.1) }
            #expect(try isTrue("starts_with(title, \(written))") == starts, "\(numbers)")
            #expect(try isTrue("contains(title, notes)") == contains, "\(numbers)")
            #expect(try isTrue("title in [\(written)]") == (order == 0))
        }
    }

    /// The rules and guards that the first pack is written with.
    @Test func `a guard, a row rule and an assignment of a real pack`() throws {
        let guardNode = try ExpressionFixture.node(
            "input.rating >= settings.pass_rating and (input.rating >= 4 or input.remark != null)"
        )
        for (rating, remark, expected) in [(5, nil, true), (3, nil, false), (3, "wet", true), (2, "wet", false)]
            as [(Int64, String?, Bool)]
        {
            let evaluator = ExpressionFixture.evaluator(
                settings: ["pass_rating": .int(3)],
                input: ["rating": .int(rating), "remark": remark.map(Value.text) ?? .null]
            )
            #expect(try evaluator.isTrue(guardNode) == expected)
        }
        let rule = try ExpressionFixture.node("state not in [draft, scheduled]")
        for (state, expected) in [("draft", false), ("scheduled", false), ("done", true)] {
            #expect(try ExpressionFixture.evaluator(["state": .text(state)]).isTrue(rule) == expected)
        }
    }
}
