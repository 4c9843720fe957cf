import Synchronization
import Testing

@testable import KernelCrypto

@Suite struct BufferedRandomTests {
    /// A source that counts up and notes how much it was asked for.
    private final class Counting: Sendable {
        private let state = Mutex<(next: UInt8, asked: [Int])>((0, []))

        var asked: [Int] { state.withLock { $0.asked } }

        var random: SystemRandom {
            SystemRandom { output in
                self.state.withLock { state in
                    state.asked.append(output.count)
                    for index in output.indices {
                        output[index] = state.next
                        state.next &+= 1
                    }
                }
                return true
            }
        }
    }

    @Test(arguments: [0, 1, 10, 16, 17, 32, 1_000, 5_000])
    func `as many bytes come as were asked for`(count: Int) {
        #expect(BufferedRandom().bytes(count).count == count)
    }

    /// Two equal ones among 10,000 of 10 bytes have odds of 2^-54.
    @Test func `no two draws are equal, whoever draws at the same time`() async {
        let random = BufferedRandom()
        let draws = await withTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<10 { group.addTask { (0..<1_000).map { _ in random.bytes(10) } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(draws).count == 10_000)
    }

    @Test func `every byte of the source is handed out once at most`() {
        let source = Counting()
        let random = BufferedRandom(source.random)
        // 25 times ten bytes: 250 different ones of a source that repeats after 256.
        let drawn = (0..<25).flatMap { _ in random.bytes(10) }
        #expect(Set(drawn).count == 250)
        #expect(source.asked == [1_024])
    }

    @Test func `keys and tokens come straight from the source`() {
        let source = Counting()
        let random = BufferedRandom(source.random)
        _ = random.bytes(32)
        #expect(source.asked == [32])
        #expect(random.bytes(10).count == 10)
        #expect(source.asked == [32, 1_024])
    }
}
