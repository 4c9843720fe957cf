import Testing

@testable import KernelCrypto

/// RFC 5869, appendix A.
struct HKDFSHA256Tests {
    @Test func `case 1, basic`() {
        let key = HKDFSHA256.derive(
            key: [UInt8](repeating: 0x0B, count: 22),
            salt: Array(0x00...0x0C),
            purpose: Array(0xF0...0xF9),
            count: 42
        )
        #expect(
            Hex.encode(key) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        )
    }

    @Test func `case 2, longer than one block`() {
        let key = HKDFSHA256.derive(
            key: Array(0x00...0x4F),
            salt: Array(0x60...0xAF),
            purpose: Array(0xB0...0xFF),
            count: 82
        )
        #expect(
            Hex.encode(key) == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        )
    }

    @Test func `another salt, purpose or key is another key`() {
        func derive(_ key: UInt8, _ salt: UInt8, _ purpose: UInt8) -> [UInt8] {
            HKDFSHA256.derive(key: [key], salt: [salt], purpose: [purpose], count: 32)
        }
        #expect(Set([derive(1, 1, 1), derive(2, 1, 1), derive(1, 2, 1), derive(1, 1, 2)]).count == 4)
        #expect(derive(1, 1, 1).count == 32)
        #expect(HKDFSHA256.derive(key: [1], salt: [], purpose: [], count: 0) == [])
    }
}
