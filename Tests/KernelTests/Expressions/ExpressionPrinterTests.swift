import Kernel
import Testing

@Suite struct ExpressionPrinterTests {
    @Test(arguments: [
        ("((urgent))", "urgent"),
        ("urgent and (closed or rooms > 1)", "urgent and (closed or rooms > 1)"),
        ("(urgent and closed) or rooms>1", "urgent and closed or rooms > 1"),
        ("(urgent and closed) and rooms > 1", "(urgent and closed) and rooms > 1"),
        ("not (urgent or closed)", "not (urgent or closed)"),
        ("not (not urgent)", "not not urgent"),
        ("not (rooms > 1)", "not rooms > 1"),
        ("(urgent = closed) = urgent", "(urgent = closed) = urgent"),
        ("title = 'a\\\\b\"c'", #"title = "a\\b\"c""#),
        ("title = 'a\nb'", "title = \"a\nb\""),
    ])
    func `brackets stand only where they are needed`(text: String, expected: String) {
        #expect(ExpressionFixture.checked(text) == expected)
        #expect(ExpressionFixture.checked(expected) == expected)
    }

    @Test func `different spellings of one meaning have one text`() {
        let spellings = [
            "state=done", "  state = 'done' ", "(done) = state", "`state` = \"done\"", "((state) = (done))",
        ]
        #expect(Set(spellings.map { ExpressionFixture.checked($0) }) == ["state = \"done\""])
    }

    @Test func `empty and single logic prints what it means`() {
        #expect(ExpressionPrinter.text(of: .and([])) == "true")
        #expect(ExpressionPrinter.text(of: .or([])) == "false")
        let single = ExpressionNode.not(.and([.or([.literal(.bool(true)), .literal(.bool(false))])]))
        #expect(ExpressionPrinter.text(of: single) == "not (true or false)")
    }

    @Test func `values that expressions cannot write still have a text of their own`() {
        let texts = [
            Value.money(minor: 5, currency: "EUR"), .geo(latitude: 1.5, longitude: -2), .list([[:], [:]]),
        ].map { ExpressionPrinter.text(of: .literal($0)) }
        #expect(texts == ["money(0.05, \"EUR\")", "geo(1.5, -2.0)", "list(2)"])
    }
}
