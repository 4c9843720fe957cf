import NIOCore
import Testing

@testable import KernelHTTP

/// Who is timed out, by the clock of the caller.
struct IdleWatchTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func watch() -> IdleWatch {
        IdleWatch(limit: .seconds(60), now: start)
    }

    @Test
    func `a connection without a request is idle after the limit`() {
        var watch = watch()
        #expect(watch.verdict(at: start + .seconds(59), unsent: 0) == .wait(.seconds(1)))
        #expect(watch.verdict(at: start + .seconds(60), unsent: 0) == .idle)
    }

    @Test
    func `a body that arrives moves the deadline, one that stops is stalled`() {
        var watch = watch()
        watch.headArrived(at: start + .seconds(10))
        watch.bodyArrived(at: start + .seconds(50))
        #expect(watch.verdict(at: start + .seconds(60), unsent: 0) == .wait(.seconds(50)))
        #expect(watch.verdict(at: start + .seconds(110), unsent: 0) == .stalled)
    }

    @Test
    func `a stalled body is told once`() {
        var watch = watch()
        watch.headArrived(at: start)
        #expect(watch.verdict(at: start + .seconds(60), unsent: 0) == .stalled)
        #expect(watch.verdict(at: start + .seconds(120), unsent: 0) == .wait(.seconds(60)))
        watch.answered(at: start + .seconds(121))
        #expect(watch.verdict(at: start + .seconds(181), unsent: 0) == .idle)
    }

    @Test
    func `a body is given up once, and only while it is under way`() {
        var watch = watch()
        var given = [watch.giveUpBody()]
        watch.headArrived(at: start)
        given += [watch.giveUpBody(), watch.giveUpBody()]
        watch.headArrived(at: start)
        watch.requestEnded(at: start)
        given.append(watch.giveUpBody())
        #expect(given == [false, true, false, false])
    }

    @Test
    func `a handler may take as long as it likes`() {
        var watch = watch()
        watch.headArrived(at: start)
        watch.requestEnded(at: start)
        for minute in 1...5 {
            #expect(watch.verdict(at: start + .minutes(Int64(minute)), unsent: 0) == .wait(.seconds(60)))
        }
        watch.answered(at: start + .minutes(6))
        #expect(watch.verdict(at: start + .minutes(6), unsent: 0) == .wait(.seconds(60)))
        #expect(watch.verdict(at: start + .minutes(7), unsent: 0) == .idle)
    }

    @Test
    func `requests in a row are counted, a bare answer is not`() {
        var watch = watch()
        watch.answered(at: start)
        #expect(watch.requestsInProgress == 0)
        for _ in 0..<2 {
            watch.headArrived(at: start)
            watch.requestEnded(at: start)
        }
        watch.answered(at: start)
        #expect(watch.requestsInProgress == 1)
        #expect(watch.verdict(at: start + .seconds(60), unsent: 0) == .wait(.seconds(60)))
    }

    @Test
    func `an answer that the client still takes is waited for, one it does not take is not`() {
        var watch = watch()
        watch.headArrived(at: start)
        watch.requestEnded(at: start)
        watch.answered(at: start)
        #expect(watch.verdict(at: start + .seconds(60), unsent: 9_000_000) == .wait(.seconds(60)))
        #expect(watch.verdict(at: start + .seconds(120), unsent: 5_000_000) == .wait(.seconds(60)))
        #expect(watch.verdict(at: start + .seconds(180), unsent: 5_000_000) == .idle)
    }
}
