import Foundation
import Testing

@testable import KernelCrypto

@Suite struct Base64Tests {
    /// RFC 4648, section 10, without its padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `a published text has its published form in both alphabets`(text: String, form: String) {
        let bytes = Array(text.utf8)
        #expect(Base64URL.encode(bytes) == form)
        #expect(Base64URL.decode(form) == bytes)
        #expect(Base64Alphabet.standard.encode(bytes) == form)
        #expect(Base64Alphabet.standard.decode(form.utf8) == bytes)
    }

    @Test func `the alphabets differ in their last two characters and refuse each other's`() {
        #expect(Base64URL.encode([0xFB, 0xEF, 0xFF]) == "--__")
        #expect(Base64Alphabet.standard.encode([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(Base64URL.decode("--__") == [0xFB, 0xEF, 0xFF])
        #expect(Base64URL.decode("++//") == nil)
        #expect(Base64Alphabet.standard.decode("--__".utf8) == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what is written is what Foundation writes and reads back as it was`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        for length in 0..<200 {
            let bytes = random.bytes(length)
            let reference = Data(bytes).base64EncodedString().replacingOccurrences(of: "=", with: "")
            let standard = Base64Alphabet.standard.encode(bytes)
            #expect(standard == reference)
            let url = Base64URL.encode(bytes)
            let swapped = reference.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            #expect(url == swapped)
            #expect(try #require(Base64URL.decode(url)) == bytes)
            #expect(try #require(Base64Alphabet.standard.decode(standard.utf8)) == bytes)
        }
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "=", "Zm9v=", "Zg=", "Zm 8", " Zm8", "Zm8\n", "Zm.v", "Zm9é", "Zm9v\u{0}AAA", "Ｚm8",
    ])
    func `padding and foreign characters are refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
        #expect(Base64Alphabet.standard.decode(text.utf8) == nil)
    }

    @Test(arguments: ["A", "Z", "Zm9vY", "AAAAAAAAA"])
    func `a length that no bytes have is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    /// Of all one-byte texts exactly 256, and of all two-byte texts' last characters exactly a quarter, are canonical.
    @Test func `of all texts of two characters exactly those of the 256 bytes are read`() {
        let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var read: Set<[UInt8]> = []
        var count = 0
        for first in symbols {
            for second in symbols {
                guard let bytes = Base64URL.decode(String([first, second])) else { continue }
                count += 1
                read.insert(bytes)
            }
        }
        #expect(count == 256)
        #expect(read.count == 256)
        let endings = symbols.filter { Base64URL.decode("AA" + String($0)) != nil }
        #expect(endings.count == 16)
    }

    @Test func `a text that is read is the one that is written`() {
        var random = SeededBytes(seed: 9)
        let symbols = Array("ABab01-_+/= ")
        var accepted = 0
        for _ in 0..<5_000 {
            let length = Int.random(in: 0...6, using: &random)
            let text = String((0..<length).compactMap { _ in symbols.randomElement(using: &random) })
            guard let bytes = Base64URL.decode(text) else { continue }
            accepted += 1
            #expect(Base64URL.encode(bytes) == text)
        }
        #expect(accepted > 100)
    }
}
