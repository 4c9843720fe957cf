import Testing

@testable import KernelCrypto

@Suite struct ConstantTimeTests {
    @Test func `equal bytes are equal`() {
        var random = SeededBytes(seed: 3)
        for length in 0..<80 {
            let bytes = random.bytes(length)
            #expect(ConstantTime.equal(bytes, Array(bytes[...])))
        }
    }

    @Test func `a difference in any single bit is seen`() {
        var random = SeededBytes(seed: 4)
        let bytes = random.bytes(33)
        for bit in 0..<(33 * 8) {
            var other = bytes
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!ConstantTime.equal(bytes, other))
        }
    }

    @Test func `a beginning of the other is not equal to it`() {
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 3, 0]))
        #expect(!ConstantTime.equal([1, 2, 3, 0], [1, 2, 3]))
        #expect(!ConstantTime.equal([], [0]))
        #expect(!ConstantTime.equal([0], []))
    }
}
