import FaultyDisk
import Foundation
import Kernel
import KernelTesting
import Synchronization
import Testing

/// A disk that fails at any call of SQLite's: nothing acknowledged is lost, nothing is acknowledged that is not there,
/// the same key gives the same answer, journals and files are whole, and the server goes on without a restart.
///
/// In the suite a sample of the calls; all of them with `make soak` (`KERNEL_FAULTS=full`).
@Suite(.serialized)
struct DiskFaultTests {
    /// How a call fails.
    struct Fault: Sendable, CustomStringConvertible {
        let calls: FaultyDisk.Calls
        /// Full, until there is space again.
        var isFull = false
        /// How many calls of the scenario are tried in the suite.
        var samples = 4

        var description: String { isFull ? "disk full at a \(calls)" : "failed \(calls)" }
    }

    static let faults = [
        Fault(calls: .sync, samples: 6), Fault(calls: .write), Fault(calls: .read), Fault(calls: .truncate),
        Fault(calls: .shm), Fault(calls: .open), Fault(calls: .delete), Fault(calls: .write, isFull: true),
    ]

    /// How many calls the scenario makes where nothing fails.
    private func calls(_ fault: Fault, _ bench: Bench) async throws -> Int {
        let total = Total()
        let run = FaultRun(bench: bench) { disk in
            disk.count(fault.calls)
            total.keep(disk)
        }
        _ = try await run.run()
        return total.calls
    }

    @Test func `whichever call fails, nothing acknowledged is lost and nothing false is told`() async throws {
        let bench = try await Bench()
        for fault in Self.faults {
            let total = try await calls(fault, bench)
            #expect(total > 0, "\(fault)")
            if Bench.isFull { print("\(fault): each of \(total) calls") }
            let step = Bench.isFull ? 1 : max(1, total / fault.samples)
            for nth in stride(from: 1, through: total, by: step) {
                if Bench.isFull, nth.isMultiple(of: 200) { print("\(fault): \(nth)") }
                do {
                    let run = FaultRun(bench: bench) { disk in
                        disk.fail(fault.calls, at: nth, times: fault.isFull ? nil : 1, full: fault.isFull)
                    }
                    _ = try await run.run()
                } catch {
                    Issue.record("\(fault) \(nth) of \(total): \(error)")
                }
            }
        }
    }

    @Test func `wherever the power goes off, everything answered is there`() async throws {
        let bench = try await Bench()
        let total = try await changes(bench)
        let points = Bench.isFull ? 1_000 : 25
        var random = SplitMix(state: 20_261_122)
        for point in 0..<points {
            if Bench.isFull, point.isMultiple(of: 200) { print("power off: \(point) of \(points)") }
            let change = Int.random(in: 1...total, using: &random)
            let leftover = FaultyDisk.Leftover.allCases[point % FaultyDisk.Leftover.allCases.count]
            do {
                try await PowerRun(bench: bench, change: change, leftover: leftover, seed: random.next()).run()
            } catch {
                Issue.record("power off at change \(change) of \(total), \(leftover) left: \(error)")
            }
        }
    }

    private func changes(_ bench: Bench) async throws -> Int {
        let total = Total()
        _ = try await FaultRun(bench: bench) { total.keep($0) }.run()
        return total.changes
    }
}

/// Keeps a run's disk until its calls are read.
private final class Total: Sendable {
    private let disk = Mutex<FaultyDisk?>(nil)

    func keep(_ disk: FaultyDisk) { self.disk.withLock { $0 = disk } }

    var calls: Int { disk.withLock { $0 }?.calls ?? 0 }
    var changes: Int { disk.withLock { $0 }?.changes ?? 0 }
}

/// Numbers that are the same in every run (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
