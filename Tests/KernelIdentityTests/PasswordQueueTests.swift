import Kernel
import KernelCrypto
import KernelIdentity
import Testing

struct PasswordQueueTests {
    private let threads = WorkThreads(name: "test", count: 1, waiting: 1)
    private let queue: PasswordQueue

    init() {
        queue = PasswordQueue(parameters: .cheap, random: CountingRandom(), threads: threads)
    }

    @Test func `a password verifies against its own hash and no other`() async throws {
        let hash = try await queue.hash("correct horse battery")
        let right = try await queue.verify("correct horse battery", against: hash)
        let wrong = try await queue.verify("correct horse batterz", against: hash)
        #expect(right.matches)
        #expect(!right.needsRehash)
        #expect(!wrong.matches)
    }

    @Test func `one password has a new hash each time`() async throws {
        let first = try await queue.hash("correct horse battery")
        let second = try await queue.hash("correct horse battery")
        #expect(first != second)
    }

    @Test func `another cost asks for a new hash`() async throws {
        let parameters = try Scrypt.Parameters(logN: 5, r: 8, p: 1)
        let dearer = PasswordQueue(parameters: parameters, random: CountingRandom(), threads: threads)
        let hash = try await queue.hash("correct horse battery")
        let answer = try await dearer.verify("correct horse battery", against: hash)
        #expect(answer.matches)
        #expect(answer.needsRehash)
        #expect(try await dearer.hash("x").hasPrefix("$scrypt$ln=5,r=8,p=1$"))
    }

    @Test func `the decoy reads like a hash at today's cost and is nobody's`() async throws {
        let stored = try PasswordHash(encoded: queue.decoy)
        #expect(stored.parameters == .cheap)
        let answer = try await queue.verify("", against: queue.decoy)
        #expect(!answer.matches)
        #expect(!answer.needsRehash)
    }

    @Test func `a full queue answers 429 and when to come back`() async throws {
        let gate = Gate()
        try gate.occupy(threads)
        try gate.occupy(threads)
        let refused = await error { () throws(KernelError) in _ = try await queue.hash("correct horse battery") }
        #expect(refused?.problem == .rateLimited)
        #expect(refused?.retryAfter == "1")
        gate.open()
        gate.open()
        while threads.outstanding > 0 { await Task.yield() }
        #expect(try await queue.hash("correct horse battery").hasPrefix("$scrypt$"))
    }

    @Test func `a closed queue answers 503`() async {
        await queue.shutdown()
        let refused = await error { () throws(KernelError) in
            _ = try await queue.verify("correct horse battery", against: queue.decoy)
        }
        #expect(refused?.problem == .unavailable)
        #expect(refused?.cause == "password queue closed")
    }

    @Test func `shutdown answers those who wait`() async throws {
        let gate = Gate()
        try gate.occupy(threads)
        async let hash = queue.hash("correct horse battery")
        while threads.outstanding < 2 { await Task.yield() }
        async let end: Void = queue.shutdown()
        gate.open()
        await end
        #expect(try await hash.hasPrefix("$scrypt$"))
    }

    @Test func `who hangs up while waiting is answered without a hash`() async throws {
        let gate = Gate()
        try gate.occupy(threads)
        let queue = queue
        let waiting = Task { try await queue.hash("correct horse battery") }
        while threads.outstanding < 2 { await Task.yield() }
        waiting.cancel()
        gate.open()
        let refused = await #expect(throws: KernelError.self) { try await waiting.value }
        #expect(refused?.problem == .unavailable)
        #expect(refused?.cause == "cancelled while waiting for the password queue")
    }

    @Test func `a password with U+0000 is refused and never matches`() async throws {
        let refused = await error { () throws(KernelError) in _ = try await queue.hash("correct horse\0battery") }
        #expect(refused?.problem == .invalid)
        #expect(refused?.findings.map(\.path) == ["password"])
        let hash = try await queue.hash("correct horse")
        #expect(try await !queue.verify("correct horse\0", against: hash).matches)
    }

    @Test func `a broken stored hash is a failure and not a wrong password`() async {
        let refused = await error { () throws(KernelError) in
            _ = try await queue.verify("correct horse battery", against: "$scrypt$nonsense")
        }
        #expect(refused?.problem == .unavailable)
        #expect(refused?.cause == CryptoError.passwordHashFormat.description)
    }
}
