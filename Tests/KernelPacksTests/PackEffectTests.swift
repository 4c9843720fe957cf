import Foundation
import Kernel
import KernelPacks
import Testing

/// What takes two packs to see: that they need each other, that one keeps a thing to itself.
@Suite struct PackEffectTests {
    private func check(_ id: String, among packs: [String: String]) throws -> PackReport {
        let place = try TemporaryFolder()
        for (name, sections) in packs {
            let head = "pack: \(name)\nformat: 1\nversion: 1.0.0\ntitle: Sample\n"
            try place.write("\(name)/pack.yaml", head + sections)
        }
        let library = PackFolders(folders: [place.path])
        return PackCheck(catalog: try #require(Catalog.sample), library: library).validate(path: "\(place.path)/\(id)")
    }

    private func told(_ report: PackReport) -> [String] {
        report.diagnostics.map { "\($0.span?.line ?? 0) \($0.code) \($0.message)" }
    }

    @Test func `packs that need each other are told as a circle, at the need`() throws {
        let packs = [
            "one": "requires: { access: \"1.0\", two: \"1.0\" }\n",
            "two": "requires: { three: \"1.0\" }\n", "three": "requires: { one: \"1.0\" }\n",
        ]
        let found = told(try check("one", among: packs))
        #expect(found == ["5 P221 packs need each other in a circle: one -> two -> three -> one"])
        #expect(
            told(try check("two", among: packs)) == [
                "5 P221 packs need each other in a circle: two -> three -> one -> two"
            ]
        )
    }

    @Test func `a pack on another that needs nothing of it is no circle`() throws {
        let packs = [
            "top": "requires: { access: \"1.0\", one: \"1.0\" }\n", "one": "requires: { access: \"1.0\" }\n",
        ]
        #expect(told(try check("top", among: packs)) == [])
    }

    private static let kept = """
        requires: { access: "1.0" }
        roles: { r: { grants: { below.kept: { read: all }, below.open: { read: all } } } }
        entities:
          kept: { collection: kept-things, owner: pack, fields: { name: { type: text } } }
          open: { collection: open-things, fields: { name: { type: text } } }

        """

    @Test func `what a pack keeps to itself is not extended by another`() throws {
        func above(_ entity: String) -> String {
            "requires: { access: \"1.0\", below: \"1.0\" }\nextend:\n  below.\(entity): { fields: { more: { type: int } } }\n"
        }
        let kept = try check("above", among: ["below": Self.kept, "above": above("kept")])
        #expect(told(kept) == ["7 P271 `below.kept` is `owner: pack` of `below`: nobody else adds to it"])
        #expect(told(try check("above", among: ["below": Self.kept, "above": above("open")])) == [])
    }

    @Test(arguments: [
        ("{ customers: \"1.9\" }", ["P220 what needs `customers 1.9` is left out; offered is 1.1"]),
        ("{ custmers: \"1.0\" }", ["P219 what needs `custmers` is left out: nothing offers it"]),
        ("{ ledger: \"1.0\" }", []), ("{ customers: \"1.0\" }", []),
    ])
    func `an optional interface that is nearly there is told`(optional: String, expected: [String]) throws {
        let report = try check("sample", among: ["sample": "requires: { access: \"1.0\" }\noptional: \(optional)\n"])
        #expect(report.diagnostics.map { "\($0.code) \($0.message)" } == expected)
        #expect(report.isAccepted)
    }

    @Test func `no pack can be begun that would be refused`() {
        #expect(throws: PackScaffold.Refusal.self) { try PackScaffold(id: "own", title: nil) }
        #expect(throws: Never.self) { try PackScaffold(id: "owner", title: nil) }
    }
}
