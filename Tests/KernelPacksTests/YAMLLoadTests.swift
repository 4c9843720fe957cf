import Foundation
import Kernel
import KernelPacks
import Testing

@Suite struct YAMLLoadTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "packs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func `a file is loaded as it is`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "pack.yaml")
            try Data("pack: ä\n".utf8).write(to: file)
            let loaded = YAMLReader.load(path: file.path(percentEncoded: false), as: "pack.yaml")
            #expect(loaded.bytes == Array("pack: ä\n".utf8))
            #expect(loaded.diagnostics.isEmpty)
        }
    }

    @Test func `an empty file is loaded and refused by the reader`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "pack.yaml")
            try Data().write(to: file)
            let bytes = try #require(YAMLReader.load(path: file.path(percentEncoded: false), as: "pack.yaml").bytes)
            #expect(Reading(bytes: bytes).codes == ["P006"])
        }
    }

    @Test func `a large file is refused before it is read`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "pack.yaml")
            try Data(count: 101).write(to: file)
            let loaded = YAMLReader.load(
                path: file.path(percentEncoded: false),
                as: "seed/pack.yaml",
                limits: YAMLLimits(bytes: 100)
            )
            #expect(loaded.bytes == nil)
            #expect(loaded.diagnostics.map(\.code) == ["P001"])
            #expect(loaded.diagnostics.first?.span?.file == "seed/pack.yaml")
        }
    }

    @Test func `a missing file and a folder are refused with the author's name for them`() throws {
        try withFolder { folder in
            let missing = YAMLReader.load(
                path: folder.appending(path: "x.yaml").path(percentEncoded: false),
                as: "x.yaml"
            )
            #expect(missing.bytes == nil)
            #expect(missing.diagnostics.map(\.code) == ["P018"])
            #expect(missing.diagnostics.first?.message == "the file cannot be read: there is no such file")
            let directory = YAMLReader.load(path: folder.path(percentEncoded: false), as: "entities")
            #expect(directory.bytes == nil)
            #expect(directory.diagnostics.first?.message == "this is not a regular file")
        }
    }

    @Test func `a device is refused without opening it`() {
        let loaded = YAMLReader.load(path: "/dev/zero", as: "zero")
        #expect(loaded.bytes == nil)
        #expect(loaded.diagnostics.map(\.code) == ["P018"])
    }
}
