import Foundation
import Testing

@testable import KernelStore

struct BlockingPoolTests {
    @Test func `one thread runs jobs in the order in which they came`() {
        let pool = BlockingPool(name: "test", threads: 1)
        let log = AnswerLog()
        for number in 1...3000 { pool.submit { log.add("\(number)") } }
        #expect(log.wait(for: 3000) == (1...3000).map { "\($0)" })
    }

    @Test func `a result and an error come back to the caller`() async throws {
        struct Stop: Error {}
        let pool = BlockingPool(name: "test", threads: 2)
        #expect(try await pool.run { 7 } == 7)
        await #expect(throws: Stop.self) { try await pool.run { throw Stop() } }
    }

    @Test func `delayed jobs run by their time, others do not wait for them`() {
        let pool = BlockingPool(name: "test", threads: 1)
        let log = AnswerLog()
        let gate = DispatchSemaphore(value: 0)
        // The one thread looks at the queue only when all of it is there.
        pool.submit { gate.wait() }
        pool.submit(after: 0.05) { log.add("later") }
        pool.submit(after: 0.001) { log.add("soon") }
        pool.submit(after: 3600) { log.add("never here") }
        pool.submit { log.add("now") }
        gate.signal()
        #expect(log.wait(for: 3) == ["now", "soon", "later"])
    }

    @Test func `a pool that ends runs what is ready`() {
        let log = AnswerLog()
        do {
            let pool = BlockingPool(name: "test", threads: 1)
            for number in 1...100 { pool.submit { log.add("\(number)") } }
        }
        #expect(log.wait(for: 100).count == 100)
    }
}
