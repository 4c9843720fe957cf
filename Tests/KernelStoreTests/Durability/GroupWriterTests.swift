import Kernel
import Synchronization
import Testing

@testable import KernelStore

struct GroupWriterTests {
    private func commits(_ bench: WriterBench) -> Int {
        bench.faults.calls.count { $0 == "COMMIT" }
    }

    @Test func `writes that wait together are one transaction`() throws {
        let bench = try WriterBench()
        bench.faults.heal()
        try bench.runGroup((1...20).map { "note \($0)" })
        #expect(commits(bench) == 1)
        #expect(bench.faults.calls.count { $0 == "SAVEPOINT member" } == 20)
        #expect(try bench.notes() == (1...20).map { "note \($0)" })
        #expect(try bench.verification().entries == 20)
    }

    @Test func `a member that fails is undone alone, its journal row with it`() throws {
        let bench = try WriterBench()
        let answers = AnswerLog()
        bench.hold()
        for text in ["a", "b", "refused", "c"] {
            bench.submit(answer: { answers.add("\(text) \($0?.problem.code ?? "ok")") }) { context in
                try WriterBench.insert(text, context)
                if text == "refused" { throw KernelError(.stateRefused, "No.") }
            }
        }
        bench.release()
        #expect(answers.wait(for: 4) == ["a ok", "b ok", "refused state_refused", "c ok"])
        #expect(try bench.notes() == ["a", "b", "c"])
        let verification = try bench.verification()
        #expect(verification.entries == 3)
        #expect(verification.broken == nil)
    }

    @Test func `a constraint in one member leaves the others alone`() throws {
        let bench = try WriterBench()
        let answers = AnswerLog()
        bench.hold()
        for text in ["same", "same", "other"] { bench.submit(text) { answers.add($0?.problem.code ?? "ok") } }
        bench.release()
        #expect(answers.wait(for: 3) == ["ok", "unavailable", "ok"])
        #expect(try bench.notes() == ["same", "other"])
        #expect(try bench.verification().broken == nil)
        #expect(bench.writer.health.trouble == nil)
    }

    @Test func `a write that is alone shares its transaction with nobody`() throws {
        let bench = try WriterBench()
        let answers = AnswerLog()
        bench.faults.heal()
        bench.hold()
        for (text, alone) in [("a", false), ("b", false), ("switch", true), ("c", false), ("d", false)] {
            bench.submit(text, alone: alone) { _ in answers.add(text) }
        }
        bench.release()
        #expect(answers.wait(for: 5) == ["a", "b", "switch", "c", "d"])
        #expect(commits(bench) == 3)
    }

    @Test func `a group is bounded, the rest follows in the next`() throws {
        var limits = GroupWriter.Limits()
        limits.group = 4
        limits.turns = 1
        let bench = try WriterBench(limits: limits)
        bench.faults.heal()
        try bench.runGroup((1...10).map { "note \($0)" })
        #expect(commits(bench) == 3)
        #expect(try bench.verification().entries == 10)
    }

    @Test func `a full queue refuses with 503 and changes nothing`() throws {
        var limits = GroupWriter.Limits()
        limits.waiting = 3
        let bench = try WriterBench(limits: limits)
        let answers = AnswerLog()
        bench.hold()
        for text in ["a", "b", "c", "d"] { bench.submit(text) { answers.add("\(text) \($0?.problem.code ?? "ok")") } }
        #expect(answers.all == ["d unavailable"])
        bench.release()
        #expect(answers.wait(for: 4) == ["d unavailable", "a ok", "b ok", "c ok"])
        #expect(try bench.notes() == ["a", "b", "c"])
    }

    @Test func `what the hook before a group refuses is refused, and asked again for the next`() throws {
        let counter = Counter()
        var hooks = GroupWriter.Hooks()
        hooks.begin = {
            if counter.next() == 1 { throw KernelError.unavailable("Not now.", cause: "control") }
        }
        let bench = try WriterBench(hooks: hooks)
        let answers = AnswerLog()
        bench.submit("a") { answers.add($0?.cause ?? "ok") }
        #expect(answers.wait(for: 1) == ["control"])
        bench.submit("b") { answers.add($0?.cause ?? "ok") }
        #expect(answers.wait(for: 2) == ["control", "ok"])
        bench.submit("c") { answers.add($0?.cause ?? "ok") }
        #expect(answers.wait(for: 3).last == "ok")
        #expect(counter.value == 3)
        #expect(try bench.notes() == ["b", "c"])
    }

    @Test func `each group tells where the journal ends, before it is answered`() throws {
        let heads = AnswerLog()
        var hooks = GroupWriter.Hooks()
        hooks.ended = { heads.add($0.map { "\($0.seq)" } ?? "failed") }
        let bench = try WriterBench(hooks: hooks)
        bench.submit(answer: { _ in }) { _ in }
        bench.settle()
        try bench.runGroup(["a", "b"])
        bench.submit(answer: { _ in }) { _ in throw KernelError(.stateRefused, "No.") }
        bench.settle()
        try bench.runGroup(["c"])
        bench.settle()
        #expect(heads.all == ["0", "2", "2", "3"])
        bench.faults.fail { _, sql in sql == "COMMIT" ? .diskFull : nil }
        bench.submit("d") { heads.add($0?.problem.code ?? "ok") }
        #expect(heads.wait(for: 6).suffix(2) == ["failed", "unavailable"])
    }

    @Test func `a closed writer finishes its queue and takes nothing more`() async throws {
        let bench = try WriterBench()
        let answers = AnswerLog()
        bench.hold()
        bench.submit("a") { answers.add($0?.problem.code ?? "ok") }
        async let closed: Void = bench.writer.close()
        while !bench.writer.isClosed { await Task.yield() }
        bench.submit("late") { answers.add($0?.problem.code ?? "ok") }
        bench.release()
        await closed
        #expect(answers.all == ["unavailable", "ok"])
        #expect(try bench.notes() == ["a"])
    }

    @Test func `two hundred concurrent callers each get their own answer, and the journal has no gap`() async throws {
        let bench = try WriterBench()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...200 {
                group.addTask {
                    do {
                        return try await bench.writer.perform { context in
                            try WriterBench.insert("note \(number)", context)
                            if number.isMultiple(of: 10) { throw KernelError(.stateRefused, "No.") }
                            return number
                        }
                    } catch let error as KernelError where error.problem == .stateRefused {
                        return 0
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == (1...200).filter { !$0.isMultiple(of: 10) }.reduce(0, +))
        let verification = try bench.verification()
        #expect(verification.entries == 180)
        #expect(verification.broken == nil)
        #expect(try bench.notes().count == 180)
    }

    @Test func `a caller that is cancelled takes nobody along`() async throws {
        let bench = try WriterBench()
        bench.hold()
        let cancelled = Task {
            try await bench.writer.perform { try WriterBench.insert("cancelled", $0) }
        }
        while bench.writer.waiting < 1 { await Task.yield() }
        let other = Task {
            try await bench.writer.perform { try WriterBench.insert("other", $0) }
        }
        while bench.writer.waiting < 2 { await Task.yield() }
        cancelled.cancel()
        bench.release()
        try await other.value
        try await cancelled.value
        #expect(try bench.notes() == ["cancelled", "other"])
    }
}

/// Counts from many threads.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
