import Foundation
import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

/// The end of the control database's journal, kept beside it.
struct ControlAnchorTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    private var path: String { fixture.folder.file("data/control.anchor") }

    private func addTenants(_ numbers: ClosedRange<Int>, _ data: DataFolder) throws {
        for number in numbers {
            let entry = TenantEntry(id: .numbered(number), name: "T", createdAt: 0)
            #expect(try data.control.insertTenant(entry))
        }
    }

    private func line() throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func change(_ sql: String) throws {
        let database = try SQLiteDriver().open(path: fixture.folder.file("data/control.db"), create: false)
        defer { database.close() }
        try database.withWriter { connection throws in
            #expect(try connection.run(sql) > 0)
        }
    }

    @Test func `the end is written when the folder is closed, private and as one line`() async throws {
        let data = try fixture.open()
        try addTenants(1...3, data)
        #expect(!FileManager.default.fileExists(atPath: path), "not for every write")
        let found = try data.verifyControlJournal()
        await data.close()
        #expect(try line() == "3 \(found.head)\n")
        #expect(try fixture.folder.mode("data/control.anchor") == 0o600)
        #expect(!FileManager.default.fileExists(atPath: "\(path).new"))
    }

    @Test func `it is written by itself after a while, and again when the journal grows`() async throws {
        var fixture = fixture
        fixture.options.anchorInterval = 0.001
        let data = try fixture.open()
        for number in 1...2 {
            try addTenants(number...number, data)
            while try !FileManager.default.fileExists(atPath: path) || !line().hasPrefix("\(number) ") {
                await Task.yield()
            }
        }
        #expect(try data.verifyControlJournal().broken == nil)
        await data.close()
    }

    @Test func `a tail cut from the database is told, also when the journal grew past it`() async throws {
        let data = try fixture.open()
        try addTenants(1...4, data)
        await data.close()
        let anchored = try line()
        try change("DELETE FROM journal WHERE seq > 2")

        let cut = try fixture.open()
        #expect(try cut.recover().failed[.platform] == "journal: the anchored entry 4 is missing or another one")
        #expect(
            try cut.verifyControlJournal().broken
                == "Entries 3 to 4 are missing: the journal was cut after entry 2."
        )
        try addTenants(5...9, cut)
        try cut.anchorHeads()
        #expect(try line() == anchored)
        #expect(
            try cut.verifyControlJournal().broken
                == "Entry 4 is not the one that was anchored: the journal was rewritten."
        )
        await cut.close()
        #expect(try line() == anchored, "the evidence stays")
    }

    @Test func `an entry written just before a crash is anchored by the next start`() async throws {
        let data = try fixture.open()
        try addTenants(1...2, data)
        try data.anchorHeads()
        try addTenants(3...3, data)
        let copy = fixture.folder.file("copy")
        try FileManager.default.copyItem(atPath: fixture.folder.file("data"), toPath: copy)
        await data.close()
        #expect(FileManager.default.createFile(atPath: "\(copy)/control.anchor.new", contents: Data("half a li".utf8)))
        let again = try fixture.open(at: copy)
        #expect(try again.recover().failed == [:])
        #expect(try again.verifyControlJournal().broken == nil)
        await again.close()
        #expect(try String(contentsOfFile: "\(copy)/control.anchor", encoding: .utf8).hasPrefix("3 "))
    }

    @Test func `a folder without the file gets one, and the journal says since when`() async throws {
        let data = try fixture.open()
        try addTenants(1...2, data)
        await data.close()
        try FileManager.default.removeItem(atPath: path)
        let again = try fixture.open()
        let last = try #require(try again.controlStore.journalTail(limit: 1).last)
        #expect(try JSONReader.read(last)["action"]?.text == "anchored")
        #expect(try again.verifyControlJournal().broken == nil)
        await again.close()
        #expect(try line().hasPrefix("3 "))
        let third = try fixture.open()
        #expect(try third.verifyControlJournal().entries == 3, "said once")
        await third.close()
    }

    @Test(arguments: ["", "12", "x y", "3 00ff", "-1 \(String(repeating: "0", count: 64))", "3 3 3"])
    func `a file that holds no anchor is told and left alone`(_ text: String) async throws {
        let data = try fixture.open()
        try addTenants(1...2, data)
        await data.close()
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        let again = try fixture.open()
        try addTenants(3...3, again)
        #expect(try again.recover().failed[.platform] == "control.anchor: it holds no anchor")
        let broken = try again.verifyControlJournal().broken
        #expect(broken == "The anchor outside the database says nothing: it holds no anchor.")
        await again.close()
        #expect(try line() == text)
    }

    @Test func `a folder that takes no file keeps the anchor waiting and goes on`() async throws {
        let data = try fixture.open()
        try addTenants(1...1, data)
        try FileManager.default.createDirectory(atPath: "\(path).new", withIntermediateDirectories: false)
        #expect(throws: DataFolderError.self) { try data.anchorHeads() }
        try addTenants(2...2, data)
        try FileManager.default.removeItem(atPath: "\(path).new")
        try data.anchorHeads()
        #expect(try line().hasPrefix("2 "))
        await data.close()
    }
}
