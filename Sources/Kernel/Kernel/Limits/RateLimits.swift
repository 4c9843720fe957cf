/// What a request costs the server.
package enum RouteClass: String, Sendable, Hashable, CaseIterable {
    /// A password is tried.
    case login
    /// Something is read.
    case read
    /// Something is changed.
    case write
    /// Much is read or changed at once: search, export, import, bulk.
    case heavy
}

/// Whose requests are counted together.
package enum RateSubject: String, Sendable, Hashable, CaseIterable {
    /// An IPv4 address, or an IPv6 network of 64 bits.
    case address
    /// A person, in all tenants and sessions.
    case identity
    /// Everybody in a tenant.
    case tenant
}

/// A token bucket: so many requests at once, refilled at a rate.
package struct Rate: Sendable, Hashable {
    /// Requests a second in the long run.
    package let perSecond: Double
    /// Requests at once.
    package let burst: Double

    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// How many requests are answered, by whose they are and what they cost.
///
/// One rule as text:
///
///     rule    = subject ":" class "=" ( count "/" unit [ ":" burst ] | "off" )  |  "off"
///     subject = "address" | "identity" | "tenant"
///     class   = "login" | "read" | "write" | "heavy"
///     unit    = "s" | "m" | "h"
///
/// Without a burst, `count` at once are answered. `off` alone takes away all rules before it. Rules that an operator
/// writes hold for everybody; the standard ones leave out clients on this machine, who are the operator's own.
package struct RateLimits: Sendable {
    /// A rule that cannot be read.
    package struct Fault: Error, Hashable, CustomStringConvertible {
        /// One sentence for the operator.
        package let description: String
    }

    struct Rule: Sendable, Hashable {
        let rate: Rate
        let holdsForLoopback: Bool
    }

    private var rules: [Rule?]

    /// No limits.
    package static let none = RateLimits(
        rules: Array(repeating: nil, count: RateSubject.allCases.count * RouteClass.allCases.count)
    )

    /// What people and their browsers do not reach, and what one office behind one address does not either.
    package static let standard: RateLimits = {
        var limits = none
        limits.set(.address, login: (2, 60), read: (500, 2_000), write: (200, 1_000), heavy: (20, 100))
        limits.set(.identity, login: nil, read: (200, 1_000), write: (100, 500), heavy: (5, 50))
        limits.set(.tenant, login: nil, read: (2_000, 6_000), write: (1_000, 3_000), heavy: (30, 150))
        return limits
    }()

    private init(rules: [Rule?]) {
        self.rules = rules
    }

    /// Adds an operator's rule.
    package mutating func add(_ text: String) throws(Fault) {
        if text == "off" {
            self = .none
            return
        }
        let halves = text.split(separator: "=", maxSplits: 1)
        let names = halves.first?.split(separator: ":") ?? []
        guard halves.count == 2, names.count == 2, let subject = RateSubject(rawValue: String(names[0])),
            let kind = RouteClass(rawValue: String(names[1]))
        else { throw Self.fault(text) }
        guard kind != .login || subject == .address else {
            throw Fault(description: "\"\(text)\": who signs in is known by the address only: address:login=...")
        }
        if halves[1] == "off" {
            rules[Self.place(subject, kind)] = nil
            return
        }
        guard let rate = Self.rate(halves[1]) else { throw Self.fault(text) }
        rules[Self.place(subject, kind)] = Rule(rate: rate, holdsForLoopback: true)
    }

    /// The rate that holds, if any.
    func rate(_ subject: RateSubject, _ kind: RouteClass, isLoopback: Bool) -> Rate? {
        guard let rule = rules[Self.place(subject, kind)], rule.holdsForLoopback || !isLoopback else { return nil }
        return rule.rate
    }

    private static func place(_ subject: RateSubject, _ kind: RouteClass) -> Int {
        let row =
            switch subject {
            case .address: 0
            case .identity: 1
            case .tenant: 2
            }
        let column =
            switch kind {
            case .login: 0
            case .read: 1
            case .write: 2
            case .heavy: 3
            }
        return row * 4 + column
    }

    private static func rate(_ text: Substring) -> Rate? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let amount = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, amount.count == 2, let count = Int(amount[0]), let seconds = units[String(amount[1])],
            let burst = parts.count == 2 ? Int(parts[1]) : count, (1...1_000_000).contains(count),
            (1...1_000_000).contains(burst)
        else { return nil }
        return Rate(perSecond: Double(count) / seconds, burst: Double(burst))
    }

    private static let units = ["s": 1.0, "m": 60.0, "h": 3_600.0]

    private static func fault(_ text: String) -> Fault {
        Fault(
            description:
                "\"\(text)\" is no rate limit; write one like tenant:write=100/s:500, address:login=off or off."
        )
    }

    private typealias Pair = (perSecond: Double, burst: Double)

    private mutating func set(_ subject: RateSubject, login: Pair?, read: Pair, write: Pair, heavy: Pair) {
        for (kind, pair) in [(RouteClass.login, login), (.read, read), (.write, write), (.heavy, heavy)] {
            rules[Self.place(subject, kind)] = pair.map {
                Rule(rate: Rate(perSecond: $0.perSecond, burst: $0.burst), holdsForLoopback: false)
            }
        }
    }
}
