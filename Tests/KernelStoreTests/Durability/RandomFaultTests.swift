import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// Random groups on a disk that fails at random, against a model of what callers were told.
struct RandomFaultTests {
    /// What a caller may expect of a note: there, not there, or unknown because a COMMIT that worked said it did not.
    private struct Expectation {
        var present: Set<String> = []
        var absent: Set<String> = []
        var unknown: Set<String> = []
    }

    private struct Round {
        let texts: [String]
        let refused: Set<String>
        let failing: Int?
        let moment: Faults.Moment
        let failure: StoreFailure
    }

    private func round(_ number: Int, _ random: inout SplitMix) -> Round {
        let texts = (0..<Int.random(in: 1...6, using: &random)).map { "note \(number).\($0)" }
        let moments: [Faults.Moment] = [.instead, .rollingBack, .afterwards]
        let failures: [StoreFailure] = [.diskFull, .diskBroken, .noMemory]
        return Round(
            texts: texts,
            refused: Set(texts.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }),
            failing: Bool.random(using: &random) ? Int.random(in: 1...40, using: &random) : nil,
            moment: moments[Int.random(in: 0..<3, using: &random)],
            failure: failures[Int.random(in: 0..<3, using: &random)]
        )
    }

    /// Runs a round and answers each note's problem code.
    private func run(_ round: Round, _ bench: WriterBench) -> [String: String] {
        let answers = AnswerLog()
        bench.faults.fail(round.moment) { [round] call, _ in call == round.failing ? round.failure : nil }
        bench.hold()
        for text in round.texts {
            bench.submit(answer: { answers.add("\(text)=\($0?.problem.code ?? "ok")") }) { context in
                try WriterBench.insert(text, context)
                if round.refused.contains(text) { throw KernelError(.stateRefused, "No.") }
            }
        }
        bench.release()
        let pairs = answers.wait(for: round.texts.count).map { $0.split(separator: "=") }
        bench.settle()
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0[1])) })
    }

    private func note(_ answers: [String: String], _ round: Round, in expectation: inout Expectation) {
        for (text, answer) in answers {
            switch answer {
            case "ok": expectation.present.insert(text)
            case "unavailable" where round.moment == .afterwards && !round.refused.contains(text):
                expectation.unknown.insert(text)
            default: expectation.absent.insert(text)
            }
        }
    }

    @Test(arguments: 1...20)
    func `what was acknowledged is there, what was refused is not, and the chain holds`(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let bench = try WriterBench()
        var expectation = Expectation()
        for number in 1...25 {
            let round = round(number, &random)
            let answers = run(round, bench)
            #expect(answers.count == round.texts.count, "everybody is answered once")
            note(answers, round, in: &expectation)
            bench.faults.heal()
            if bench.writer.health.trouble != nil { #expect(bench.writer.recheck()) }
            let present = Set(try bench.notes())
            #expect(expectation.present.isSubset(of: present), "seed \(seed), round \(number)")
            #expect(expectation.absent.isDisjoint(with: present), "seed \(seed), round \(number)")
            #expect(present.subtracting(expectation.present).isSubset(of: expectation.unknown))
            let verification = try bench.verification()
            #expect(verification.broken == nil, "seed \(seed), round \(number)")
            #expect(verification.entries == Int64(present.count), "one row in the journal for each note")
        }
        #expect(!expectation.present.isEmpty)
        #expect(!expectation.absent.isEmpty)
    }
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
