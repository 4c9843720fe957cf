import Testing

@testable import KernelCrypto

struct KeyRingTests {
    private static let first = KeyRing.empty.adding([UInt8](repeating: 1, count: 32), made: "2026-01-01T00:00:00.000Z")
    private static let both = first.adding([UInt8](repeating: 2, count: 32), made: "2026-02-01T00:00:00.000Z")
    private static let place = SealedPlace(tenant: "acme", entity: "customers.site", field: "access", record: "r1")
    private static let nonce = [UInt8](repeating: 9, count: 12)

    @Test func `a ring is read as it was written`() throws {
        let read = try KeyRing(reading: Self.both.text)
        #expect(read.keys.map(\.id) == Self.both.keys.map(\.id))
        #expect(read.keys.map(\.made) == ["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"])
        #expect(read.text == Self.both.text)
        #expect(read.keys.allSatisfy { $0.id.count == 8 })
    }

    @Test func `in the environment a semicolon ends a line`() throws {
        let lines = Self.both.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(try KeyRing(reading: lines.joined(separator: "; ")).keys.map(\.id) == Self.both.keys.map(\.id))
        #expect(try KeyRing(reading: "").keys.isEmpty)
        #expect(try KeyRing(reading: "# nothing\r\n\r\n").keys.isEmpty)
    }

    @Test func `a line that cannot be a key is told by its number, without the key`() throws {
        let line = try #require(Self.first.text.split(separator: "\n").last).description
        let words = line.split(separator: " ").map(String.init)
        let key = Base64.encode([UInt8](repeating: 3, count: 32))
        let cases = [
            ("\n\(words[0]) \(words[1])", 2, "is not"), ("\(words[0]) now \(words[2].dropLast(4))", 1, "holds no key"),
            ("\(words[0]) now \(key)", 1, "another one"), ("\(line)\n\(line)", 2, "repeats"),
            ("\(line) more", 1, "is not"), ("\(words[0]) now \(Base64.encode([1, 2]))", 1, "holds no key"),
        ]
        for (text, number, problem) in cases {
            let error = #expect(throws: KeyRingError.self) { try KeyRing(reading: text) }
            guard case .line(number, let told)? = error else {
                Issue.record("another line: \(String(describing: error))")
                continue
            }
            #expect(told.contains(problem))
            #expect(error?.description.contains(key) == false)
        }
    }

    @Test func `a value opens where it was sealed and nowhere else`() throws {
        let sealed = try Self.first.seal("Key 7, left door", at: Self.place, nonce: Self.nonce)
        #expect(sealed.hasPrefix("v1.\(Self.first.keys[0].id)."))
        #expect(try Self.first.open(sealed, at: Self.place) == "Key 7, left door")
        let elsewhere = [
            SealedPlace(tenant: "acm", entity: "ecustomers.site", field: "access", record: "r1"),
            SealedPlace(tenant: "other", entity: "customers.site", field: "access", record: "r1"),
            SealedPlace(tenant: "acme", entity: "customers.customer", field: "access", record: "r1"),
            SealedPlace(tenant: "acme", entity: "customers.site", field: "notes", record: "r1"),
            SealedPlace(tenant: "acme", entity: "customers.site", field: "access", record: "r2"),
        ]
        for place in elsewhere {
            #expect(throws: CryptoError.notAuthentic) { try Self.first.open(sealed, at: place) }
        }
    }

    @Test func `the newest key seals, older ones open`() throws {
        let old = try Self.first.seal("old", at: Self.place, nonce: Self.nonce)
        let new = try Self.both.seal("new", at: Self.place, nonce: Self.nonce)
        #expect(new.hasPrefix("v1.\(Self.both.keys[1].id)."))
        #expect(try Self.both.open(old, at: Self.place) == "old")
        #expect(try Self.both.open(new, at: Self.place) == "new")
        let id = Self.both.keys[1].id
        #expect(throws: CryptoError.noKey(id)) { try Self.first.open(new, at: Self.place) }
        #expect(CryptoError.noKey(id).description == "The key `\(id)` is not in the key ring.")
    }

    @Test func `without a key nothing is sealed`() {
        #expect(throws: CryptoError.noKey("none")) { try KeyRing.empty.seal("x", at: Self.place, nonce: Self.nonce) }
        #expect(CryptoError.noKey("none").description == "The key ring is empty.")
    }

    @Test(arguments: ["", "plain", "v1", "v1.a.b", "v2.aaaaaaaa.AAAA", "v1..", "v1.aaaaaaaa.A.A"])
    func `what was never sealed does not open`(text: String) {
        #expect(throws: CryptoError.self) { try Self.both.open(text, at: Self.place) }
    }

    @Test func `each tenant has a key of its own`() throws {
        let other = SealedPlace(tenant: "other", entity: "customers.site", field: "access", record: "r1")
        let here = try Self.first.seal("same", at: Self.place, nonce: Self.nonce)
        let there = try Self.first.seal("same", at: other, nonce: Self.nonce)
        // With one key and one nonce the ciphertexts, the last four bytes, would be equal.
        let bytes = try [here, there].map { try #require(Base64.decode($0.split(separator: ".")[2])).suffix(4) }
        #expect(bytes[0] != bytes[1])
    }
}

struct PaddedBase64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `the vectors of RFC 4648`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Z===", "====", "Zm9=", "Zm9v\n", "Zm-_", "=Zg="])
    func `other texts are refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
