import Kernel
import Synchronization

/// A clock that stands still until it is moved.
final class StandingClock: WallClock {
    private let time: Mutex<Int64>

    init(_ time: Int64 = 1_767_225_600_000) {
        self.time = Mutex(time)
    }

    func now() -> Int64 { time.withLock { $0 } }

    func advance(_ milliseconds: Int64) {
        time.withLock { $0 += milliseconds }
    }
}

/// Bytes that differ from call to call and are the same in every run.
final class CountingRandom: RandomSource {
    private let next = Mutex<UInt64>(1)

    func bytes(_ count: Int) -> [UInt8] {
        next.withLock { state in
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
        }
    }
}
