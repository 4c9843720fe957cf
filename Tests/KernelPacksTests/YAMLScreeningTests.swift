import Kernel
import KernelPacks
import Testing

/// What is refused before libyaml sees a byte.
@Suite struct YAMLScreeningTests {
    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"),
            ([0xFE, 0xFF, 0x00, 0x61], "UTF-16"),
            ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], "UTF-32"),
            ([0x00, 0x00, 0xFE, 0xFF, 0x00, 0x00, 0x00, 0x61], "UTF-32"),
        ] as [([UInt8], String)]
    )
    func `another encoding is named`(bytes: [UInt8], name: String) {
        let reading = Reading(bytes: bytes)
        #expect(reading.node == nil)
        #expect(reading.places == ["P002 1:1+1"])
        #expect(reading.diagnostics.first?.message == "the file is \(name); packs are UTF-8")
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0x80], "P002 1:4+1"),
            ([0x61, 0x0A, 0xC3, 0x28], "P002 2:1+1"),
            ([0xE2, 0x82], "P002 1:1+1"),
            ([0xC3, 0xA4, 0xC0, 0xAF], "P002 1:2+1"),
            ([0x61, 0xED, 0xA0, 0x80], "P002 1:2+1"),
            ([0x61, 0xF4, 0x90, 0x80, 0x80], "P002 1:2+1"),
        ] as [([UInt8], String)]
    )
    func `bytes that are not UTF-8 are refused where they start`(bytes: [UInt8], place: String) {
        let reading = Reading(bytes: bytes)
        #expect(reading.node == nil)
        #expect(reading.places == [place])
    }

    @Test func `U+0000 is refused, not taken for the end of the file`() {
        let reading = Reading("a: 1\nb: x\u{0}y\nc: &x 2\n")
        #expect(reading.node == nil)
        #expect(reading.places == ["P003 2:5+1"])
        #expect(reading.diagnostics.first?.message == "the character U+0000 is not allowed in YAML")
    }

    @Test func `UTF-16 without a mark is refused for its zeros`() {
        #expect(Reading(bytes: [0x61, 0x00, 0x3A, 0x00]).places == ["P003 1:2+1"])
    }

    @Test(arguments: [0x01, 0x08, 0x0B, 0x1B, 0x7F, 0x80, 0x9F, 0xFEFF, 0xFFFE, 0xFFFF] as [UInt32])
    func `control characters are refused`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let reading = Reading("a: x\(Character(scalar))\n")
        #expect(reading.places == ["P003 1:5+1"])
        #expect(reading.diagnostics.first?.message.contains(String(value, radix: 16, uppercase: true)) == true)
    }

    @Test(arguments: ["\u{A0}", "\u{200B}", "é", "字", "😀", "\u{10FFFF}", "\u{FFFD}", "\u{E000}"])
    func `all other characters are text`(character: String) {
        let reading = Reading("a: x\(character)y\n")
        #expect(reading.places == [])
        #expect(reading["a"]?.scalar?.text == "x\(character)y")
    }

    @Test(arguments: ["\\0", "\\x00", "\\u0000", "\\U00000000"])
    func `U+0000 is refused as an escape too`(escape: String) {
        #expect(Reading("a: \"x\(escape)y\"\nb: &x 1\n").codes == ["P003", "P009"])
    }

    @Test func `other escapes are read`() {
        #expect(Reading("a: \"\\t\\x41\\u00e4\\U0001F600\\\\\"\n")["a"]?.scalar?.text == "\tAä😀\\")
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
    func `lines end where libyaml ends them`(lineBreak: String) {
        let reading = Reading("# a\(lineBreak)# b\(lineBreak)c: &x 1\(lineBreak)")
        #expect(reading.places == ["P009 3:4+2"])
        #expect(reading.text.contains("\nc: &x 1\n   ^~"))
    }
}
