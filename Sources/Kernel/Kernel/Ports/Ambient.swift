/// Wall-clock time, passed in so that tests control it.
public protocol WallClock: Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    func now() -> Int64
}

/// Random bytes, passed in so that tests control them.
///
/// The product's source is the system's generator.
public protocol RandomSource: Sendable {
    /// `count` unpredictable bytes.
    func bytes(_ count: Int) -> [UInt8]
}

/// Makes record ids that sort by the time they were made.
package struct IDGenerator: Sendable {
    private let clock: any WallClock
    private let random: any RandomSource

    package init(clock: any WallClock, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }

    /// A fresh UUIDv7.
    package func next() -> RecordID {
        RecordID(milliseconds: clock.now(), random: random.bytes(10))
    }
}
