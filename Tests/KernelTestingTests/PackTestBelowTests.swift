import Foundation
import KernelPacks
import KernelTesting
import Testing

/// Tests of a pack that stands on another, as `kernel packs test --packs` runs them.
struct PackTestBelowTests {
    private static let base = """
        pack: boxes
        format: 1
        version: 1.0.0
        title: Boxes
        requires: { access: "1.0" }
        roles: { packer: { title: Packer, grants: { boxes.box: { read: all, create: all, update: all } } } }
        entities:
          box:
            title: Box
            collection: boxes
            label: "{name}"
            fields: { name: { type: text, title: Name, required: true, max: 20 } }
        seed: { reference: { boxes.box: { crate: { name: Crate } } } }

        """

    private static let top = """
        pack: weights
        format: 1
        version: 1.0.0
        title: Weights
        requires: { boxes: "1.0" }
        extend:
          boxes.box: { fields: { weight: { type: int, title: Weight, min: 1 } } }
        seed: { demo: { boxes.box: { heavy: { name: Heavy, weight: 9 } } } }
        tests:
          - name: a packer weighs
            as: packer
            given: { boxes.box: { b: { name: B } } }
            do: { b.update: { weight: 3 } }
            expect: { b.weight: 3, boxes.box.count: 2 }

        """

    /// Runs the tests of the pack on top, with the one below in a folder of packs.
    private func report(
        _ top: String = PackTestBelowTests.top,
        offered: Bool = true,
        mayNamePacks: Bool = false
    ) async throws -> PackTestReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "below-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = folder.appending(path: "boxes")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        if offered { try Data(Self.base.utf8).write(to: place.appending(path: "pack.yaml")) }
        let run = PackTestRun(
            capabilities: Product.capabilities,
            library: PackFolders(folders: [folder.path]),
            mayNamePacks: mayNamePacks
        )
        return try await run.run(files: ["pack.yaml": Array(top.utf8)], folder: "weights")
    }

    @Test func `a pack that stands on another is tested in a company that has both`() async throws {
        let found = try await report()
        #expect(found.text == "")
        #expect(found.isPassed)
        #expect(found.results.count == 1)
    }

    @Test func `a test of the other's records fails at its line as one of its own does`() async throws {
        let found = try await report(Self.top.replacing("b.weight: 3, boxes", with: "b.weight: 4, boxes"))
        #expect(!found.isPassed)
        #expect(found.results.flatMap(\.failures).map(\.message) == ["`b.weight` is not as expected"])
        #expect(found.text.contains("weights/pack.yaml:14:"))
    }

    @Test func `a demo row of the other's entity is sown too`() async throws {
        let found = try await report(Self.top.replacing("weight: 9", with: "weight: 0"))
        #expect(!found.isPassed)
        #expect(found.text.contains("weights/pack.yaml:8:"))
    }

    @Test func `a pack that is not on offer is told, with the option that names its folder`() async throws {
        let missing = try await report(offered: false, mayNamePacks: true)
        #expect(missing.results.isEmpty)
        #expect(missing.text.contains("P219"))
        #expect(missing.text.contains("--packs"))
        let named = try await report(offered: false)
        #expect(named.text.contains("P219"))
        #expect(!named.text.contains("--packs"))
    }
}
