import Kernel
import Synchronization

/// Random bytes that a seed decides (SplitMix64): what failed once fails again.
public final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    /// The same seed gives the same bytes.
    public init(_ seed: UInt64 = 1) {
        state = Mutex(seed)
    }

    /// The next bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            var bytes: [UInt8] = []
            while bytes.count < count {
                let word = Self.next(&state)
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
            }
            return Array(bytes.prefix(count))
        }
    }

    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
