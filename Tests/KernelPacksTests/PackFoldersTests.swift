import Foundation
import Kernel
import KernelPacks
import Testing

@Suite struct PackFoldersTests {
    private let text = "pack: one\nformat: 1\nversion: 1.0.0\ntitle: One\n"

    @Test func `packs on offer are folders with a pack.yaml, as they are at this moment`() throws {
        let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
        let library = PackFolders(folders: [first.path, second.path, first.path + "/nowhere"])
        #expect(try library.offered() == [])
        try first.write("two/pack.yaml", text)
        try second.write("one/pack.yaml", text)
        try first.write("no-pack/README.md", "")
        try first.write("Not-Kebab/pack.yaml", text)
        try first.write(".hidden/pack.yaml", text)
        try first.write("file", text)
        #expect(try library.offered() == ["one", "two"])
        try first.remove("two")
        #expect(try library.offered() == ["one"])
        #expect(library.path(of: "one") == "\(second.path)/one")
    }

    @Test func `the first folder wins`() throws {
        let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
        try second.write("one/pack.yaml", "second")
        let library = PackFolders(folders: [first.path, second.path])
        #expect(library.folder(of: "one")?.files == ["pack.yaml": Array("second".utf8)])
        try first.write("one/pack.yaml", "first")
        #expect(library.folder(of: "one")?.files == ["pack.yaml": Array("first".utf8)])
        #expect(try library.offered() == ["one"])
    }

    @Test func `all files by path, hidden ones left out`() throws {
        let folder = try TemporaryFolder()
        for path in [
            "pack.yaml", "entities/a.yaml", "docs/more/b.md", ".DS_Store", ".git/config", "seed/.demo.yaml.swp",
        ] {
            try folder.write("one/\(path)", path)
        }
        let files = try #require(PackFolders(folders: [folder.path]).folder(of: "one")).files
        #expect(files.keys.sorted() == ["docs/more/b.md", "entities/a.yaml", "pack.yaml"])
        #expect(files["entities/a.yaml"] == Array("entities/a.yaml".utf8))
    }

    @Test(arguments: ["two", "", ".", "..", "../one", "one/", "one/../one", "/etc", "One", "one\u{0}"])
    func `an id that is none finds nothing`(id: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("one/pack.yaml", text)
        try folder.write("pack.yaml", text)
        let library = PackFolders(folders: ["\(folder.path)/one/..", folder.path])
        #expect(library.folder(of: id) == nil)
        #expect(library.folder(of: "one") != nil)
    }

    @Test func `read and text tell the same file names`() throws {
        let library = PackFolders(folders: [])
        let files = ["pack.yaml": Array((text + "colour: red\n").utf8)]
        let (definition, diagnostics) = library.read(files, named: "one")
        #expect(definition == nil)
        #expect(
            library.text(diagnostics, files: files, named: "one") == """
                one/pack.yaml:5:1 error P101: a pack has no key `colour`
                colour: red
                ^~~~~~

                """
        )
        #expect(library.read(["pack.yaml": Array(text.utf8)], named: "one").definition?.id == "one")
    }
}

/// The limits of one pack's folder.
@Suite struct PackFolderTests {
    private func codes(_ folder: TemporaryFolder, _ limits: PackLimits = PackLimits()) -> [String] {
        do {
            _ = try PackFolder(path: folder.path, name: "p", limits: limits).files()
            return []
        } catch {
            return error.diagnostics.map { "\($0.code) \($0.span?.file ?? "")" }
        }
    }

    @Test func `links are refused, wherever they lead`() throws {
        let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
        try folder.write("pack.yaml", "a")
        try outside.write("secret", "b")
        #expect(codes(folder) == [])
        try folder.link("seed", to: outside.path)
        #expect(codes(folder) == ["P021 p/seed"])
        try folder.remove("seed")
        try folder.link("README.md", to: "pack.yaml")
        #expect(codes(folder) == ["P021 p/README.md"])
        try folder.remove("README.md")
        try folder.link("docs", to: "nowhere")
        #expect(codes(folder) == ["P021 p/docs"])
    }

    @Test func `bytes are counted over all files`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a", [UInt8](repeating: 0x61, count: 60))
        try folder.write("b", [UInt8](repeating: 0x61, count: 40))
        #expect(codes(folder, PackLimits(bytes: 100)) == [])
        #expect(codes(folder, PackLimits(bytes: 99)) == ["P019 p/b"])
        try folder.write("c", "x")
        #expect(codes(folder, PackLimits(bytes: 100)) == ["P019 p/c"])
        #expect(PackLimits() == PackLimits(bytes: 4_194_304, files: 200, depth: 4))
    }

    @Test func `files and folders are counted`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a/b", "")
        try folder.write("c", "")
        #expect(codes(folder, PackLimits(files: 3)) == [])
        #expect(codes(folder, PackLimits(files: 2)).map { $0.prefix(4) } == ["P020"])
        try folder.write("d/e/f/g/h", "")
        #expect(codes(folder, PackLimits(depth: 5)) == [])
        #expect(codes(folder).map { $0.prefix(4) } == ["P020"])
    }

    @Test func `a folder that is not there is one finding`() throws {
        let folder = try TemporaryFolder()
        try folder.remove("")
        #expect(codes(folder) == ["P018 p"])
        do {
            _ = try PackFolder(path: folder.path).files()
            Issue.record("nothing was there")
        } catch {
            #expect(error.description == "P018: the folder cannot be read")
        }
    }
}
