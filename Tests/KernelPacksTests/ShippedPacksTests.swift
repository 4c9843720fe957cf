import Foundation
import Kernel
import KernelPacks
import Testing

/// Every pack of this repository: read without a finding, told in both languages, and complete.
@Suite struct ShippedPacksTests {
    static let packs = ((try? FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Packs"))) ?? []).sorted()

    @Test func `the packs of the trades are there`() {
        let expected = ["cleaning", "construction", "fencing", "hvac", "landscaping", "professional-services"]
        #expect(Set(Self.packs).isSuperset(of: expected))
    }

    @Test(arguments: packs) func `a pack has no finding`(id: String) throws {
        let (definition, diagnostics) = try read(id)
        #expect(diagnostics == [])
        let pack = try #require(definition)
        #expect(pack.id == id)
        #expect(!pack.roles.isEmpty)
        #expect(pack.roles.allSatisfy { !$0.grants.isEmpty })
        for rows in [pack.referenceSeeds, pack.demoSeeds] {
            #expect(Set(rows.map { "\($0.entity)/\($0.key)" }).count == rows.count)
        }
        let seeded = Set(pack.referenceSeeds.map(\.entity.raw))
        #expect(seeded.isSuperset(of: ["leads.source", "work-orders.job_template", "work-orders.catalog_item"]))
    }

    @Test(arguments: packs) func `every title is in English and German`(id: String) throws {
        let pack = try #require(try read(id).definition)
        let titles = Self.titles(of: pack)
        for title in titles { #expect(Set(title.texts.keys) == ["en", "de"], "\(id): \(title.text())") }
        #expect(titles.count > 15)
    }

    @Test(arguments: packs) func `every guard says why it refuses, in both languages`(id: String) throws {
        let pack = try #require(try read(id).definition)
        for move in pack.entities.flatMap(\.moves) + pack.extensions.flatMap(\.moves) where move.guardExpression != nil
        {
            #expect(move.refusal.map { Set($0.texts.keys) } == ["en", "de"], "\(id): \(move.id)")
        }
    }

    @Test(arguments: packs) func `an owner finds a description of the company in it`(id: String) throws {
        let text = try String(contentsOfFile: Fixtures.path("Packs/\(id)/README.md"), encoding: .utf8)
        for heading in ["## The day", "## Who may what", "## What you set", "## What is there at first"] {
            #expect(text.contains(heading), "\(id): \(heading)")
        }
        let pack = try #require(try read(id).definition)
        for role in pack.roles { #expect(text.contains("`\(role.id)`"), "\(id): \(role.id)") }
        for setting in pack.settings { #expect(text.contains("`\(setting.field.id)`"), "\(id): \(setting.field.id)") }
    }

    private func read(_ id: String) throws -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        let files = try PackFolder(path: Fixtures.path("Packs/\(id)")).files()
        return PackDecoder.decode(files: files, folder: id)
    }

    private static func titles(of pack: PackDefinition) -> [LocalizedText] {
        let fields = pack.extensions.flatMap(\.fields) + pack.entities.flatMap(\.fields) + pack.settings.map(\.field)
        let moves = pack.entities.flatMap(\.moves) + pack.extensions.flatMap(\.moves)
        let states = pack.entities.flatMap(\.states) + pack.extensions.flatMap(\.states)
        return [pack.title] + pack.permissions.map(\.title) + pack.roles.map(\.title) + pack.entities.map(\.title)
            + fields.map(\.title) + pack.terminology.values.flatMap { [$0.one, $0.many] } + moves.map(\.title)
            + states.map(\.title)
    }
}
