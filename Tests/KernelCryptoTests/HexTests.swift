import Testing

@testable import KernelCrypto

@Suite struct HexTests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "66"), ("fo", "666f"), ("foo", "666f6f"), ("foob", "666f6f62"), ("fooba", "666f6f6261"),
        ("foobar", "666f6f626172"),
    ])
    func `a published text has its published digits`(text: String, digits: String) {
        #expect(Hex.encode(Array(text.utf8)) == digits)
        #expect(Hex.decode(digits) == Array(text.utf8))
    }

    @Test func `every byte is written in lower case and read in either case`() {
        let all = Array(UInt8.min...UInt8.max)
        let text = Hex.encode(all)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(text == text.lowercased())
        #expect(Hex.decode(text) == all)
        #expect(Hex.decode(text.uppercased()) == all)
    }

    @Test(arguments: [
        "0", "abc", "0g", "g0", "0x12", " 12", "12 ", "1 2 ", "-1", "+1", "é", "１２", "12\n\n", "@0", "/0", ":0", "`0",
    ])
    func `anything but pairs of digits is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
