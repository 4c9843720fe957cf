import NIOCore
import Testing

@testable import KernelHTTP

/// Who is timed out, by the clock of the caller.
struct ConnectionWatchTests {
    private typealias Verdict = ConnectionWatch.Verdict
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    /// A connection whose events and looks stand at seconds after its start.
    private final class Connection {
        var watch = ConnectionWatch(
            ConnectionWatch.Limits(
                idle: .seconds(60),
                header: .seconds(10),
                body: .seconds(120),
                grace: .seconds(10),
                rate: 500,
                stall: .seconds(8),
                bytes: 10_000
            ),
            now: start
        )

        @discardableResult
        func bytes(_ count: Int, at second: Int64) -> Bool {
            watch.bytesArrived(count, at: start + .seconds(second))
        }

        func head(at second: Int64) {
            bytes(100, at: second)
            watch.headArrived()
        }

        func request(at second: Int64) {
            head(at: second)
            watch.requestEnded()
        }

        func answered(at second: Int64) {
            watch.answered(at: start + .seconds(second))
        }

        func look(at second: Int64, unsent: Int = 0, crowded: Bool = false) -> Verdict {
            watch.verdict(at: start + .seconds(second), unsent: unsent, crowded: crowded)
        }
    }

    // Heads

    @Test func `a connection that says nothing is cut after the header time`() {
        let connection = Connection()
        #expect(connection.look(at: 5) == .wait(.seconds(5)))
        #expect(connection.look(at: 7) == .wait(.seconds(3)))
        #expect(connection.look(at: 10) == .cut(.header))
    }

    @Test func `the first head is due ten seconds after connecting, however often another byte comes`() {
        let connection = Connection()
        for second in [4, 8, 9] { connection.bytes(1, at: Int64(second)) }
        #expect(connection.look(at: 9) == .wait(.seconds(1)))
        #expect(connection.look(at: 10) == .refuse(.header))
        // Told once; its answer and its end are under way.
        #expect(connection.look(at: 15) == .wait(.seconds(5)))
    }

    @Test func `a kept connection waits sixty seconds for the next request, then its head is due in ten`() {
        var connection = Connection()
        connection.request(at: 1)
        connection.answered(at: 2)
        #expect(connection.look(at: 61) == .wait(.seconds(1)))
        #expect(connection.look(at: 62) == .cut(.idle))
        connection = Connection()
        connection.request(at: 1)
        connection.answered(at: 2)
        connection.bytes(1, at: 50)
        #expect(connection.look(at: 59) == .wait(.seconds(1)))
        #expect(connection.look(at: 60) == .refuse(.header))
    }

    @Test func `when connections are scarce everything is due four times as early`() {
        let connection = Connection()
        #expect(connection.look(at: 2, crowded: true) == .wait(.milliseconds(500)))
        #expect(connection.look(at: 3, crowded: true) == .cut(.header))
        connection.request(at: 3)
        connection.answered(at: 3)
        #expect(connection.look(at: 18, crowded: false) == .wait(.seconds(5)))
        #expect(connection.look(at: 18, crowded: true) == .cut(.idle))
    }

    // Bodies

    @Test func `a body without a byte is due after the grace`() {
        let connection = Connection()
        connection.head(at: 2)
        #expect(connection.watch.isReadingBody)
        #expect(connection.look(at: 11) == .wait(.seconds(1)))
        #expect(connection.look(at: 12) == .refuse(.body))
        #expect(connection.look(at: 17) == .wait(.seconds(5)))
    }

    @Test func `each five hundred bytes earn a second, ten bytes earn nothing worth having`() {
        let fair = Connection()
        let slow = Connection()
        fair.head(at: 0)
        slow.head(at: 0)
        fair.bytes(2_000, at: 9)
        slow.bytes(10, at: 9)
        #expect(fair.look(at: 10) == .wait(.seconds(4)))
        #expect(slow.look(at: 11) == .refuse(.body))
        #expect(fair.look(at: 14) == .refuse(.body))
    }

    @Test func `no body takes longer than its whole time`() {
        let connection = Connection()
        connection.head(at: 0)
        for second in 1..<120 {
            connection.bytes(1_000, at: Int64(second))
            guard case .wait = connection.look(at: Int64(second)) else {
                Issue.record("refused after \(second) s")
                return
            }
        }
        #expect(connection.look(at: 120) == .refuse(.body))
    }

    @Test func `a body is given up once, and only while it is under way`() {
        let connection = Connection()
        var given = [connection.watch.giveUpBody()]
        connection.head(at: 0)
        given += [connection.watch.giveUpBody(), connection.watch.giveUpBody()]
        connection.watch.requestEnded()
        connection.request(at: 1)
        given.append(connection.watch.giveUpBody())
        #expect(given == [false, true, false, false])
    }

    @Test func `bytes are counted per request, framing included`() {
        let connection = Connection()
        connection.head(at: 0)
        let first = [connection.bytes(9_900, at: 1), connection.bytes(1, at: 1)]
        #expect(first == [true, false])
        connection.watch.requestEnded()
        #expect(connection.bytes(10_000, at: 2))
    }

    // The server's turn

    @Test func `a handler may take as long as it likes`() {
        let connection = Connection()
        connection.request(at: 0)
        for minute in 1...5 { #expect(connection.look(at: Int64(minute) * 60) == .wait(.seconds(5))) }
        connection.answered(at: 360)
        #expect(connection.look(at: 419) == .wait(.seconds(1)))
        #expect(connection.look(at: 420) == .cut(.idle))
    }

    @Test func `a request behind one that runs has its time from that one's answer on`() {
        let connection = Connection()
        connection.request(at: 0)
        connection.head(at: 1)
        #expect(connection.watch.requestsInProgress == 2)
        #expect(connection.look(at: 100) == .wait(.seconds(5)))
        connection.answered(at: 100)
        #expect(connection.look(at: 109) == .wait(.seconds(1)))
        #expect(connection.look(at: 110) == .refuse(.body))
    }

    @Test func `a bare answer answers no request`() {
        let connection = Connection()
        connection.answered(at: 0)
        #expect(connection.watch.requestsInProgress == 0)
        connection.request(at: 0)
        connection.request(at: 0)
        connection.answered(at: 1)
        #expect(connection.watch.requestsInProgress == 1)
    }

    // Answers

    @Test func `an answer that nobody takes ends the connection after the stall time`() {
        let connection = Connection()
        connection.request(at: 0)
        connection.watch.offers(100_000)
        #expect(connection.look(at: 5, unsent: 90_000) == .wait(.seconds(5)))
        #expect(connection.look(at: 10, unsent: 90_000) == .wait(.seconds(3)))
        #expect(connection.look(at: 13, unsent: 90_000) == .cut(.answer))
    }

    @Test(arguments: [(3_999, true), (4_000, false)])
    func `an answer has to be taken at five hundred bytes a second`(taken: Int, isCut: Bool) {
        let connection = Connection()
        connection.request(at: 0)
        connection.watch.offers(100_000)
        _ = connection.look(at: 5, unsent: 90_000)
        let verdict = connection.look(at: 13, unsent: 90_000 - taken)
        #expect((verdict == .cut(.answer)) == isCut)
    }

    @Test func `a stream that is refilled while it is taken is not stalled`() {
        let connection = Connection()
        connection.request(at: 0)
        for round in 0..<20 {
            connection.watch.offers(50_000)
            let verdict = connection.look(at: Int64(round) * 5, unsent: 60_000)
            #expect(verdict != .cut(.answer), "round \(round)")
        }
    }

    @Test func `a silent event stream is left alone`() {
        let connection = Connection()
        connection.request(at: 0)
        connection.watch.offers(50)
        for minute in 1...60 { #expect(connection.look(at: Int64(minute) * 60) == .wait(.seconds(5))) }
    }

    @Test func `the time for the next request begins when the last answer is taken`() {
        let connection = Connection()
        connection.request(at: 0)
        connection.watch.offers(1_000_000)
        connection.answered(at: 1)
        for second in stride(from: Int64(5), through: 100, by: 5) {
            let verdict = connection.look(at: second, unsent: 1_000_000 - Int(second) * 1_000)
            #expect(verdict != .cut(.idle))
            #expect(verdict != .cut(.answer))
        }
        #expect(connection.look(at: 105) == .wait(.seconds(5)))
        #expect(connection.look(at: 160) == .cut(.idle))
    }
}
