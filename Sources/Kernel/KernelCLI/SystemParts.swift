import Foundation
import Kernel
import KernelCrypto

/// The machine's clock.
struct SystemClock: WallClock {
    func now() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1000)
    }
}

extension SystemRandom: RandomSource {}

extension BufferedRandom: RandomSource {}
