import Testing

@testable import KernelPacks

@Suite struct PackSourceTests {
    private func source(_ files: [String: String], folder: String = "") -> PackSource {
        PackSource(files: files.mapValues { Array($0.utf8) }, folder: folder)
    }

    @Test func `paths and what they are for`() {
        let kinds: [String: PackSource.Kind] = [
            "pack.yaml": .manifest, "seed/reference.yaml": .referenceSeeds, "seed/demo.yaml": .demoSeeds,
            "entities/a.yaml": .entities, "entities/a-b.yaml": .entities, "README.md": .ignored, "icon.svg": .image,
            "logo.svg": .image,
            "docs/a.md": .ignored, "docs/a/b.png": .ignored, "tests/a.yaml": .tests, "tests/a/b.yaml": .unknown,
            "i18n/de.yaml": .translations, "i18n/a/b.yaml": .unknown, "pack.lock": .later, "pack.yml": .unknown,
            "Pack.yaml": .unknown,
            "entities.yaml": .unknown, "entities/a/b.yaml": .unknown, "entities/.yaml": .unknown,
            "entities/a.yml": .unknown, "seed/other.yaml": .unknown, "seeds/demo.yaml": .unknown, "docs": .unknown,
            "readme.md": .unknown, "": .unknown, "/pack.yaml": .unknown, "./pack.yaml": .unknown,
            "entities/../pack.yaml": .unknown,
        ]
        for (path, kind) in kinds { #expect(PackSource.kind(of: path) == kind, "\(path)") }
    }

    @Test func `files are named below their folder`() {
        #expect(source([:], folder: "Packs/cleaning").name(of: "pack.yaml") == "Packs/cleaning/pack.yaml")
        #expect(source([:], folder: "Packs/cleaning//").name(of: "seed/demo.yaml") == "Packs/cleaning/seed/demo.yaml")
        #expect(source([:]).name(of: "pack.yaml") == "pack.yaml")
        #expect(source([:], folder: "Packs/cleaning").folderName == "cleaning")
        #expect(source([:], folder: ".").folderName == nil)
    }

    /// Computed by another program over the same description.
    @Test func `the hash is the one of its description`() {
        let files = ["pack.yaml": "pack: p\n", "entities/a.yaml": "a: {}\n"]
        #expect(source(files).hash == "710bb6b555f5e59706148d1db7f16b77451ca555a259263bff0b7c527f9d52c8")
    }

    @Test func `what has no effect has no part in the hash`() {
        let files = ["pack.yaml": "a\nb\n", "seed/demo.yaml": "c\n"]
        let hash = source(files).hash
        #expect(source(files, folder: "elsewhere").hash == hash)
        #expect(source(files.merging(["README.md": "x", "docs/a.md": "y", "tests/a.yaml": "z"]) { $1 }).hash == hash)
        #expect(source(["pack.yaml": "a\r\nb\r", "seed/demo.yaml": "\u{FEFF}c\n"]).hash == hash)
    }

    @Test func `whatever has an effect changes the hash`() {
        let hash = source(["pack.yaml": "a\n", "seed/demo.yaml": "b\n"]).hash
        let others = [
            ["pack.yaml": "a\n"], ["pack.yaml": "a\n", "seed/demo.yaml": "b"],
            ["pack.yaml": "a \n", "seed/demo.yaml": "b\n"],
            ["pack.yaml": "a\n", "seed/reference.yaml": "b\n"], ["pack.yaml": "b\n", "seed/demo.yaml": "a\n"],
            ["pack.yaml": "a\nb\n", "seed/demo.yaml": ""], ["pack.yaml": "\n\na\n", "seed/demo.yaml": "b\n"],
        ]
        #expect(Set(others.map { source($0).hash } + [hash]).count == others.count + 1)
    }

    @Test func `canonical files are those that are read`() {
        let files = ["pack.yaml": "a\r\n\r\nb", "README.md": "x", "entities/a.yaml": "\u{FEFF}c", "tests/t.yaml": "d"]
        #expect(source(files).canonical == ["pack.yaml": Array("a\n\nb".utf8), "entities/a.yaml": Array("c".utf8)])
    }
}
