import Testing

@testable import KernelCrypto

/// The test cases of RFC 4231, section 4.
///
/// Case 5 publishes the first 128 bits only.
private struct CodeVector: Sendable, CustomTestStringConvertible {
    let name: String
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    var testDescription: String { name }

    init(_ name: String, key: [UInt8], message: [UInt8], code: String) {
        self.name = name
        self.key = key
        self.message = message
        self.code = code
    }

    static let published = [
        CodeVector(
            "case 1",
            key: Array(repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        CodeVector(
            "case 2: a key shorter than the digest",
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        CodeVector(
            "case 3: more than 64 bytes together",
            key: Array(repeating: 0xAA, count: 20),
            message: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        CodeVector(
            "case 4",
            key: Array(1...25),
            message: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        CodeVector(
            "case 5: truncated",
            key: Array(repeating: 0x0C, count: 20),
            message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"
        ),
        CodeVector(
            "case 6: a key longer than a block",
            key: Array(repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        CodeVector(
            "case 7: key and message longer than a block",
            key: Array(repeating: 0xAA, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]
}

@Suite struct HMACSHA256Tests {
    @Test(arguments: CodeVector.published)
    fileprivate func `a published message has its published code`(vector: CodeVector) {
        let code = HMACSHA256.authenticate(vector.message, key: vector.key)
        #expect(code.count == 32)
        #expect(Hex.encode(code).hasPrefix(vector.code))
    }

    @Test func `an empty key and an empty message are ordinary input`() {
        let code = HMACSHA256.authenticate([], key: [])
        #expect(Hex.encode(code) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    /// Key lengths on both sides of the 64-byte block; the last link was computed with another implementation.
    @Test func `a chain over 200 key lengths ends where Python's hmac ends`() {
        var link: [UInt8] = []
        for length in 0..<200 {
            let key = (0..<length).map { UInt8(($0 * 3 + length) & 0xFF) }
            let message = (0..<length).map { UInt8(($0 * 7 + length) & 0xFF) }
            link = HMACSHA256.authenticate(link + message, key: key)
        }
        #expect(Hex.encode(link) == "4e14478d013967d08988133afe5533e3cc0d670f3b594aa3f9fc8f0d03c8cb65")
    }

    @Test func `flipping any bit of the key or of the message changes the code`() {
        var random = SeededBytes(seed: 11)
        let key = random.bytes(32)
        let message = random.bytes(32)
        var seen: Set<[UInt8]> = [HMACSHA256.authenticate(message, key: key)]
        for bit in 0..<256 {
            var other = key
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(HMACSHA256.authenticate(message, key: other))
            other = message
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(HMACSHA256.authenticate(other, key: key))
        }
        #expect(seen.count == 513)
    }
}
