import Kernel
import KernelSQLite
import Testing

@testable import KernelStore

struct TenantSlotTests {
    private let bench: WriterBench
    private let slot = TenantSlot(.acme)

    init() throws {
        bench = try WriterBench()
    }

    private func makeFile() throws -> TenantFile {
        let (bench, pool) = (bench, BlockingPool(name: "slot", threads: 1))
        return try TenantFile.open(
            TenantFile.Opening(
                driver: SQLiteDriver(),
                path: bench.folder.file("acme.db"),
                tenant: .acme,
                create: true,
                now: 0,
                engine: SQLRecordEngine(plans: QueryPlans()),
                writer: { database in
                    GroupWriter(
                        database: database,
                        pool: pool,
                        random: bench.random,
                        health: StoreHealth(pool: pool, interval: 3600)
                    )
                }
            )
        )
    }

    @Test func `a closed slot lends nothing`() {
        #expect(slot.borrow(at: 1) == nil)
        #expect(!slot.isOpen)
        #expect(slot.idleSince == nil)
        #expect(slot.trouble == nil)
    }

    @Test func `a borrowed file is not idle, a returned one is since it was borrowed`() throws {
        let file = try makeFile()
        slot.install(file, at: 1)
        #expect(slot.idleSince == nil)
        #expect(slot.borrow(at: 5) === file)
        slot.giveBack()
        #expect(slot.idleSince == nil)
        slot.giveBack()
        #expect(slot.idleSince == 5)
        file.database.close()
    }

    @Test func `an idle file is taken out, unless somebody used it since`() throws {
        let file = try makeFile()
        slot.install(file, at: 1)
        slot.giveBack()
        _ = slot.borrow(at: 2)
        #expect(slot.takeIdle(since: 2) == nil, "it is borrowed")
        slot.giveBack()
        #expect(slot.takeIdle(since: 1) == nil, "it was used since")
        #expect(slot.takeIdle(since: 2) === file)
        #expect(slot.takeIdle(since: 2) == nil)
        #expect(!slot.isOpen)
        file.database.close()
    }

    @Test func `whoever closes waits for the last borrower`() async throws {
        let file = try makeFile()
        slot.install(file, at: 1)
        _ = slot.borrow(at: 2)
        let taken = Flag()
        async let closing: Bool = {
            let file = await slot.takeWhenReturned()
            taken.set()
            return file != nil
        }()
        for _ in 0..<100 { await Task.yield() }
        #expect(!taken.isSet)
        slot.giveBack()
        for _ in 0..<100 { await Task.yield() }
        #expect(!taken.isSet)
        slot.giveBack()
        #expect(await closing)
        #expect(!slot.isOpen)
        #expect(await slot.takeWhenReturned() == nil)
        file.database.close()
    }

    @Test func `a file in trouble is not idle`() throws {
        let file = try makeFile()
        slot.install(file, at: 1)
        slot.giveBack()
        file.writer.health.report(.diskFull) { false }
        #expect(slot.idleSince == nil)
        #expect(slot.trouble == "full (13): database or disk is full")
        file.writer.health.heal()
        #expect(slot.idleSince == 1)
        file.database.close()
    }

    @Test func `a file opened for another tenant is refused before it is changed`() async throws {
        try makeFile().database.close()
        let opening = TenantFile.Opening(
            driver: SQLiteDriver(),
            path: bench.folder.file("acme.db"),
            tenant: .globex,
            create: true,
            now: 0,
            engine: SQLRecordEngine(plans: QueryPlans()),
            writer: { [bench] _ in bench.writer }
        )
        let expected = "tenant mismatch: the file of globex says it belongs to acme"
        #expect(await cause { _ = try TenantFile.open(opening) } == expected)
        let again = try makeFile()
        #expect(again.tenant == .acme)
        again.database.close()
    }
}
