import Foundation
import Kernel
import KernelPacks
import Testing

/// Every code that anything here or in the kernel emits is registered, explained in the documentation and has a case.
@Suite struct FindingCodesTests {
    private func text(of url: URL) throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }

    /// Codes written as literals in the kernel's sources.
    private func emittedByKernel() throws -> Set<String> {
        let folder = URL(filePath: Fixtures.path("Sources/Kernel/Kernel"))
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var codes: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            for match in try text(of: file).matches(of: /"(P\d{3})"/) { codes.insert(String(match.1)) }
        }
        return codes
    }

    /// Cases of `PackCode` that the decoders and checks of this room name, its tables aside.
    private func emittedByDecoders() throws -> Set<String> {
        var cases: Set<String> = []
        for folder in ["Sections", "Library", "YAML"] {
            let place = URL(filePath: Fixtures.path("Sources/Kernel/KernelPacks/\(folder)"))
            let files = FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift", !file.lastPathComponent.hasPrefix("PackCode") else { continue }
                for match in try text(of: file).matches(of: /\.([a-z]\w+)/) { cases.insert(String(match.1)) }
            }
        }
        return cases
    }

    /// Codes told by the golden cases: of packs, of packs whose tests run, of capabilities.
    private func told() throws -> Set<String> {
        let places =
            Fixtures.folders(in: "Tests/Fixtures/packs/invalid").map { "packs/invalid/\($0)/expected.txt" }
            + Fixtures.folders(in: "Tests/Fixtures/packs/untested").map { "packs/untested/\($0)/expected.txt" }
            + Fixtures.folders(in: "Tests/Fixtures/capabilities").map { "capabilities/\($0)" }
        var codes: Set<String> = []
        for place in places {
            let expected = try #require(Fixtures.text("Tests/Fixtures/\(place)"))
            for match in expected.matches(of: /(?:error|warning|note) (P\d{3}):/) { codes.insert(String(match.1)) }
        }
        return codes
    }

    @Test func `every code of the kernel is registered`() throws {
        let codes = try emittedByKernel()
        #expect(codes.count > 50)
        for code in codes.sorted() { #expect(PackCode(rawValue: code) != nil, "\(code) has no entry") }
    }

    @Test func `every registered code of the model is one of the kernel or of the seeds`() throws {
        let codes = try emittedByKernel()
        let own = try emittedByDecoders()
        // Those about tests are told where tests run too.
        for code in PackCode.allCases where code.rawValue >= "P200" && code.group != .tests {
            #expect(codes.contains(code.rawValue) || own.contains("\(code)"), "nothing emits \(code.rawValue)")
        }
    }

    @Test func `every code has a golden case`() throws {
        #expect(Set(PackCode.allCases.map(\.rawValue)).subtracting(try told()).sorted() == [])
    }

    @Test func `at least sixty rules have a golden case`() throws {
        #expect(try told().count >= 60)
    }

    @Test func `codes of the sections keep their numbers`() {
        let numbers: [PackCode: String] = [
            .packTooLarge: "P019", .tooManyFiles: "P020", .linkInside: "P021", .unknownFile: "P022",
            .noManifest: "P023", .notInThisVersion: "P115", .wrongFormat: "P116", .wrongFolder: "P117",
            .keyOfOtherType: "P118", .typeNotHere: "P119", .badValue: "P120", .badPath: "P121", .extendsOwn: "P122",
            .contradiction: "P123", .emptyList: "P124", .seedEntity: "P320", .seedField: "P321",
            .seedReference: "P322", .seedValue: "P323", .seedState: "P324", .seedMissing: "P325",
            .absoluteDate: "P326", .seedCircle: "P327", .seedUnique: "P328",
        ]
        for (code, number) in numbers { #expect(code.rawValue == number) }
    }
}
