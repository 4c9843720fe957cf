import FaultyDisk
import Foundation
import Kernel
import KernelStore
import KernelTesting

/// One run of the scenario on a disk that breaks once, or breaks and is mended.
struct FaultRun: Sendable {
    let bench: Bench
    let breakDisk: @Sendable (FaultyDisk) -> Void

    /// Runs it; the disk is mended when a step was refused, and the step asked again.
    /// - Returns: how many calls were failed.
    func run() async throws -> Int {
        let (path, left) = try bench.copy()
        defer { bench.remove(path, left) }
        let disk = try FaultyDisk(path)
        breakDisk(disk)
        let kernel = try await open(path, disk)
        var answers: [Int: Answer] = [:]
        for (index, step) in bench.steps.enumerated() {
            answers[index] = try await ask(step, kernel, disk)
        }
        disk.heal()
        while kernel.data.trouble != nil { await Task.yield() }
        await kernel.runtime.takeUpInterrupted()
        let undone = try kernel.data.control.pending()
        guard undone.isEmpty else { throw Finding("left undone without a restart: \(undone.map(\.kind))") }
        try await bench.check(kernel, answers)
        try await kernel.close()
        try Bench.checkFiles(path)
        let again = try bench.kernel(path, seed: 3)
        let failed = try await again.recover()
        guard failed.isEmpty else { throw Finding("not whole after a restart: \(failed)") }
        try await bench.check(again, answers)
        try await again.close()
        return disk.failed
    }

    /// A kernel that cannot be opened says so; it can be when the disk is mended.
    private func open(_ path: String, _ disk: FaultyDisk) async throws -> TestKernel {
        do {
            return try await opened(path)
        } catch is KernelError where disk.failed > 0 {
            disk.heal()
            return try await opened(path)
        }
    }

    private func opened(_ path: String) async throws -> TestKernel {
        let kernel = try bench.kernel(path, seed: 2)
        do {
            let failed = try await kernel.recover()
            guard failed.isEmpty else { throw KernelError.unavailable("Not whole.", cause: "\(failed)") }
            return kernel
        } catch {
            try await kernel.close()
            throw error
        }
    }

    private func ask(_ step: Step, _ kernel: TestKernel, _ disk: FaultyDisk) async throws -> Answer? {
        var right = step.statuses
        for _ in 0..<4 {
            guard let answer = try await Bench.run(step, on: kernel) else { return nil }
            if right.contains(answer.status) { return answer }
            guard answer.status == 503, answer.json["code"]?.text == "unavailable", disk.failed > 0 else {
                throw Finding("\(step.name): \(answer.status) \(answer.text)")
            }
            guard answer.header("Retry-After") != nil else { throw Finding("\(step.name): no Retry-After") }
            disk.heal()
            // Nobody restarts anything: the store finds out by itself.
            while kernel.data.trouble != nil { await Task.yield() }
            right.formUnion(step.afterwards)
        }
        throw Finding("\(step.name) is refused on a whole disk")
    }
}

/// One run of the scenario in which the power goes off.
struct PowerRun: Sendable {
    let bench: Bench
    /// With which change of a file.
    let change: Int
    let leftover: FaultyDisk.Leftover
    let seed: UInt64

    func run() async throws {
        let (path, left) = try bench.copy()
        defer { bench.remove(path, left) }
        let disk = try FaultyDisk(path)
        disk.powerOff(at: change)
        var answers: [Int: Answer] = [:]
        var reached = 0
        var kernel: TestKernel?
        do {
            let first = try bench.kernel(path, seed: 2)
            kernel = first
            _ = try await first.recover()
            while reached < bench.steps.count {
                let answer = try await Bench.run(bench.steps[reached], on: first)
                if disk.isOff, answer.map({ $0.status == 503 }) ?? true { break }
                answers[reached] = answer
                reached += 1
            }
        } catch {
            guard disk.isOff else { throw error }
        }
        try disk.leave(leftover, in: left, seed: seed)
        try await kernel?.close()
        try await goOn(left, from: reached, answers)
    }

    /// What a restart finds after the power is back: everything that was answered, and a scenario that can go on.
    private func goOn(_ path: String, from reached: Int, _ known: [Int: Answer]) async throws {
        var answers = known
        let kernel = try bench.kernel(path, seed: 3)
        let failed = try await kernel.recover()
        guard failed.isEmpty else { throw Finding("not whole: \(failed)") }
        try await Bench.checkJournals(kernel)
        for (index, first) in known.sorted(by: { $0.key < $1.key }) where bench.steps[index].hasKey {
            let again = try await Bench.run(bench.steps[index], on: kernel)
            guard again?.status == first.status, again?.header("Idempotent-Replay") == "true" else {
                throw Finding("lost: \(bench.steps[index].name), answered \(first.status), now \(again?.text ?? "")")
            }
        }
        for index in reached..<bench.steps.count {
            let step = bench.steps[index]
            guard let answer = try await Bench.run(step, on: kernel) else { continue }
            let right = index == reached ? step.statuses.union(step.afterwards) : step.statuses
            guard right.contains(answer.status) else { throw Finding("\(step.name): \(answer.status) \(answer.text)") }
            answers[index] = answer
        }
        try await bench.check(kernel, answers)
        try await kernel.close()
        try Bench.checkFiles(path)
    }
}
