import Kernel
import KernelCrypto
import Testing

@testable import KernelStore

struct JournalTests {
    private let bench: WriterBench

    init() throws {
        bench = try WriterBench()
        try bench.runGroup(["one", "two", "three", "four"])
    }

    private func tamper(_ sql: String) throws {
        try bench.database.withWriter { connection throws in
            #expect(try connection.run(sql) > 0)
        }
    }

    private func broken(anchor: JournalHead? = nil) throws -> String? {
        try bench.database.read { try JournalVerifier.verify($0, anchor: anchor) }.broken
    }

    private func head() throws -> JournalHead {
        try bench.database.read { try JournalHead.read($0) }
    }

    @Test func `the hash of a row is that of the documented bytes`() {
        let digest = SHA256.digest([9, 9] + Array("{}".utf8))
        #expect(JournalChain.digest(salt: [9, 9], details: Array("{}".utf8)) == digest)
        let chain = JournalChain(
            seq: 1,
            at: 258,
            principal: "é",
            entity: "a.b",
            record: "",
            action: "made",
            version: -1,
            digest: digest
        )
        let previous = [UInt8](repeating: 7, count: 32)
        var message = previous
        message += [0, 0, 0, 0, 0, 0, 0, 1]
        message += [0, 0, 0, 0, 0, 0, 1, 2]
        message += [0, 0, 0, 2, 0xc3, 0xa9]
        message += [0, 0, 0, 3] + Array("a.b".utf8)
        message += [0, 0, 0, 0]
        message += [0, 0, 0, 4] + Array("made".utf8)
        message += [UInt8](repeating: 255, count: 8)
        message += digest
        #expect(chain.hash(after: previous) == SHA256.digest(message))
    }

    @Test func `texts that only their border tells apart have different hashes`() {
        func hash(_ principal: String, _ entity: String) -> [UInt8] {
            JournalChain(
                seq: 1,
                at: 0,
                principal: principal,
                entity: entity,
                record: "r",
                action: "a",
                version: 0,
                digest: []
            )
            .hash(after: JournalHead.empty.hash)
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
    }

    @Test func `an untouched journal holds`() throws {
        let verification = try bench.verification()
        #expect(verification.entries == 4)
        #expect(verification.broken == nil)
        #expect(verification.head == Hex.encode(try head().hash))
        #expect(try broken(anchor: head()) == nil)
    }

    @Test func `an empty journal holds`() throws {
        let empty = try WriterBench().verification()
        #expect(empty.entries == 0)
        #expect(empty.broken == nil)
        #expect(empty.head == String(repeating: "0", count: 64))
    }

    @Test(arguments: [
        "at = at + 1", "principal = 'somebody'", "entity = 'test.other'", "record = 'x'", "action = 'deleted'",
        "version = version + 1", "digest = zeroblob(32)", "hash = zeroblob(32)",
    ])
    func `a changed column of the chain is found`(_ change: String) throws {
        try tamper("UPDATE journal SET \(change) WHERE seq = 2")
        #expect(try broken() == "Entry 2 was changed: its hash does not follow from entry 1.")
    }

    @Test(arguments: ["details = CAST('{\"a\":1}' AS BLOB)", "salt = zeroblob(16)", "salt = NULL"])
    func `changed details are found`(_ change: String) throws {
        try tamper("UPDATE journal SET \(change) WHERE seq = 3")
        #expect(try broken() == "Entry 3 was changed: its details do not match their digest.")
    }

    @Test func `erased details leave the chain whole`() throws {
        try tamper("UPDATE journal SET details = NULL, salt = NULL WHERE seq IN (1, 3)")
        #expect(try broken() == nil)
        #expect(try bench.verification().entries == 4)
    }

    @Test func `a row taken out, or put in another order, is found`() throws {
        try tamper("UPDATE journal SET seq = 99 WHERE seq = 4")
        #expect(try broken() == "Entry 4 is missing: entry 99 follows entry 3.")
        try tamper("DELETE FROM journal WHERE seq = 2")
        #expect(try broken() == "Entry 2 is missing: entry 3 follows entry 1.")
        try tamper("DELETE FROM journal WHERE seq = 1")
        #expect(try broken() == "Entry 1 is missing: entry 3 follows entry 0.")
    }

    @Test func `a cut tail is found by the anchor alone`() throws {
        let anchor = try head()
        try tamper("DELETE FROM journal WHERE seq > 2")
        #expect(try broken() == nil)
        #expect(try broken(anchor: anchor) == "Entries 3 to 4 are missing: the journal was cut after entry 2.")
    }

    @Test func `a tail written anew with right hashes is found by the anchor`() throws {
        let anchor = try head()
        try tamper("DELETE FROM journal WHERE seq > 2")
        try bench.database.withWriter { connection throws in
            let forger = JournalWriter(head: try JournalHead.read(connection), random: CountingRandom())
            for text in ["forged", "too"] {
                let facts = JournalFacts(at: 1, principal: "test", entity: "test.note", record: text, action: "created")
                try forger.append(facts, on: connection)
            }
        }
        #expect(try broken() == nil)
        #expect(try broken(anchor: anchor) == "Entry 4 is not the one that was anchored: the journal was rewritten.")
    }

    @Test func `an anchor behind the head is no finding`() throws {
        let anchor = try head()
        try bench.runGroup(["five"])
        #expect(try broken(anchor: anchor) == nil)
    }

    @Test func `every row has a salt of its own`() throws {
        let salts = try bench.database.read { try $0.rows("SELECT salt FROM journal") { $0.blob(0) } }
        #expect(Set(salts).count == 4)
        #expect(salts.allSatisfy { $0.count == 16 })
    }

    @Test func `the tail is the last entries, oldest first, or those after a seq`() throws {
        func seqs(limit: Int, after: Int64?) throws -> [JSONValue?] {
            try bench.database.read { try JournalTail.read($0, limit: limit, after: after) }
                .map { try JSONReader.read($0)["seq"] }
        }
        #expect(try seqs(limit: 2, after: nil) == [.number("3"), .number("4")])
        #expect(try seqs(limit: 9, after: nil).count == 4)
        #expect(try seqs(limit: 2, after: 1) == [.number("2"), .number("3")])
        #expect(try seqs(limit: 2, after: 4) == [])
    }
}
