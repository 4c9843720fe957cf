import Testing

@testable import KernelCrypto

private let salt = Array(UInt8(0)..<16)

/// Made with Python's `hashlib.scrypt` from the bytes 0 to 15 as salt.
private let foreign = [
    ("Grüße, 世界 🔑", "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$5YUrBP/Gf8J204v0Cbr26tcuHnoPLu9RWpqavRtQxo8"),
    ("", "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$AdfLIQlgszRE3k0QSFUyWVPW5fMbtvpjabg27VebhU0"),
    (
        "correct horse battery staple",
        "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$D7lSJtJDGLLVcrxL7dWjkoRxbs+pMvcVYIJ+gbuyltk"
    ),
    ("swordfish", "$scrypt$ln=17,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$u6QwjPbTqHNdpnkBTSE1UETmmRfdpAnc1n6GDMGPMzQ"),
]

@Suite struct PasswordHashTests {
    @Test(arguments: foreign)
    func `another implementation's hash is made and verified here`(password: String, encoded: String) throws {
        let stored = try PasswordHash(encoded: encoded)
        #expect(try stored.verify(password))
        let made = try PasswordHash.make(password: password, salt: salt, parameters: stored.parameters)
        #expect(made.encoded == encoded)
    }

    @Test func `a password is hashed at the standard cost unless told otherwise`() throws {
        let made = try PasswordHash.make(password: "swordfish", salt: salt)
        #expect(made.encoded == foreign[3].1)
        #expect(made.parameters == .standard)
    }

    @Test(arguments: [
        "", " ", "Secret", "secret ", " secret", "secre", "secrett", "secret\u{0}", "\u{0}secret", "sécret",
    ])
    func `a password that differs in anything is wrong`(attempt: String) throws {
        let stored = try PasswordHash.make(password: "secret", salt: salt, parameters: .cheap)
        #expect(try stored.verify("secret"))
        #expect(try !stored.verify(attempt))
    }

    @Test func `a long password is not cut`() throws {
        let long = String(repeating: "0123456789", count: 100)
        let stored = try PasswordHash.make(password: long + "a", salt: salt, parameters: .cheap)
        #expect(try stored.verify(long + "a"))
        #expect(try !stored.verify(long + "b"))
        #expect(try !stored.verify(long))
    }

    @Test(arguments: ["\u{0}", "secret\u{0}", "sec\u{0}ret"])
    func `a password with a NUL is refused`(password: String) {
        #expect(throws: CryptoError.passwordHoldsNUL) {
            try PasswordHash.make(password: password, salt: salt, parameters: .cheap)
        }
    }

    @Test func `a password is verified exactly as typed, without Unicode normalisation`() throws {
        let stored = try PasswordHash.make(password: "caf\u{E9}", salt: salt, parameters: .cheap)
        #expect("caf\u{E9}" == "cafe\u{301}")
        #expect(try !stored.verify("cafe\u{301}"))
    }

    @Test func `the same password with another salt has another hash`() throws {
        var random = SeededBytes(seed: 5)
        let texts = try (0..<20).map { _ in
            try PasswordHash.make(password: "same", salt: random.bytes(16), parameters: .cheap).encoded
        }
        #expect(Set(texts.compactMap { $0.split(separator: "$").last }).count == 20)
    }

    @Test func `any hash survives being stored and read`() throws {
        var random = SeededBytes(seed: 6)
        for (logN, r, p) in [(1, 1, 1), (4, 8, 1), (5, 2, 3), (3, 32, 2)] {
            let parameters = try Scrypt.Parameters(logN: logN, r: r, p: p)
            let password = Hex.encode(random.bytes(12))
            let made = try PasswordHash.make(password: password, salt: random.bytes(16), parameters: parameters)
            let read = try PasswordHash(encoded: made.encoded)
            #expect(read.encoded == made.encoded)
            #expect(read.parameters == parameters)
            #expect(try read.verify(password))
            #expect(try !read.verify(password + "x"))
        }
    }

    @Test(arguments: [0, 1, 15, 17, 32])
    func `a salt of another length is refused`(length: Int) {
        #expect(throws: CryptoError.saltLength) {
            try PasswordHash.make(password: "x", salt: Array(repeating: 1, count: length), parameters: .cheap)
        }
    }

    @Test func `a hash of another cost is to be made anew and one of the same cost is not`() throws {
        let stored = try PasswordHash.make(password: "x", salt: salt, parameters: .cheap)
        #expect(!stored.needsRehash(.cheap))
        #expect(stored.needsRehash(.standard))
        #expect(stored.needsRehash(try Scrypt.Parameters(logN: 4, r: 8, p: 2)))
        #expect(stored.needsRehash(try Scrypt.Parameters(logN: 3, r: 8, p: 1)))
    }

    @Test func `a description shows the cost and nothing else`() throws {
        let stored = try PasswordHash.make(password: "x", salt: salt, parameters: .cheap)
        #expect("\(stored)" == "PasswordHash(ln=4,r=8,p=1)")
        #expect(String(reflecting: stored) == "PasswordHash(ln=4,r=8,p=1)")
    }
}

@Suite struct `PasswordHash refusing forged text` {
    private static let s = "AAECAwQFBgcICQoLDA0ODw"
    private static let h = "5YUrBP/Gf8J204v0Cbr26tcuHnoPLu9RWpqavRtQxo8"

    private static let malformed = [
        "", "$", "$$$$", "password", "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2id$v=19$m=65536,t=3,p=4$\(s)$\(h)", "scrypt$ln=4,r=8,p=1$\(s)$\(h)", "$Scrypt$ln=4,r=8,p=1$\(s)$\(h)",
        "$scrypt$ln=4,r=8,p=1$\(s)", "$scrypt$ln=4,r=8,p=1$\(s)$\(h)$", "$scrypt$ln=4,r=8,p=1$\(s)$\(h)\n",
        " $scrypt$ln=4,r=8,p=1$\(s)$\(h)", "$scrypt$$\(s)$\(h)", "$scrypt$ln=4,r=8$\(s)$\(h)",
        "$scrypt$r=8,ln=4,p=1$\(s)$\(h)", "$scrypt$ln=4,r=8,p=1,x=1$\(s)$\(h)", "$scrypt$ln=4,r=8,p=1,$\(s)$\(h)",
        "$scrypt$ln=,r=8,p=1$\(s)$\(h)", "$scrypt$ln=04,r=8,p=1$\(s)$\(h)", "$scrypt$ln=+4,r=8,p=1$\(s)$\(h)",
        "$scrypt$ln=4,r=8,p=01$\(s)$\(h)", "$scrypt$ln=0x4,r=8,p=1$\(s)$\(h)", "$scrypt$ln= 4,r=8,p=1$\(s)$\(h)",
        "$scrypt$N=16,r=8,p=1$\(s)$\(h)", "$scrypt$ln=99999999999999999999,r=8,p=1$\(s)$\(h)",
        "$scrypt$ln=4,r=8,p=1$$\(h)", "$scrypt$ln=4,r=8,p=1$\(s)$", "$scrypt$ln=4,r=8,p=1$\(s)AA$\(h)",
        "$scrypt$ln=4,r=8,p=1$\(s)==$\(h)", "$scrypt$ln=4,r=8,p=1$\(s)$\(h)=",
        "$scrypt$ln=4,r=8,p=1$\(s)$\(h.dropLast(2))",
        "$scrypt$ln=4,r=8,p=1$\(s)$\(h)AA", "$scrypt$ln=4,r=8,p=1$\(s.dropLast())x$\(h)",
        "$scrypt$ln=4,r=8,p=1$\(s)$\(h.dropLast())9", "$scrypt$ln=4,r=8,p=1$\(s)$\(h.replacing("/", with: "_"))",
    ]

    private static let outOfBounds = [
        "ln=0,r=8,p=1", "ln=-1,r=8,p=1", "ln=31,r=8,p=1", "ln=63,r=8,p=1", "ln=64,r=8,p=1", "ln=20,r=8,p=1",
        "ln=9223372036854775807,r=8,p=1", "ln=17,r=1073741823,p=1", "ln=4,r=0,p=1", "ln=4,r=8,p=0",
        "ln=4,r=8,p=9223372036854775807", "ln=17,r=8,p=100000",
    ]

    @Test func `the text that the forgeries are made from is itself read`() throws {
        #expect(try PasswordHash(encoded: "$scrypt$ln=4,r=8,p=1$\(Self.s)$\(Self.h)").verify("Grüße, 世界 🔑"))
    }

    @Test(arguments: malformed)
    func `text in any other form is refused`(text: String) {
        #expect(throws: CryptoError.passwordHashFormat) { try PasswordHash(encoded: text) }
    }

    @Test(arguments: outOfBounds)
    func `a cost that would exhaust the machine is refused before any work`(cost: String) {
        #expect(throws: CryptoError.parametersOutOfBounds) {
            try PasswordHash(encoded: "$scrypt$\(cost)$\(Self.s)$\(Self.h)")
        }
    }

    @Test func `no change of one character verifies`() throws {
        let text = Array("$scrypt$ln=4,r=8,p=1$\(Self.s)$\(Self.h)")
        var random = SeededBytes(seed: 8)
        let replacements = Array("AZaz09+/$=,")
        for index in text.indices {
            var other = text
            other[index] = try #require(replacements.filter { $0 != text[index] }.randomElement(using: &random))
            do throws(CryptoError) {
                #expect(try !PasswordHash(encoded: String(other)).verify("Grüße, 世界 🔑"))
            } catch {
                #expect(error == .passwordHashFormat || error == .parametersOutOfBounds)
            }
        }
    }

    @Test(arguments: [
        CryptoError.parametersOutOfBounds, .saltLength, .passwordHoldsNUL, .passwordHashFormat, .derivationFailed,
    ])
    func `an error describes itself in one sentence`(error: CryptoError) {
        #expect("\(error)".hasPrefix("The ") && "\(error)".hasSuffix("."))
    }
}
