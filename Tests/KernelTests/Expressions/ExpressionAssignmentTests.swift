import Kernel
import Testing

@Suite struct ExpressionAssignmentTests {
    private func assigned(_ text: String, to field: String) throws -> String {
        let definition = try #require(ExpressionFixture.workOrder.fields[field])
        let tree = try #require(ExpressionParser.parse(text).tree)
        let result = ExpressionChecker.check(value: tree, for: definition, in: ExpressionFixture.context)
        return result.node.map(ExpressionPrinter.text) ?? ExpressionFixture.shown(result.findings)
    }

    @Test(arguments: [
        ("rooms", "input.rating", "input.rating"),
        ("notes", "input.remark", "input.remark"),
        ("title", "'2026-11-22'", "\"2026-11-22\""),
        ("starts", "now()", "now()"),
        ("starts", "'2026-11-22T00:00:00Z'", "\"2026-11-22T00:00:00.000Z\""),
        ("due", "today()", "today()"),
        ("due", "'2026-11-22'", "\"2026-11-22\""),
        ("soil", "heavy", "\"heavy\""),
        ("soil", "input.soil", "input.soil"),
        ("soil", "`soil`", "soil"),
        ("soil", "null", "null"),
        ("area_m2", "80", "80.0"),
        ("area_m2", "80.55", "80.6"),
        ("area_m2", "-80.55", "-80.6"),
        ("area_m2", "80.54", "80.5"),
        ("area_m2", "rooms", "rooms"),
        ("area_m2", "rate", "rate"),
        ("urgent", "rooms > 3 and not closed", "rooms > 3 and not closed"),
        ("planned", "90 min", "90 min"),
        ("assignees", "customer.contacts", "customer.contacts"),
        ("assignees", "[]", "[]"),
        (
            "assignees", "['01976d2e-7c00-7000-8000-000000000001']",
            "[\"01976d2e-7c00-7000-8000-000000000001\"]"
        ),
        ("tags", "[dog, vip, dog]", "[\"vip\", \"dog\"]"),
        ("tags", "null", "null"),
        ("fee", "price", "price"),
        ("team", "null", "null"),
        ("position", "position", "position"),
    ])
    func `values that fit their field are taken`(field: String, text: String, expected: String) throws {
        #expect(try assigned(text, to: field) == expected)
    }

    @Test(arguments: [
        ("rooms", "2.5", "P420@0+3 `rooms` is int, this is decimal"),
        ("rooms", "rate", "P420@0+4 `rooms` is int, this is decimal"),
        ("rooms", "'5'", "P420@0+3 `rooms` is int, this is text"),
        ("title", "rooms", "P420@0+5 `title` is text, this is int"),
        ("title", "state", "P420@0+5 `title` is text, this is choice"),
        ("soil", "hevy", "P413@0+4 `hevy` is not one of the values `light`, `normal`, `heavy` (did you mean `heavy`?)"),
        (
            "soil", "soil",
            "P413@0+4 `soil` is not one of the values `light`, `normal`, `heavy` (a field here stands in backquotes)"
        ),
        ("soil", "`priority`", "P420@0+10 `soil` is choice, this is choice"),
        ("price", "cost", "P420@0+4 `price` is money in EUR, this is money in USD"),
        ("price", "5", "P420@0+1 `price` is money, this is int"),
        (
            "customer", "me",
            "P420@0+2 `customer` is reference to customers.customer, this is reference to access.member"
        ),
        ("due", "'soon'", "P422@0+6 This text is not a date (write it like \"2026-11-22\")"),
        ("tags", "[dog, cat]", "P413@6+3 `cat` is not one of the values `vip`, `keys`, `dog`"),
        ("tags", "[1]", "P420@1+1 The list is of choice, this is int"),
        ("assignees", "[me]", "P430@1+2 A list of what is not constant is not available yet in this version"),
        ("title", "['a']", "P420@0+5 A list stands only on the right of `in`"),
        ("area_m2", "999999999999999999", "P422@0+18 The number does not fit in 64 bits with 1 decimal places"),
        ("rooms", "rooms / 2", "P420@0+9 `rooms` is int, this is decimal"),
        (
            "price", "price + cost",
            "P420@6+1 `+` cannot join money in EUR and money in USD (amounts of two currencies have no sum)"
        ),
    ])
    func `values that do not fit are refused`(field: String, text: String, expected: String) throws {
        #expect(try assigned(text, to: field) == expected)
    }

    @Test func `a number comes at the scale of its field, rounded half away from zero`() throws {
        let area = FieldDefinition("area_m2", .decimal(scale: 1))
        func value(_ rate: Value) throws -> Value {
            let evaluator = ExpressionFixture.evaluator(["rate": rate])
            let (node, _) = ExpressionCompiler.value("rate", for: area, in: ExpressionFixture.context)
            return try evaluator.value(try #require(node), for: area)
        }
        #expect(try value(.decimal(units: 1_250, scale: 3)) == .decimal(units: 13, scale: 1))
        #expect(try value(.decimal(units: 1_249, scale: 3)) == .decimal(units: 12, scale: 1))
        #expect(try value(.decimal(units: -1_250, scale: 3)) == .decimal(units: -13, scale: 1))
        #expect(try value(.int(7)) == .decimal(units: 70, scale: 1))
        #expect(try value(.int(.max)) == .null)
        #expect(try value(.null) == .null)
    }
}
