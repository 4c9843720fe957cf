import Foundation
import Kernel
import KernelSQLite
import KernelStore
import Testing

/// `synchronous=FULL` in deed: real syncs of the write-ahead log, counted underneath SQLite.
struct SyncCountTests {
    @Test func `every commit syncs the log once`() throws {
        #expect(CountingVFS.isInstalled)
        let folder = try TemporaryFolder()
        let database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
        defer { database.close() }
        try database.withWriter { connection throws in
            try connection.execute("CREATE TABLE t(x INTEGER)")
            let before = CountingVFS.syncs(folder.path)
            for number in 1...10 { try connection.run("INSERT INTO t VALUES(?)", [.int(Int64(number))]) }
            #expect(CountingVFS.syncs(folder.path) - before == 10)
        }
    }

    @Test func `with less than FULL nothing is synced, so that the count can tell`() throws {
        #expect(CountingVFS.isInstalled)
        let folder = try TemporaryFolder()
        let database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
        defer { database.close() }
        try database.withWriter { connection throws in
            try connection.execute("CREATE TABLE t(x INTEGER); PRAGMA synchronous = NORMAL")
            let before = CountingVFS.syncs(folder.path)
            try connection.run("INSERT INTO t VALUES(1)")
            #expect(CountingVFS.syncs(folder.path) == before)
        }
    }

    @Test func `a group of fifty writes costs one sync`() throws {
        #expect(CountingVFS.isInstalled)
        let bench = try WriterBench()
        try bench.runGroup((1...5).map { "warm-up \($0)" })
        let before = CountingVFS.syncs(bench.folder.path)
        try bench.runGroup((1...50).map { "note \($0)" })
        #expect(CountingVFS.syncs(bench.folder.path) - before == 1)
        #expect(try bench.notes().count == 55)
    }

    @Test func `nobody is answered before the sync`() throws {
        #expect(CountingVFS.isInstalled)
        let bench = try WriterBench()
        try bench.runGroup(["warm-up"])
        let before = CountingVFS.syncs(bench.folder.path)
        let answers = AnswerLog()
        let path = bench.folder.path
        bench.hold()
        for text in ["a", "b"] {
            bench.submit(text) { _ in answers.add("\(CountingVFS.syncs(path) - before)") }
        }
        bench.release()
        #expect(answers.wait(for: 2) == ["1", "1"])
    }
}
