import Kernel

/// The trade, units, prices, formulas, scorings.
extension PackSchema {
    var industry: JSONValue {
        func codes(_ digits: ClosedRange<Int>) -> JSONValue {
            let form = "^[0-9]{\(digits.lowerBound),\(digits.upperBound)}$"
            let (least, most) = (Self.power(digits.lowerBound - 1), Self.power(digits.upperBound) - 1)
            return SchemaNode.set(
                SchemaNode.oneOf([
                    SchemaNode.pattern(form),
                    SchemaNode.object([
                        ("type", .string("integer")), ("minimum", .number("\(least)")), ("maximum", .number("\(most)")),
                    ]),
                ]),
                minimum: 1
            )
        }
        return SchemaNode.mapping([
            ("category", SchemaNode.pattern(SchemaNode.kebab)), ("naics", codes(2...6)), ("sic", codes(2...4)),
        ])
    }

    private static func power(_ digits: Int) -> Int64 { (0..<digits).reduce(1) { number, _ in number * 10 } }

    var unit: JSONValue {
        SchemaNode.mapping(
            [
                ("title", SchemaNode.localized),
                ("measures", SchemaNode.options(UnitDefinition.Measure.allCases.map(\.rawValue))),
            ],
            required: ["measures"]
        )
    }

    var rateCard: JSONValue {
        let rate = SchemaNode.mapping(
            [("title", SchemaNode.localized), ("rate", SchemaNode.number)],
            required: ["rate"]
        )
        return SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("owner", ownership),
                ("unit", SchemaNode.pattern("^(\(SchemaNode.kebabPart)\\.)?\(SchemaNode.snakePart)$")),
                ("lines", SchemaNode.named(SchemaNode.snake, SchemaNode.oneOf([SchemaNode.number, rate]))),
            ],
            required: ["unit", "lines"]
        )
    }

    var formula: JSONValue {
        let words = ["money", "int", "bool", "text", "date", "duration"]
        let result = SchemaNode.oneOf([
            SchemaNode.options(words),
            SchemaNode.mapping(
                [("type", SchemaNode.options(words + ["decimal"])), ("scale", SchemaNode.integer(0...9))],
                required: ["type"]
            ),
        ])
        let test = SchemaNode.mapping(
            [("given", SchemaNode.named(SchemaNode.snake, SchemaNode.anything)), ("expect", SchemaNode.anything)],
            required: ["expect"]
        )
        return SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("needs", SchemaNode.definition("permission")),
                ("inputs", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("variable"))),
                ("value", SchemaNode.definition("expression")), ("result", result), ("tests", SchemaNode.list(test)),
            ],
            required: ["value", "result"]
        )
    }

    var scoring: JSONValue {
        let points = SchemaNode.integer(-1_000_000...1_000_000)
        let line = SchemaNode.mapping(
            [("if", SchemaNode.definition("expression")), ("points", points)],
            required: ["if", "points"]
        )
        let lines = SchemaNode.list(line)
        let factor = SchemaNode.oneOf([
            lines, SchemaNode.mapping([("title", SchemaNode.localized), ("lines", lines)], required: ["lines"]),
        ])
        let band = SchemaNode.oneOf([
            points, SchemaNode.mapping([("title", SchemaNode.localized), ("least", points)], required: ["least"]),
        ])
        return SchemaNode.mapping(
            [
                ("start", points), ("range", SchemaNode.list(points, exactly: 2)),
                ("factors", SchemaNode.named(SchemaNode.snake, factor)),
                ("bands", SchemaNode.named(SchemaNode.snake, band)),
            ],
            required: ["factors"]
        )
    }
}
