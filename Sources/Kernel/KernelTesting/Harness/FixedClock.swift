import Kernel
import Synchronization

/// A clock that stands still until it is told to go on.
public final class FixedClock: WallClock {
    private let milliseconds: Mutex<Int64>

    /// A clock at an instant, in milliseconds since 1970 UTC; without one, at 2026-03-02T09:00:00Z, a Monday.
    public init(_ milliseconds: Int64 = 1_772_442_000_000) {
        self.milliseconds = Mutex(milliseconds)
    }

    /// The instant at which it stands.
    public func now() -> Int64 {
        milliseconds.withLock { $0 }
    }

    /// Goes on by some milliseconds.
    public func advance(_ step: Int64) {
        milliseconds.withLock { $0 += step }
    }
}
