import Kernel
import Synchronization
import Testing

struct CommitFeedTests {
    private let alpha: TenantID
    private let bravo: TenantID

    init() throws {
        alpha = try #require(TenantID("alpha"))
        bravo = try #require(TenantID("bravo"))
    }

    @Test func `who listens to a tenant is woken for it alone, until it leaves`() {
        let feed = CommitFeed()
        let heard = Mutex<[String]>([])
        let leave = feed.listen(alpha) { heard.withLock { $0.append("first") } }
        let stay = feed.listen(alpha) { heard.withLock { $0.append("second") } }
        feed.wake(bravo)
        #expect(heard.withLock { $0 } == [])
        feed.wake(alpha)
        #expect(heard.withLock { $0.sorted() } == ["first", "second"])
        leave()
        leave()
        feed.wake(alpha)
        #expect(heard.withLock { $0.sorted() } == ["first", "second", "second"])
        #expect(feed.listeners(alpha) == 1)
        stay()
        #expect(feed.listeners(alpha) == 0)
    }
}
