import Kernel
import Testing

@Suite struct ExpressionJSONTests {
    @Test(arguments: [
        ("state = done", #"["=",["field","state"],["lit","done"]]"#),
        (
            "state = done and not urgent or rooms >= 2",
            #"["or",["and",["=",["field","state"],["lit","done"]],["not",["field","urgent"]]],[">=",["field","rooms"],["lit",2]]]"#
        ),
        ("customer.name != null", #"["!=",["field","customer","name"],["lit",null]]"#),
        ("state in [draft, done]", #"["in",["field","state"],["list",["lit","draft"],["lit","done"]]]"#),
        ("team in me.teams", #"["in",["field","team"],["me","teams"]]"#),
        ("owner = me", #"["=",["field","owner"],["me"]]"#),
        (
            "input.payer.parent.name = me.employer.name",
            #"["=",["through",["input","payer"],"customers.customer","parent","name"],["through",["me","employer"],"customers.customer","name"]]"#
        ),
        ("input.rating < settings.pass_rating", #"["<",["input","rating"],["setting","pass_rating"]]"#),
        ("now() > starts", #"[">",["now"],["field","starts"]]"#),
        ("due = today()", #"["=",["field","due"],["today"]]"#),
        ("contains(title, 'a\"b')", #"["contains",["field","title"],["lit","a\"b"]]"#),
        ("starts_with(title, 'é😀')", #"["starts_with",["field","title"],["lit","é😀"]]"#),
        ("area_m2 > 80.5", #"[">",["field","area_m2"],["lit","80.5","decimal"]]"#),
        ("due > '2026-11-22'", #"[">",["field","due"],["lit","2026-11-22","date"]]"#),
        ("opens > '18:30'", #"[">",["field","opens"],["lit","18:30:00","time"]]"#),
        ("starts > '2026-11-22T18:30:00Z'", #"[">",["field","starts"],["lit","2026-11-22T18:30:00.000Z","datetime"]]"#),
        ("planned > 90 min", #"[">",["field","planned"],["lit",5400,"duration"]]"#),
        (
            "customer = '01976d2e-7c00-7000-8000-000000000001'",
            #"["=",["field","customer"],["lit","01976d2e-7c00-7000-8000-000000000001","reference"]]"#
        ),
        ("urgent = false", #"["=",["field","urgent"],["lit",false]]"#),
        ("rooms = 9007199254740991", #"["=",["field","rooms"],["lit",9007199254740991]]"#),
        ("rooms = 9007199254740992", #"["=",["field","rooms"],["lit","9007199254740992","int"]]"#),
        ("rooms = -9007199254740992", #"["=",["field","rooms"],["lit","-9007199254740992","int"]]"#),
    ])
    func `a tree is a JSON list`(text: String, expected: String) throws {
        let bytes = ExpressionJSON.bytes(of: try ExpressionFixture.node(text))
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(throws: Never.self) { try JSONReader.read(bytes) }
    }

    @Test func `constants of several values have their type`() throws {
        let choices = ExpressionNode.literal(.choices(["vip", "dog"]))
        #expect(
            String(decoding: ExpressionJSON.bytes(of: choices), as: UTF8.self) == #"["lit",["vip","dog"],"choices"]"#
        )
        let id = try ExpressionFixture.id(7)
        let references = ExpressionNode.literal(.references([id]))
        #expect(
            String(decoding: ExpressionJSON.bytes(of: references), as: UTF8.self)
                == #"["lit",["01976d2e-7c00-7000-8000-000000000007"],"references"]"#
        )
    }

    /// Swift takes the two texts for equal, so a cache must not be keyed by the tree.
    @Test func `trees whose texts differ only in composition have different bytes`() throws {
        let composed = try ExpressionFixture.node("title = 'é'")
        let decomposed = try ExpressionFixture.node("title = 'e\u{301}'")
        #expect(composed == decomposed)
        #expect(ExpressionJSON.bytes(of: composed) != ExpressionJSON.bytes(of: decomposed))
        let texts = [composed, decomposed].map { Array(ExpressionPrinter.text(of: $0).utf8) }
        #expect(texts[0] != texts[1])
    }
}
