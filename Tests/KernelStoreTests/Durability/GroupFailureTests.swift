import Kernel
import Testing

@testable import KernelStore

/// Groups on a disk that fails: nobody is told of a success that is not there.
struct GroupFailureTests {
    /// Runs three writes in one group and answers their problem codes.
    private func group(_ bench: WriterBench, _ texts: [String]) -> [String] {
        let answers = AnswerLog()
        bench.hold()
        for text in texts { bench.submit(text) { answers.add($0?.problem.code ?? "ok") } }
        bench.release()
        return answers.wait(for: texts.count)
    }

    /// How many calls a group of three takes when all is well.
    private func callsOfGroup() throws -> Int {
        let bench = try WriterBench()
        try bench.runGroup(["seed"])
        bench.faults.heal()
        #expect(group(bench, ["a", "b", "c"]) == ["ok", "ok", "ok"])
        return bench.faults.calls.count
    }

    @Test(arguments: [Faults.Moment.instead, .rollingBack], [StoreFailure.diskFull, .diskBroken, .noMemory])
    func `whichever call of a group fails, every member fails and nothing is left`(
        _ moment: Faults.Moment,
        _ failure: StoreFailure
    ) throws {
        let calls = try callsOfGroup()
        #expect(calls > 10)
        for failing in 1...calls {
            let bench = try WriterBench()
            try bench.runGroup(["seed"])
            bench.faults.fail(moment) { call, _ in call == failing ? failure : nil }
            let answers = group(bench, ["a", "b", "c"])
            #expect(answers == ["unavailable", "unavailable", "unavailable"], "call \(failing)")
            #expect(try bench.notes() == ["seed"], "call \(failing)")
            bench.faults.heal()
            bench.settle()
            if bench.writer.health.trouble != nil { #expect(bench.writer.recheck()) }
            try bench.runGroup(["after"])
            let verification = try bench.verification()
            #expect(verification.entries == 2, "call \(failing)")
            #expect(verification.broken == nil, "call \(failing)")
        }
    }

    @Test func `a COMMIT that fails and stays open is rolled back`() throws {
        let bench = try WriterBench()
        bench.faults.fail { _, sql in sql == "COMMIT" ? StoreFailure(.busy, code: 5, "database is locked") : nil }
        #expect(group(bench, ["a", "b"]) == ["unavailable", "unavailable"])
        #expect(try bench.database.withWriter { $0.isInTransaction } == false)
        bench.faults.heal()
        // A lock is no trouble of the disk: writes are not refused.
        #expect(bench.writer.health.trouble == nil)
        try bench.runGroup(["a"])
        #expect(try bench.notes() == ["a"])
    }

    @Test func `a COMMIT that worked and said it did not leaves no gap and no doubled number`() throws {
        let bench = try WriterBench()
        bench.faults.fail(.afterwards) { _, sql in sql == "COMMIT" ? .diskBroken : nil }
        // Told as a failure: the caller repeats it, and an idempotency key finds what is there.
        #expect(group(bench, ["a", "b"]) == ["unavailable", "unavailable"])
        bench.faults.heal()
        bench.settle()
        #expect(bench.writer.recheck())
        try bench.runGroup(["c"])
        #expect(try bench.notes() == ["a", "b", "c"])
        let verification = try bench.verification()
        #expect(verification.entries == 3)
        #expect(verification.broken == nil)
    }

    @Test func `a ROLLBACK that fails too does not poison the next group`() throws {
        let bench = try WriterBench()
        bench.faults.fail { _, sql in
            sql == "COMMIT" || sql == "ROLLBACK" ? StoreFailure(.busy, code: 5, "database is locked") : nil
        }
        #expect(group(bench, ["a"]) == ["unavailable"])
        #expect(try bench.database.withWriter { $0.isInTransaction })
        bench.faults.heal()
        try bench.runGroup(["b"])
        #expect(try bench.notes() == ["b"])
    }

    @Test func `a member that swallows a failure of the disk does not get a success`() throws {
        let bench = try WriterBench()
        let answers = AnswerLog()
        bench.faults.fail { _, sql in sql == "INSERT INTO note(text) VALUES(?)" ? .diskFull : nil }
        bench.hold()
        bench.submit(answer: { answers.add($0?.problem.code ?? "ok") }) { context in
            do {
                try WriterBench.insert("a", context)
            } catch {
                return
            }
        }
        bench.submit(answer: { answers.add($0?.problem.code ?? "ok") }) { _ in }
        bench.release()
        #expect(answers.wait(for: 2) == ["unavailable", "unavailable"])
    }

    @Test func `a member that loses the transaction fails the group`() throws {
        let bench = try WriterBench()
        let answers = AnswerLog()
        bench.hold()
        bench.submit("a") { answers.add($0?.cause ?? "ok") }
        bench.submit(answer: { answers.add($0?.cause ?? "ok") }) { try $0.connection.execute("ROLLBACK") }
        bench.release()
        let lost = "store: other (0): The database ended the transaction by itself."
        #expect(answers.wait(for: 2) == [lost, lost])
        #expect(try bench.notes() == [])
    }

    @Test func `a full disk turns the health red, refuses at once, keeps reads going, and heals by a probe`() throws {
        let bench = try WriterBench()
        try bench.runGroup(["before"])
        bench.faults.fail { _, sql in sql.hasPrefix("INSERT") ? .diskFull : nil }
        #expect(group(bench, ["a"]) == ["unavailable"])
        #expect(bench.writer.health.trouble == "full (13): database or disk is full")

        let answers = AnswerLog()
        let calls = bench.faults.calls.count
        bench.submit("b") { error in
            answers.add(
                "\(error?.problem.code ?? "ok") \(error?.headers.first { $0.name == "Retry-After" }?.value ?? "-")"
            )
        }
        #expect(answers.all == ["unavailable 3600"])
        #expect(bench.faults.calls.count == calls, "a refused write does not touch the disk")
        #expect(try bench.notes() == ["before"])

        bench.settle()
        #expect(!bench.writer.recheck(), "the probe fails while the disk is full")
        #expect(bench.writer.health.trouble != nil)
        bench.faults.heal()
        #expect(bench.writer.recheck())
        #expect(bench.writer.health.trouble == nil)
        try bench.runGroup(["after"])
        #expect(try bench.notes() == ["before", "after"])
        #expect(try bench.database.read { try $0.first("SELECT count(*) FROM probe") { $0.int(0) } } == 0)
    }

    @Test func `what waits when trouble begins is refused with the group`() throws {
        var limits = GroupWriter.Limits()
        limits.group = 1
        let bench = try WriterBench(limits: limits)
        bench.faults.fail { _, sql in sql == "COMMIT" ? .diskBroken : nil }
        #expect(group(bench, ["a", "b", "c"]) == ["unavailable", "unavailable", "unavailable"])
        #expect(bench.faults.calls.count { $0 == "BEGIN IMMEDIATE" } == 1)
    }

    @Test(.timeLimit(.minutes(5))) func `probes repeat by themselves until the disk recovers`() async throws {
        let pool = BlockingPool(name: "probe", threads: 1)
        let health = StoreHealth(pool: pool, interval: 0.001)
        let counter = Counter()
        health.report(.diskFull) { counter.next() >= 3 }
        while health.trouble != nil { await Task.yield() }
        #expect(counter.value == 3)
    }

    @Test func `failures that are not the disk's turn nothing red`() {
        let health = StoreHealth(pool: BlockingPool(name: "probe", threads: 1), interval: 3600)
        for kind in [StoreFailure.Kind.busy, .constraint, .nomem, .corrupt, .other] {
            health.report(StoreFailure(kind, "no")) { true }
            #expect(health.trouble == nil)
        }
        health.report(StoreFailure(.readonly, "read-only")) { true }
        #expect(health.trouble == "readonly (0): read-only")
    }
}
