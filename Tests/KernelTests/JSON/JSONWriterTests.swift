import Testing

@testable import Kernel

struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) throws -> Void) rethrows -> String {
        var writer = JSONWriter(capacity: 64)
        try body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `constants and integers`() {
        #expect(text { $0.null() } == "null")
        #expect(text { $0.bool(true) } == "true")
        #expect(text { $0.bool(false) } == "false")
        #expect(text { $0.int(0) } == "0")
        #expect(text { $0.int(.min) } == "-9223372036854775808")
        #expect(text { $0.int(.max) } == "9223372036854775807")
    }

    @Test(arguments: [
        (0.0, "0.0"), (1.5, "1.5"), (-52.52, "-52.52"), (13.405, "13.405"), (1e22, "1e+22"), (0.000_01, "1e-05"),
    ])
    func `a double is written in the shortest form that reads back`(number: Double, expected: String) throws {
        let written = text { $0.double(number) }
        #expect(written == expected)
        #expect(Double(written) == number)
        #expect(try JSONReader.read(Array(written.utf8)) == .number(expected))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `what JSON cannot say is null`(number: Double) {
        #expect(text { $0.double(number) } == "null")
    }

    @Test(arguments: [
        ("", #""""#),
        ("plain", #""plain""#),
        ("say \"hi\"", #""say \"hi\"""#),
        ("a\\b", #""a\\b""#),
        ("a\nb\rc\td", #""a\nb\rc\td""#),
        ("\u{0}\u{1}\u{8}\u{c}\u{1f}", #""\u0000\u0001\u0008\u000c\u001f""#),
        ("\u{7f}", "\"\u{7f}\""),
        ("é€😀", "\"é€😀\""),
        ("</script>", #""</script>""#),
        ("\"", #""\"""#),
        ("x\n", #""x\n""#),
    ])
    func `a text is escaped`(raw: String, expected: String) throws {
        let written = text { $0.string(raw) }
        #expect(written == expected)
        #expect(try JSONReader.read(Array(written.utf8)) == .string(raw))
    }

    @Test func `every scalar below U+0100 reads back as itself`() throws {
        let all = String(String.UnicodeScalarView((0..<0x100).compactMap(Unicode.Scalar.init)))
        let read = try JSONReader.read(Array(text { $0.string(all) }.utf8))
        #expect(read.text.map { Array($0.unicodeScalars) } == Array(all.unicodeScalars))
    }

    @Test func `commas stand between members and items and nowhere else`() {
        let written = text { writer in
            writer.object { writer in
                writer.key("none")
                writer.array([Int64]()) { $0.int($1) }
                writer.key("one")
                writer.array([1]) { $0.int($1) }
                writer.key("more")
                writer.array([[1, 2], [], [3]]) { $0.array($1) { $0.int($1) } }
                writer.key("objects")
                writer.array(["a", "{", ","]) { writer, name in
                    writer.object { writer in
                        writer.key(name)
                        writer.string(name)
                        writer.key("next")
                        writer.null()
                    }
                }
                writer.key("empty")
                writer.object { _ in }
                writer.key("raw")
                writer.raw("[1]")
                writer.key("last")
                writer.raw(Array("{}".utf8))
            }
        }
        #expect(
            written
                == #"{"none":[],"one":[1],"more":[[1,2],[],[3]],"objects":[{"a":"a","next":null},{"{":"{","next":null},"#
                + #"{",":",","next":null}],"empty":{},"raw":[1],"last":{}}"#
        )
    }

    @Test func `a name is escaped like a text`() {
        let written = text { writer in
            writer.object { writer in
                writer.key("a\"b")
                writer.int(1)
            }
        }
        #expect(written == #"{"a\"b":1}"#)
    }

    @Test func `what a body throws comes through`() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try text { try $0.object { _ in throw Stop() } }
        }
        #expect(throws: Stop.self) {
            try text { try $0.array([1]) { _, _ in throw Stop() } }
        }
    }
}
