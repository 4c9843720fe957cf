import Testing

@testable import KernelCrypto

/// The examples of FIPS 180-4 as NIST publishes them.
private struct DigestVector: Sendable, CustomTestStringConvertible {
    let message: String
    let digest: String

    var testDescription: String { "\(message.utf8.count) bytes" }

    static let published = [
        DigestVector(message: "", digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        DigestVector(message: "abc", digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        DigestVector(
            message: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            digest: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        DigestVector(
            message: "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            digest: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        DigestVector(
            message: String(repeating: "a", count: 1_000_000),
            digest: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]
}

@Suite struct SHA256Tests {
    @Test(arguments: DigestVector.published)
    fileprivate func `a published message has its published digest on every path`(vector: DigestVector) {
        let bytes = Array(vector.message.utf8)
        #expect(Hex.encode(SHA256.digest(bytes)) == vector.digest)
        #expect(Hex.encode(SHA256.digest(vector.message.utf8)) == vector.digest)
        #expect(Hex.encode(bytes.withUnsafeBytes { SHA256.digest($0) }) == vector.digest)
        #expect(SHA256.hex(bytes) == vector.digest)
        var hash = SHA256()
        hash.update(bytes)
        #expect(Hex.encode(hash.finalize()) == vector.digest)
    }

    /// Every length around several block borders; the last link was computed with another implementation.
    @Test func `a chain over all lengths up to 299 ends where Python's hashlib ends`() {
        var link: [UInt8] = []
        for length in 0..<300 {
            link = SHA256.digest(link + (0..<length).map { UInt8(($0 * 7 + length) & 0xFF) })
        }
        #expect(Hex.encode(link) == "d862fa7709f1a0ab662c69027d3957d7f0032a3b741198b773390159507aaab5")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `pieces of any size give the digest of the whole`(seed: UInt64) {
        var random = SeededBytes(seed: seed)
        for _ in 0..<50 {
            let message = random.bytes(Int.random(in: 0...700, using: &random))
            var hash = SHA256()
            var rest = message[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...130, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: hash.update(Array(piece))
                case 1: hash.update(piece)
                case 2: hash.update(AnySequence(piece))
                default: piece.withUnsafeBytes { hash.update($0) }
                }
                rest = rest.dropFirst(piece.count)
            }
            #expect(hash.finalize() == SHA256.digest(message))
        }
    }

    @Test func `a message without storage of its own has the digest of its bytes`() {
        let message = (0..<200).lazy.map { UInt8($0) }
        #expect(SHA256.digest(message) == SHA256.digest(Array(message)))
    }

    @Test func `a digest that saw no update is that of the empty message`() {
        #expect(SHA256().finalize() == SHA256.digest([]))
    }

    @Test func `flipping any bit of a message changes its digest`() {
        var random = SeededBytes(seed: 7)
        let message = random.bytes(40)
        var seen: Set<[UInt8]> = [SHA256.digest(message)]
        for bit in 0..<(message.count * 8) {
            var other = message
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(SHA256.digest(other))
        }
        #expect(seen.count == message.count * 8 + 1)
    }

    @Test func `digests made at the same time do not disturb one another`() async {
        let messages = (0..<64).map { index in
            var random = SeededBytes(seed: UInt64(index))
            return random.bytes(index * 11)
        }
        let expected = messages.map { SHA256.digest($0) }
        await withTaskGroup(of: (Int, [UInt8]).self) { group in
            for (index, message) in messages.enumerated() {
                group.addTask {
                    var hash = SHA256()
                    for byte in message { hash.update([byte]) }
                    return (index, hash.finalize())
                }
            }
            for await (index, digest) in group {
                #expect(digest == expected[index])
            }
        }
    }
}
