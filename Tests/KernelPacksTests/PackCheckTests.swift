import Kernel
import KernelPacks
import Testing

/// What surrounds the findings; the findings themselves are the golden cases.
@Suite struct PackCheckTests {
    private let text = "pack: one\nformat: 1\nversion: 1.0.0\ntitle: One\nrequires: { customers: \"1.0\" }\n"

    private func check() throws -> PackCheck {
        PackCheck(catalog: try #require(Catalog.sample))
    }

    @Test func `a folder and its pack.yaml are the same pack`() throws {
        let folder = try TemporaryFolder()
        try folder.write("one/pack.yaml", text + "colour: red\n")
        let path = "\(folder.path)/one"
        let check = try check()
        let reports = [path, path + "/", path + "/pack.yaml"].map { check.validate(path: $0) }
        for report in reports {
            #expect(report.diagnostics.map { $0.span?.file } == ["\(path)/pack.yaml"])
            #expect(
                report.text.hasPrefix("\(path)/pack.yaml:6:1 error P101: a pack has no key `colour`\ncolour: red\n^")
            )
            #expect(report.summary == "1 error")
            #expect(!report.isAccepted)
            #expect(report.pack == nil)
        }
    }

    @Test func `an accepted pack comes with its model`() throws {
        let report = try check().validate(files: ["pack.yaml": Array(text.utf8)], folder: "one")
        #expect(report.isAccepted)
        #expect(report.diagnostics == [])
        #expect(report.summary == "no findings")
        #expect(report.pack?.hash.count == 64)
        // Only what the pack needs, and the core, is on.
        #expect(report.model?.capabilities == ["access", "customers"])
        #expect(report.model?.packs.first?.hash == report.pack?.hash)
        #expect(report.json == "[\n]\n")
    }

    @Test func `an optional interface that is there is used`() throws {
        let body = text + "optional: { work-orders: \"1.0\", billing: \"1.0\" }\n"
        let report = try check().validate(files: ["pack.yaml": Array(body.utf8)], folder: "one")
        #expect(report.text == "")
        #expect(report.model?.capabilities == ["access", "customers", "work-orders"])
    }

    @Test func `a path that leads nowhere is a finding`() throws {
        let report = try check().validate(path: "/nowhere/at/all")
        #expect(report.diagnostics.map(\.code) == ["P018"])
        #expect(report.text == "/nowhere/at/all:1:1 error P018: the folder cannot be read\n")
        #expect(!report.isAccepted)
    }

    @Test func `warnings do not refuse`() throws {
        let states = "entities: { e: { collection: es, label: e, fields: {}, states: { s: { start: true } } } }\n"
        let report = try check().validate(files: ["pack.yaml": Array((text + states).utf8)], folder: "one")
        #expect(report.diagnostics.map(\.code) == ["P805", "P310"])
        #expect(report.summary == "2 warnings")
        #expect(report.isAccepted)
        #expect(report.model != nil)
    }

    @Test func `findings for programs`() throws {
        let report = try check().validate(files: ["pack.yaml": Array((text + "colour: red\n").utf8)], folder: "one")
        let finding =
            "{\"severity\":\"error\",\"code\":\"P101\",\"file\":\"one/pack.yaml\",\"line\":6,\"column\":1,\"length\":6,"
            + "\"message\":\"a pack has no key `colour`\",\"hint\":null}"
        #expect(report.json == "[\n\(finding)\n]\n")
    }

    @Test func `files too large or too full are refused while reading`() throws {
        let huge = [UInt8](repeating: UInt8(ascii: "#"), count: 1_048_577)
        #expect(try codes(huge) == ["P001"])
        #expect(try codes(Array("a: \(String(repeating: "x", count: 65_537))\n".utf8)).first == "P017")
        #expect(try codes(Array("[\(String(repeating: "a,", count: 50_001))]\n".utf8)) == ["P016"])
    }

    private func codes(_ entities: [UInt8]) throws -> [String] {
        let files = ["pack.yaml": Array(text.utf8), "entities/a.yaml": entities]
        return try check().validate(files: files, folder: "one").diagnostics.map(\.code)
    }
}

/// A broken file has more findings than anybody reads.
@Suite struct FindingLimitTests {
    @Test func `of many findings the first 500 are told, and how many there are`() throws {
        let text = "pack: p\nformat: 1\nversion: 1.0.0\ntitle: P\n" + String(repeating: "title: again\n", count: 700)
        let check = PackCheck(catalog: try #require(Catalog.sample))
        let report = check.validate(files: ["pack.yaml": Array(text.utf8)], folder: "p")
        #expect(report.diagnostics.count == 501)
        #expect(report.diagnostics.prefix(500).allSatisfy { $0.code == "P013" })
        #expect(report.diagnostics.last?.code == "P024")
        #expect(report.diagnostics.last?.message == "200 further findings are not told")
        #expect(!report.isAccepted)
    }
}
