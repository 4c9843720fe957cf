import Testing

@testable import KernelCrypto

/// Test cases 13, 14 and 16 of McGrew and Viega's specification of GCM: AES-256 with nonces of 12 bytes.
private struct SealVector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let key: String
    let nonce: String
    let text: String
    let associated: String
    let data: String
    let tag: String

    static let published = [
        SealVector(
            testDescription: "13: no text",
            key: String(repeating: "00", count: 32),
            nonce: String(repeating: "00", count: 12),
            text: "",
            associated: "",
            data: "",
            tag: "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        SealVector(
            testDescription: "14: one block",
            key: String(repeating: "00", count: 32),
            nonce: String(repeating: "00", count: 12),
            text: String(repeating: "00", count: 16),
            associated: "",
            data: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        SealVector(
            testDescription: "16: part of a block, with associated data",
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            text: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            data: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    func bytes(_ part: KeyPath<SealVector, String>) throws -> [UInt8] {
        try #require(Hex.decode(self[keyPath: part]))
    }
}

struct AESGCMTests {
    private static let key = [UInt8](repeating: 7, count: 32)
    private static let nonce = [UInt8](repeating: 1, count: 12)

    @Test(arguments: SealVector.published)
    fileprivate func `published values are sealed and opened`(vector: SealVector) throws {
        let (key, associated) = (try vector.bytes(\.key), try vector.bytes(\.associated))
        let sealed = try AESGCM.seal(
            vector.bytes(\.text),
            key: key,
            nonce: vector.bytes(\.nonce),
            associated: associated
        )
        #expect(Hex.encode(sealed) == vector.nonce + vector.tag + vector.data)
        #expect(try AESGCM.open(sealed, key: key, associated: associated) == vector.bytes(\.text))
    }

    /// Node and Python agree on this one.
    @Test func `the layout is nonce, tag, data`() throws {
        let sealed = try AESGCM.seal(
            Array("acct_1Nnlp9GPxmnHQRkJ".utf8),
            key: Self.key,
            nonce: Self.nonce,
            associated: []
        )
        #expect(Base64.encode(sealed) == "AQEBAQEBAQEBAQEBXjFAClwKy5dto11k/8EVCxeC6sPPjqJgvaTlZiBPHV/gqkafUg==")
    }

    @Test func `nothing opens that was changed anywhere`() throws {
        let place = Array("here".utf8)
        let sealed = try AESGCM.seal(
            Array("key under the mat".utf8),
            key: Self.key,
            nonce: Self.nonce,
            associated: place
        )
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: CryptoError.notAuthentic) { try AESGCM.open(changed, key: Self.key, associated: place) }
        }
        for count in [0, 11, 27, sealed.count - 1] {
            #expect(throws: CryptoError.notAuthentic) {
                try AESGCM.open(Array(sealed.prefix(count)), key: Self.key, associated: place)
            }
        }
        #expect(throws: CryptoError.notAuthentic) {
            try AESGCM.open(sealed, key: Self.key, associated: Array("there".utf8))
        }
        #expect(throws: CryptoError.notAuthentic) {
            try AESGCM.open(sealed, key: [UInt8](repeating: 8, count: 32), associated: place)
        }
    }

    @Test(arguments: [(31, 12), (33, 12), (0, 12), (32, 11), (32, 16)])
    func `keys and nonces have one length`(key: Int, nonce: Int) {
        #expect(throws: CryptoError.keyLength) {
            try AESGCM.seal(
                [1],
                key: [UInt8](repeating: 0, count: key),
                nonce: [UInt8](repeating: 0, count: nonce),
                associated: []
            )
        }
    }

    @Test func `texts of every length come back`() throws {
        var random = SeededBytes(seed: 11)
        for length in 0..<70 {
            let text = random.bytes(length)
            let sealed = try AESGCM.seal(text, key: Self.key, nonce: random.bytes(12), associated: [1, 2])
            #expect(sealed.count == length + 28)
            #expect(try AESGCM.open(sealed, key: Self.key, associated: [1, 2]) == text)
        }
    }
}
