import FaultyDisk
import Foundation
import Kernel
import KernelSQLite
import KernelStore
import Testing

/// `synchronous=FULL` in deed: real syncs of the write-ahead log, counted underneath SQLite.
struct SyncCountTests {
    @Test func `every commit syncs the log once`() throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(folder.path)
        let database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
        defer { database.close() }
        try database.withWriter { connection throws in
            try connection.execute("CREATE TABLE t(x INTEGER)")
            let before = disk.syncs
            for number in 1...10 { try connection.run("INSERT INTO t VALUES(?)", [.int(Int64(number))]) }
            #expect(disk.syncs - before == 10)
        }
    }

    @Test func `with less than FULL nothing is synced, so that the count can tell`() throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(folder.path)
        let database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
        defer { database.close() }
        try database.withWriter { connection throws in
            try connection.execute("CREATE TABLE t(x INTEGER); PRAGMA synchronous = NORMAL")
            let before = disk.syncs
            try connection.run("INSERT INTO t VALUES(1)")
            #expect(disk.syncs == before)
        }
    }

    @Test func `a group of fifty writes costs one sync`() throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(folder.path)
        let bench = try WriterBench(in: folder)
        try bench.runGroup((1...5).map { "warm-up \($0)" })
        let before = disk.syncs
        try bench.runGroup((1...50).map { "note \($0)" })
        #expect(disk.syncs - before == 1)
        #expect(try bench.notes().count == 55)
    }

    @Test func `nobody is answered before the sync`() throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(folder.path)
        let bench = try WriterBench(in: folder)
        try bench.runGroup(["warm-up"])
        let before = disk.syncs
        let answers = AnswerLog()
        bench.hold()
        for text in ["a", "b"] {
            bench.submit(text) { _ in answers.add("\(disk.syncs - before)") }
        }
        bench.release()
        #expect(answers.wait(for: 2) == ["1", "1"])
    }

    @Test func `a slow disk holds back the answers, not the readers`() throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(folder.path)
        let bench = try WriterBench(in: folder)
        try bench.runGroup(["warm-up"])
        disk.delaySyncs(microseconds: 300_000)
        let answers = AnswerLog()
        let before = disk.syncs
        bench.submit("slow") { _ in answers.add("\(disk.syncs - before)") }
        // Reads see the state before, and end while the sync is on its way.
        var seen = 0
        while answers.all.isEmpty {
            let notes = try bench.notes()
            if disk.syncs == before {
                #expect(notes == ["warm-up"])
                seen += 1
            }
        }
        #expect(answers.all == ["1"])
        #expect(seen > 0)
        #expect(try bench.notes() == ["warm-up", "slow"])
    }
}
