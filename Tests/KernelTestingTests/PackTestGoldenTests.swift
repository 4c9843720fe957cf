import Foundation
import KernelPacks
import KernelTesting
import Testing

/// Every folder of `Tests/Fixtures/packs/untested` is a pack that is right, and whose tests fail or leave something out.
///
/// `kernel packs test` tells them as their `expected.txt` says; `KERNEL_GOLDEN=update` writes those texts anew.
struct PackTestGoldenTests {
    private static let place = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/packs/untested").standardized.path()

    static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).filter { !$0.hasPrefix(".") }.sorted()

    @Test(arguments: names)
    func `what tests come to is told as expected`(name: String) async throws {
        var files = try PackFolder(path: "\(Self.place)/\(name)", name: name).files()
        let kept = files.removeValue(forKey: "expected.txt")
        let report = try await PackTestRun(capabilities: Product.capabilities).run(files: files, folder: name)
        #expect(report.check.text == "")
        let told = report.text + report.summary + "\n"
        if ProcessInfo.processInfo.environment["KERNEL_GOLDEN"] == "update" {
            try told.write(toFile: "\(Self.place)/\(name)/expected.txt", atomically: true, encoding: .utf8)
        }
        let expected = try #require(kept, "write it with KERNEL_GOLDEN=update, then read it")
        #expect(told == String(decoding: expected, as: UTF8.self))
    }

    @Test func `there are cases`() {
        #expect(Self.names.count >= 2)
    }
}
