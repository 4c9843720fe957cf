import Testing

@testable import Kernel

/// What JSON is (RFC 8259), and what of it is read how.
struct JSONReaderTests {
    @Test(arguments: [
        ("null", JSONValue.null),
        ("true", .bool(true)),
        ("false", .bool(false)),
        ("0", .number("0")),
        ("-0", .number("-0")),
        ("12", .number("12")),
        ("-3.50", .number("-3.50")),
        ("1e3", .number("1e3")),
        ("1E+3", .number("1E+3")),
        ("1.25e-7", .number("1.25e-7")),
        ("0.1", .number("0.1")),
        ("0e0", .number("0e0")),
        ("123456789012345678901234567890", .number("123456789012345678901234567890")),
        ("\"\"", .string("")),
        ("\"abc\"", .string("abc")),
        ("[]", .array([])),
        ("[ ]", .array([])),
        ("[1]", .array([.number("1")])),
        ("[1,[2],{}]", .array([.number("1"), .array([.number("2")]), .object([])])),
        ("{}", .object([])),
        ("{ }", .object([])),
    ])
    func `every kind of value is read`(text: String, expected: JSONValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        " 1", "1 ", "\t1\r\n", " [ 1 , 2 ] ", "\n{ \"a\" : 1 , \"b\" : [ ] }\n",
    ])
    func `white space stands anywhere between tokens`(text: String) throws {
        let compact = text.filter { !$0.isWhitespace }
        #expect(try JSONReader.read(Array(text.utf8)) == JSONReader.read(Array(compact.utf8)))
    }

    @Test(arguments: [
        (#""\"""#, "\""),
        (#""\\""#, "\\"),
        (#""\/""#, "/"),
        (#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"),
        (#""a\nb""#, "a\nb"),
        (#""\u0041""#, "A"),
        (#""\u00e9""#, "é"),
        (#""\u00E9""#, "é"),
        (#""\u0000""#, "\u{0}"),
        (#""\u20AC""#, "€"),
        (#""\ud83d\ude00""#, "😀"),
        (#""\uD834\uDD1E!""#, "𝄞!"),
        (#""\uffff""#, "\u{ffff}"),
        ("\"é€😀\"", "é€😀"),
        ("\"\u{7f}\"", "\u{7f}"),
        ("\"\u{2028}\"", "\u{2028}"),
    ])
    func `escapes and plain characters give the same text`(text: String, expected: String) throws {
        let value = try JSONReader.read(Array(text.utf8))
        #expect(value.text.map { Array($0.unicodeScalars) } == Array(expected.unicodeScalars))
    }

    @Test func `members keep their order and are found by name`() throws {
        let value = try JSONReader.read(Array(#"{"b":1,"a":{"c":[true,null]},"":2}"#.utf8))
        #expect(value.members?.map(\.name) == ["b", "a", ""])
        #expect(value["b"] == .number("1"))
        #expect(value["a"]?["c"] == .array([.bool(true), .null]))
        #expect(value[""] == .number("2"))
        #expect(value["d"] == nil)
        #expect(JSONValue.null["a"] == nil)
        #expect(value.text == nil)
    }

    @Test func `numbers keep the digits that were written`() throws {
        let text = "[0.10,1.0,1e0,-0.0,9007199254740993]"
        let expected = ["0.10", "1.0", "1e0", "-0.0", "9007199254740993"]
        #expect(try JSONReader.read(Array(text.utf8)) == .array(expected.map { .number($0) }))
    }

    @Test func `nesting up to the bound is read and one more is refused`() throws {
        let bound = JSONReader.maximumDepth
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(try JSONReader.read(nested(bound)) != .null)
        let failure = #expect(throws: JSONReader.Failure.self) { try JSONReader.read(nested(bound + 1)) }
        #expect(failure?.offset == bound)
        #expect(failure?.message == "Nested deeper than \(bound) at byte \(bound).")
    }

    @Test func `objects count for the depth like lists`() {
        let depth = JSONReader.maximumDepth
        let text = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test(arguments: [
        (JSONValue.null, "null"), (.bool(true), "a boolean"), (.number("1"), "a number"), (.string(""), "a text"),
        (.array([]), "a list"), (.object([]), "an object"),
    ])
    func `findings call each kind by a word`(value: JSONValue, word: String) {
        // `null` needs no article.
        #expect(value.kind == word)
    }

    @Test func `what the writer writes is read back the same`() throws {
        let text = #"{"a":[1,-2.5e3,"x\"\\\n\u0001€😀",true,false,null,{},[]],"b":{"c":{"d":[[[]]]}}}"#
        let value = try JSONReader.read(Array(text.utf8))
        var writer = JSONWriter()
        writer.value(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
        #expect(try JSONReader.read(writer.bytes) == value)
    }
}
