import Testing

@testable import KernelCrypto

/// The vectors of RFC 7914, section 12, that lie within our bounds (the fourth takes 1 GiB, which is refused).
private struct KeyVector: Sendable {
    let password: String
    let salt: String
    let logN: Int
    let r: Int
    let p: Int
    let key: String

    static let published = [
        KeyVector(
            password: "",
            salt: "",
            logN: 4,
            r: 1,
            p: 1,
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        KeyVector(
            password: "password",
            salt: "NaCl",
            logN: 10,
            r: 8,
            p: 16,
            key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        KeyVector(
            password: "pleaseletmein",
            salt: "SodiumChloride",
            logN: 14,
            r: 8,
            p: 1,
            key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ]
}

@Suite struct ScryptTests {
    @Test(arguments: KeyVector.published)
    fileprivate func `a published password gives its published key`(vector: KeyVector) throws {
        let parameters = try Scrypt.Parameters(logN: vector.logN, r: vector.r, p: vector.p)
        let key = try Scrypt.derive(
            password: vector.password,
            salt: Array(vector.salt.utf8),
            parameters: parameters,
            byteCount: 64,
            memoryLimit: parameters.memory
        )
        #expect(Hex.encode(key) == vector.key)
    }

    @Test(arguments: [(1, 1, 1), (4, 8, 1), (4, 1, 32), (15, 1, 1), (10, 32, 4), (14, 8, 5)])
    func `the stated memory is enough and one byte less is not`(logN: Int, r: Int, p: Int) throws {
        let parameters = try Scrypt.Parameters(logN: logN, r: r, p: p)
        func derive(_ limit: UInt64) throws -> [UInt8] {
            try Scrypt.derive(password: "x", salt: [1], parameters: parameters, byteCount: 32, memoryLimit: limit)
        }
        #expect(try derive(parameters.memory).count == 32)
        #expect(throws: CryptoError.derivationFailed) { try derive(parameters.memory - 1) }
    }

    @Test func `the standard cost is OWASP's and takes 128 MiB`() {
        let standard = Scrypt.Parameters.standard
        #expect(standard.n == 131_072)
        #expect(standard.r == 8)
        #expect(standard.p == 1)
        #expect((128 << 20..<129 << 20).contains(standard.memory))
        #expect(Scrypt.Parameters.cheap.n == 16)
    }

    @Test(arguments: [
        (0, 8, 1), (-1, 8, 1), (21, 1, 1), (63, 8, 1), (64, 8, 1), (Int.max, 8, 1), (Int.min, 8, 1),
        (14, 0, 1), (14, -8, 1), (14, 33, 1), (4, Int.max, 1), (14, 8, 0), (14, 8, -1), (4, 8, 33), (4, 8, Int.max),
        (20, 8, 1), (17, 8, 3), (17, 17, 1), (14, 16, 16), (16, 1, 1), (20, 1, 1), (Int.max, Int.max, Int.max),
    ])
    func `absurd parameters are refused`(logN: Int, r: Int, p: Int) {
        #expect(throws: CryptoError.parametersOutOfBounds) { try Scrypt.Parameters(logN: logN, r: r, p: p) }
    }

    @Test(arguments: [(1, 1, 1), (15, 1, 1), (17, 8, 1), (17, 8, 2), (18, 8, 1), (20, 2, 1), (14, 8, 5), (4, 32, 32)])
    func `parameters at the bounds are accepted`(logN: Int, r: Int, p: Int) throws {
        let parameters = try Scrypt.Parameters(logN: logN, r: r, p: p)
        #expect((parameters.logN, parameters.r, parameters.p) == (logN, r, p))
    }

    @Test func `no accepted parameters take more than 257 MiB`() throws {
        var accepted = 0
        for logN in -1...70 {
            for r in -1...40 {
                for p in -1...40 {
                    do throws(CryptoError) {
                        let parameters = try Scrypt.Parameters(logN: logN, r: r, p: p)
                        accepted += 1
                        #expect(parameters.memory <= 257 << 20)
                    } catch {
                        #expect(error == .parametersOutOfBounds)
                    }
                }
            }
        }
        #expect((1_000...20_480).contains(accepted))
    }
}
