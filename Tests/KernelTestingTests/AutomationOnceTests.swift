import Foundation
import Kernel
import KernelTesting
import Testing

/// One run for each event and automation: no more after a stop, no fewer for a record that comes back to a state.
struct AutomationOnceTests {
    private static let bells = """
        pack: bells
        format: 1
        version: 1.0.0
        title: Bells
        requires: { access: "1.0", automations: "1.0" }
        entities:
          bell:
            title: Bell
            collection: bells
            fields:
              name:  { type: text, required: true }
              rung:  { type: int, default: 0 }
            states: { quiet: { start: true }, ringing: {} }
            moves:
              ring: { from: quiet, to: ringing }
              hush: { from: ringing, to: quiet }
          echo:
            title: Echo
            collection: echoes
            label: "{bell.name}"
            fields: { bell: { type: reference, to: bells.bell, required: true } }
        automations:
          answer: { when: bells.bell.ringing, do: [{ create: bells.echo, fields: { bell: id } }] }
          tally:  { when: bells.bell.ringing, do: [{ set: { rung: rung + 1 } }] }

        """

    /// A folder with the pack, and one for the data.
    private struct Place {
        let packs: String
        let data: String

        static func with(_ body: (Place) async throws -> Void) async throws {
            let root = FileManager.default.temporaryDirectory.appending(path: "bells-\(UUID().uuidString)")
            let packs = root.appending(path: "packs")
            let files = packs.appending(path: "bells")
            try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
            try Data(AutomationOnceTests.bells.utf8).write(to: files.appending(path: "pack.yaml"))
            let place = Place(packs: packs.path(), data: root.appending(path: "data").path())
            do {
                try await body(place)
            } catch {
                try FileManager.default.removeItem(at: root)
                throw error
            }
            try FileManager.default.removeItem(at: root)
        }

        /// A server on the data, from its start to its end.
        func serve(seed: UInt64, _ body: (TestKernel) async throws -> Void) async throws {
            let kernel = try TestKernel(
                capabilities: Product.capabilities,
                packs: [packs],
                seed: seed,
                substitutes: Substitutes(),
                place: TestKernel.Place(path: data)
            )
            do {
                try await body(kernel)
            } catch {
                try await kernel.close()
                throw error
            }
            try await kernel.close()
        }
    }

    private static let name = "tower"

    private var tenant: TenantID {
        get throws { try #require(TenantID(Self.name)) }
    }

    private func records(_ entity: EntityID, in kernel: TestKernel) throws -> [Record] {
        let scope = try kernel.scope(of: try tenant)
        var query = RecordQuery(entity: entity)
        query.limit = 500
        return try kernel.folder.open(try tenant).read(scope) { try $0.records(scope, query, rows: .everything) }
    }

    /// Echoes, what the bell has counted, and the runs that are done.
    private func tally(_ kernel: TestKernel) throws -> [Int] {
        let runs = try records("automations.run", in: kernel)
        return [
            try records("bells.echo", in: kernel).count,
            try records("bells.bell", in: kernel).first.flatMap { $0["rung"].int }.map(Int.init) ?? -1,
            runs.filter { $0.state == "done" }.count, runs.count,
        ]
    }

    private func bell(in kernel: TestKernel) async throws -> (id: String, token: String) {
        let token = try await kernel.login(try await kernel.createTenant(Self.name, pack: "bells"))
        let made = await kernel.send("POST", "/api/bells", token: token, json: #"{"name": "Great"}"#)
        return (try #require(made.json["id"]?.text), token)
    }

    private func move(_ bell: (id: String, token: String), _ move: String, in kernel: TestKernel) async {
        let moved = await kernel.send("POST", "/api/bells/\(bell.id)/moves/\(move)", token: bell.token)
        #expect(moved.status == 200)
    }

    /// A start looks at the event of the last run once more, since a stop may have come between its automations.
    @Test func `the last event before a stop has no second effect after it`() async throws {
        try await Place.with { place in
            try await place.serve(seed: 1) { kernel in
                let bell = try await bell(in: kernel)
                await move(bell, "ring", in: kernel)
                try await kernel.runtime.runAutomations(try tenant)
                #expect(try tally(kernel) == [1, 1, 2, 2])
            }
            for seed in UInt64(2)...3 {
                try await place.serve(seed: seed) { kernel in
                    for _ in 0..<2 { try await kernel.runtime.runAutomations(try tenant) }
                    #expect(try tally(kernel) == [1, 1, 2, 2])
                }
            }
        }
    }

    @Test func `each time that a record enters a state is an event of its own`() async throws {
        try await Place.with { place in
            try await place.serve(seed: 1) { kernel in
                let bell = try await bell(in: kernel)
                for step in ["ring", "hush", "ring", "hush", "ring"] { await move(bell, step, in: kernel) }
                try await kernel.runtime.runAutomations(try tenant)
                #expect(try tally(kernel) == [3, 3, 6, 6])
                for step in ["hush", "ring"] { await move(bell, step, in: kernel) }
                try await kernel.runtime.runAutomations(try tenant)
                #expect(try tally(kernel) == [4, 4, 8, 8])
            }
        }
    }
}
