import Synchronization

/// Counts requests against ``RateLimits``.
///
/// Token buckets: each has `burst` tokens, gets `perSecond` new ones, and pays one for a request. The table of buckets
/// is bounded: it is two dictionaries, of which the older is dropped when the younger is full, so that those who have
/// not asked for longest are forgotten, at no cost per request. Whoever is forgotten begins with a full bucket.
final class RateLimiter: Sendable {
    private struct Key: Hashable {
        let kind: RouteClass
        let name: String
    }

    private struct Bucket {
        var tokens: Double
        var at: Int64
    }

    private struct Table {
        var young: [Key: Bucket] = [:]
        var old: [Key: Bucket] = [:]
    }

    private let limits: RateLimits
    private let clock: any WallClock
    private let capacity: Int
    private let refused: Metrics.Counter
    private let addresses = Mutex(Table())
    private let identities = Mutex(Table())
    private let tenants = Mutex(Table())

    /// - Parameters:
    ///   - limits: the rules.
    ///   - clock: the time.
    ///   - metrics: where refusals are counted.
    ///   - capacity: buckets kept per subject.
    init(_ limits: RateLimits, clock: any WallClock, metrics: Metrics, capacity: Int = 20_000) {
        self.limits = limits
        self.clock = clock
        self.capacity = capacity
        refused = metrics.counter(
            "kernel_rate_limited_total",
            "Requests refused with 429 by a rate limit.",
            labels: ["subject", "class"]
        )
    }

    /// Takes a token for a request.
    /// - Throws: `rate_limited` with `Retry-After` when there is none.
    func check(
        _ subject: RateSubject,
        _ kind: RouteClass,
        _ name: @autoclosure () -> String,
        isLoopback: Bool
    ) throws(KernelError) {
        guard let rate = limits.rate(subject, kind, isLoopback: isLoopback) else { return }
        let key = Key(kind: kind, name: name())
        let now = clock.now()
        let wait =
            switch subject {
            case .address: addresses.withLock { take(key, rate, now, &$0) }
            case .identity: identities.withLock { take(key, rate, now, &$0) }
            case .tenant: tenants.withLock { take(key, rate, now, &$0) }
            }
        guard let wait else { return }
        refused.add(1, subject.rawValue, kind.rawValue)
        var error = KernelError(.rateLimited, "Too many requests from this \(subject.rawValue). Try again later.")
        error.headers = [Outcome.Header("Retry-After", String(wait))]
        throw error
    }

    /// - Returns: whole seconds to wait, or `nil` when a token was taken.
    private func take(_ key: Key, _ rate: Rate, _ now: Int64, _ table: inout Table) -> Int? {
        var bucket = table.young[key] ?? table.old[key] ?? Bucket(tokens: rate.burst, at: now)
        // A clock that was set back refills nothing.
        let seconds = Double(max(0, now - bucket.at)) / 1_000
        bucket.tokens = min(rate.burst, bucket.tokens + seconds * rate.perSecond)
        bucket.at = now
        let isGiven = bucket.tokens >= 1
        if isGiven { bucket.tokens -= 1 }
        if table.young.count >= capacity / 2, table.young[key] == nil {
            table.old = table.young
            table.young = [:]
        }
        table.young[key] = bucket
        return isGiven ? nil : max(1, Int(((1 - bucket.tokens) / rate.perSecond).rounded(.up)))
    }
}

extension Invocation {
    /// Whether the client is on this machine, and not behind a proxy on it.
    var isFromLoopback: Bool {
        peer.utf8.starts(with: "127.".utf8) || peer == "::1" || peer == "local"
    }
}

extension Route {
    /// What a request of this route costs.
    var costs: RouteClass {
        switch endpoint {
        case .login: .login
        case .search, .bulk, .export, .importRows, .audit: .heavy
        default: method == "GET" ? .read : .write
        }
    }
}
