import Testing

@testable import KernelStore

struct DelayedJobTests {
    @Test func `a job that asks for another run gets it, until it is stopped`() {
        // One thread: what comes later in time runs later.
        let pool = BlockingPool(name: "test", threads: 1)
        let job = DelayedJob(pool: pool, interval: 0.001)
        let log = AnswerLog()
        job.request {
            log.add("run")
            return true
        }
        #expect(log.wait(for: 3).count >= 3)
        job.stop()
        let (first, second) = (AnswerLog(), AnswerLog())
        pool.submit(after: 0.005) { first.add("\(log.all.count)") }
        pool.submit(after: 0.05) { second.add("\(log.all.count)") }
        #expect(first.wait(for: 1) == second.wait(for: 1))
        job.request {
            log.add("after the end")
            return false
        }
        let third = AnswerLog()
        pool.submit(after: 0.01) { third.add("\(log.all.count)") }
        #expect(third.wait(for: 1) == second.wait(for: 1))
    }
}
