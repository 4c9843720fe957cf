import Foundation

/// How much the fuzzers of this room do: a fixed, small amount in the suite, as much as asked for by `make soak-packs`.
enum FuzzBudget {
    /// `KERNEL_FUZZ`: how many times as many rounds, from a seed that changes; 1 in the suite.
    static let factor = ProcessInfo.processInfo.environment["KERNEL_FUZZ"].flatMap(Int.init) ?? 1

    /// Seeds of the suite, or of a soak: `KERNEL_FUZZ_SEED` and the three behind it.
    static let seeds: [UInt64] = {
        let first = ProcessInfo.processInfo.environment["KERNEL_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        return [first, first &+ 1, first &+ 2, first &+ 3]
    }()
}
