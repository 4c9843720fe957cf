import Foundation
import Kernel
import KernelPacks
import Testing

/// Every folder of `Tests/Fixtures/packs` is a case.
///
/// Those under `valid` are accepted without a finding, those under `invalid` are told as their `expected.txt` says.
/// `KERNEL_GOLDEN=update` writes those texts anew.
@Suite struct SectionsGoldenTests {
    private static let place = "Tests/Fixtures/packs"
    static let valid = Fixtures.folders(in: "\(place)/valid")
    static let invalid = Fixtures.folders(in: "\(place)/invalid")

    private static let isUpdate = ProcessInfo.processInfo.environment["KERNEL_GOLDEN"] == "update"

    private func check(_ kind: String, _ name: String) throws -> PackReport {
        try PackFixture(place: "\(SectionsGoldenTests.place)/\(kind)/\(name)").report()
    }

    @Test(arguments: valid)
    func `a valid pack has no finding`(name: String) throws {
        let report = try check("valid", name)
        #expect(report.text == "")
        #expect(report.isAccepted)
        #expect(report.pack?.id == name)
        #expect(report.model?.packs.map(\.id) == [name])
    }

    @Test(arguments: invalid)
    func `an invalid pack is told as expected`(name: String) throws {
        let report = try check("invalid", name)
        let file = "\(SectionsGoldenTests.place)/invalid/\(name)/expected.txt"
        if SectionsGoldenTests.isUpdate {
            try PackFixture.kept(report.text).write(toFile: Fixtures.path(file), atomically: true, encoding: .utf8)
        }
        let expected = try #require(Fixtures.text(file), "write it with KERNEL_GOLDEN=update, then read it")
        #expect(PackFixture.kept(report.text) == expected)
        #expect(!report.diagnostics.isEmpty)
        #expect(report.pack == nil || report.isAccepted == (report.model != nil && !report.text.contains(" error ")))
    }

    @Test func `there are cases of both kinds`() {
        #expect(SectionsGoldenTests.valid.count >= 3)
        #expect(SectionsGoldenTests.invalid.count >= 50)
    }
}
