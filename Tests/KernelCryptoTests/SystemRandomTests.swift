import Testing

@testable import KernelCrypto

@Suite struct SystemRandomTests {
    @Test(arguments: [0, 1, 10, 16, 32, 1_000])
    func `as many bytes come as were asked for`(count: Int) {
        #expect(SystemRandom().bytes(count).count == count)
        #expect(SystemRandom { _ in false }.bytes(count).count == count)
    }

    /// Two equal ones among 1,000 of 16 bytes have odds of 2^-109.
    @Test func `no two draws are equal, whichever source they come from`() {
        let sources = [SystemRandom(), SystemRandom { _ in false }]
        let draws = (0..<1_000).map { sources[$0 % 2].bytes(16) }
        #expect(Set(draws).count == 1_000)
    }

    /// 524,288 bits, standard deviation 362: the bound is at 14 of them.
    @Test(arguments: [true, false])
    func `half of the bits are set`(working: Bool) {
        let source = working ? SystemRandom() : SystemRandom { _ in false }
        let bytes = source.bytes(65_536)
        let ones = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
        #expect(abs(ones - 262_144) < 5_000)
        #expect(Set(bytes).count == 256)
    }

    @Test func `what a failing source left behind is not handed out`() {
        let broken = SystemRandom { output in
            output.update(repeating: 0x41)
            return false
        }
        let bytes = broken.bytes(64)
        #expect(bytes.count { $0 == 0x41 } < 16)
        #expect(broken.bytes(64) != bytes)
    }

    @Test func `what a working source wrote is handed out as it is`() {
        let counting = SystemRandom { output in
            for index in output.indices { output[index] = UInt8(index) }
            return true
        }
        #expect(counting.bytes(8) == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test func `no source is asked for no bytes`() {
        let refusing = SystemRandom { _ in
            Issue.record("asked")
            return false
        }
        #expect(refusing.bytes(0).isEmpty)
    }
}
