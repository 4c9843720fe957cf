import Testing

@testable import Kernel

/// What is not JSON, or not accepted, and at which byte reading stops.
struct JSONReaderRefusalTests {
    private func stop(_ bytes: [UInt8]) -> JSONReader.Failure? {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(bytes) }
    }

    @Test(arguments: [
        ("", 0, "The text ends early"),
        ("   ", 3, "The text ends early"),
        ("[", 1, "The text ends early"),
        ("[1", 2, "The text ends early"),
        ("[1,", 3, "The text ends early"),
        ("{\"a\":", 5, "The text ends early"),
        ("{\"a\":1", 6, "The text ends early"),
        ("{", 1, "A member name is missing"),
        ("{a:1}", 1, "A member name is missing"),
        ("{'a':1}", 1, "A member name is missing"),
        ("{1:1}", 1, "A member name is missing"),
        ("{\"a\":1,}", 7, "A member name is missing"),
        ("{\"a\" 1}", 5, "A colon is missing"),
        ("{\"a\"}", 4, "A colon is missing"),
        ("[1 2]", 3, "A comma is missing"),
        ("{\"a\":1 \"b\":2}", 7, "A comma is missing"),
        ("[1}", 2, "A comma is missing"),
        ("[1,]", 3, "Unexpected character"),
        ("[,1]", 1, "Unexpected character"),
        ("]", 0, "Unexpected character"),
        ("nul", 0, "Unexpected character"),
        ("True", 0, "Unexpected character"),
        ("NaN", 0, "Unexpected character"),
        ("Infinity", 0, "Unexpected character"),
        ("'a'", 0, "Unexpected character"),
        ("// a\n1", 0, "Unexpected character"),
        ("\u{feff}1", 0, "Unexpected character"),
        ("\u{a0}1", 0, "Unexpected character"),
        ("truex", 4, "Something follows the value"),
        ("1 2", 2, "Something follows the value"),
        ("{}{}", 2, "Something follows the value"),
        ("1\u{0}", 1, "Something follows the value"),
    ])
    func `broken structure is refused at its byte`(text: String, offset: Int, message: String) {
        #expect(
            stop(Array(text.utf8)) == JSONReader.Failure(offset: offset, message: "\(message) at byte \(offset).")
        )
    }

    @Test(arguments: [
        ("-", 1, "A digit is missing"),
        ("-a", 1, "A digit is missing"),
        ("1.", 2, "A digit is missing"),
        ("1.e3", 2, "A digit is missing"),
        ("1e", 2, "A digit is missing"),
        ("1e+", 3, "A digit is missing"),
        ("01", 2, "A number begins with 0"),
        ("-00", 3, "A number begins with 0"),
        ("+1", 0, "Unexpected character"),
        (".5", 0, "Unexpected character"),
        ("0x10", 1, "Something follows the value"),
        ("1_000", 1, "Something follows the value"),
        ("1.2.3", 3, "Something follows the value"),
    ])
    func `what is no number is refused at its byte`(text: String, offset: Int, message: String) {
        #expect(
            stop(Array(text.utf8)) == JSONReader.Failure(offset: offset, message: "\(message) at byte \(offset).")
        )
    }

    @Test(arguments: [
        ("\"", 1, "A text does not end"),
        ("\"abc", 4, "A text does not end"),
        ("\"a\nb\"", 2, "A control character stands in a text"),
        ("\"\t\"", 1, "A control character stands in a text"),
        ("\"\u{0}\"", 1, "A control character stands in a text"),
        ("\"\u{1f}\"", 1, "A control character stands in a text"),
        (#""\"#, 2, "The text ends early"),
        (#""\x41""#, 3, "Unknown escape"),
        (#""\'""#, 3, "Unknown escape"),
        (#""\u12""#, 3, "The text ends early"),
        (#""\u12" ""#, 3, "Not a hex digit"),
        (#""\u"#, 3, "The text ends early"),
        (#""\u00g0""#, 3, "Not a hex digit"),
        (#""\u+041""#, 3, "Not a hex digit"),
    ])
    func `broken text is refused at its byte`(text: String, offset: Int, message: String) {
        #expect(
            stop(Array(text.utf8)) == JSONReader.Failure(offset: offset, message: "\(message) at byte \(offset).")
        )
    }

    @Test(arguments: [
        #""\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83dA""#, #""\ud83d\ud83d""#, #""\ude00""#,
        #""\ude00\ud83d""#, #""\udfff""#,
    ])
    func `a surrogate without its other half is refused`(text: String) throws {
        let failure = try #require(stop(Array(text.utf8)))
        #expect(failure.message.hasPrefix("A surrogate stands alone at byte "))
    }

    @Test(arguments: [
        [UInt8]([0x22, 0xff, 0x22]),
        [0x22, 0xc3, 0x22],
        [0x22, 0xc0, 0xaf, 0x22],
        [0x22, 0xed, 0xa0, 0x80, 0x22],
        [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
        [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d],
    ])
    func `text that is not UTF-8 is refused`(bytes: [UInt8]) throws {
        let failure = try #require(stop(bytes))
        #expect(failure.message.hasPrefix("Text is not UTF-8 at byte "))
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, 10),
        (#"{"a":1,"b":2,"a":1}"#, 16),
        (#"{"a":1,"\u0061":2}"#, 15),
        (#"{"o":{"x":1,"x":1}}"#, 15),
        (#"[{"":1,"":1}]"#, 9),
    ])
    func `a member name that stands twice is refused`(text: String, offset: Int) {
        let message = "A member name stands twice at byte \(offset)."
        #expect(stop(Array(text.utf8)) == JSONReader.Failure(offset: offset, message: message))
    }

    @Test func `one name in two objects is no duplicate`() throws {
        let value = try JSONReader.read(Array(#"[{"a":1},{"a":{"a":2}}]"#.utf8))
        #expect(
            value
                == .array([
                    .object([.init("a", .number("1"))]), .object([.init("a", .object([.init("a", .number("2"))]))]),
                ])
        )
    }

    @Test func `every beginning of a text is refused`() {
        let text = Array(#"{"a":[1,"b\u00e9",{"c":true}]}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text[..<length])) }
        }
    }

    @Test func `a hundred thousand brackets are refused without a crash`() {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read([UInt8](repeating: 0x5b, count: 100_000)) }
    }
}
