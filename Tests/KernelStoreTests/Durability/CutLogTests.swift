import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// A write-ahead log cut at any byte: what is found again is a prefix of the groups, each whole.
struct CutLogTests {
    /// Groups of three notes each, as the killed process leaves its files.
    private struct Killed {
        let folder: TemporaryFolder
        let database: Data
        let log: Data
        /// The log's size after each group.
        let sizes: [Int]
    }

    private func killed(groups: Int) throws -> Killed {
        let bench = try WriterBench()
        let path = bench.folder.file("a.db")
        var sizes: [Int] = []
        for group in 1...groups {
            try bench.runGroup((1...3).map { "note \(group).\($0)" })
            bench.settle()
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)-wal")
            sizes.append((attributes[.size] as? NSNumber)?.intValue ?? 0)
        }
        return Killed(
            folder: try TemporaryFolder(),
            database: try Data(contentsOf: URL(fileURLWithPath: path)),
            log: try Data(contentsOf: URL(fileURLWithPath: "\(path)-wal")),
            sizes: sizes
        )
    }

    /// The notes found after the log was damaged.
    private func reopened(_ killed: Killed, log: Data) throws -> (notes: Int, verification: JournalVerification) {
        let path = killed.folder.file("\(UUID().uuidString).db")
        try killed.database.write(to: URL(fileURLWithPath: path))
        try log.write(to: URL(fileURLWithPath: "\(path)-wal"))
        let database = try SQLiteDriver().open(path: path, create: false)
        defer { database.close() }
        return try database.read { connection in
            let notes = try connection.first("SELECT count(*) FROM note") { Int($0.int(0)) } ?? -1
            return (notes, try JournalVerifier.verify(connection, anchor: nil))
        }
    }

    @Test func `a log cut at any place gives back whole groups from the first on`() throws {
        let killed = try killed(groups: 6)
        #expect(killed.sizes == killed.sizes.sorted())
        #expect(killed.log.count == killed.sizes.last)
        let first = killed.sizes[0]
        for cut in stride(from: first, through: killed.log.count, by: 1777) {
            let groups = killed.sizes.filter { $0 <= cut }.count
            let (notes, verification) = try reopened(killed, log: killed.log.prefix(cut))
            #expect(notes == groups * 3, "cut at \(cut)")
            #expect(verification.entries == Int64(groups * 3), "cut at \(cut)")
            #expect(verification.broken == nil, "cut at \(cut)")
        }
    }

    @Test func `a log whose last group has one wrong byte gives back the groups before it`() throws {
        let killed = try killed(groups: 4)
        let start = killed.sizes[2]
        for place in stride(from: start + 100, to: killed.log.count, by: 3001) {
            var log = killed.log
            log[place] ^= 0x40
            let (notes, verification) = try reopened(killed, log: log)
            #expect(notes == 9, "byte \(place)")
            #expect(verification.broken == nil, "byte \(place)")
        }
    }

    @Test func `an untouched log gives back everything`() throws {
        let killed = try killed(groups: 4)
        let (notes, verification) = try reopened(killed, log: killed.log)
        #expect(notes == 12)
        #expect(verification.entries == 12)
    }
}
