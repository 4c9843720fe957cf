import Foundation
import Kernel
import KernelPacks

/// Runs the tests of one pack: a whole kernel in memory, a tenant of its own for each test.
///
/// Every step goes through the product's runtime, so that decisions, guards and row rules are those of the server. The
/// clock stands still on Monday 2026-03-02 at 09:00 UTC; ids and random bytes come from a seed.
package struct PackTestRun: Sendable {
    private let capabilities: [any Capability]

    /// A run against what a server has.
    package init(capabilities: [any Capability]) {
        self.capabilities = capabilities
    }

    /// Runs the tests of a pack's files.
    /// - Parameters:
    ///   - files: The files by path inside the folder.
    ///   - folder: The folder as the author named it.
    ///   - filter: A part of the names of the tests to run; all when `nil`.
    /// - Returns: What came of them; no test has run where the pack itself is refused.
    /// - Throws: `TestKernelError` where what is compiled in does not fit together; what the disk refuses.
    package func run(
        files: [String: [UInt8]],
        folder: String,
        filter: String? = nil
    ) async throws -> PackTestReport {
        let (catalog, diagnostics) = Catalog.build(capabilities)
        guard let catalog else { throw TestKernelError(diagnostics.map(\.message).joined(separator: "\n")) }
        let check = PackCheck(catalog: catalog).validate(files: files, folder: folder)
        guard check.isAccepted, let pack = check.pack, let model = check.model else {
            return PackTestReport(check: check, results: [], untested: [])
        }
        let chosen = pack.tests.filter { test in filter.map { test.name.text.contains($0) } ?? true }
        let untested = filter == nil ? TestCoverage.findings(pack, model) : []
        guard !chosen.isEmpty else { return PackTestReport(check: check, results: [], untested: untested) }
        let results = try await run(chosen, pack.id, files)
        return PackTestReport(check: check, results: results, untested: untested)
    }

    private func run(
        _ tests: [PackTest],
        _ pack: String,
        _ files: [String: [UInt8]]
    ) async throws -> [PackTestReport.Result] {
        var place = TestKernel.Place()
        place.root = Self.memory
        let kernel = try TestKernel(
            capabilities: capabilities,
            substitutes: Substitutes(),
            place: place,
            library: OnePack(id: pack, files: files)
        )
        var results: [PackTestReport.Result] = []
        for (index, test) in tests.enumerated() {
            let failures = await PackTestCase.failures(of: test, pack: pack, in: kernel, tenant: "t\(index + 1)")
            results.append(PackTestReport.Result(test: test, failures: failures))
        }
        try await kernel.close()
        return results
    }

    /// A file system that lies in memory, where the machine has one.
    private static var memory: String? {
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : nil
    }
}

/// A library that offers one pack, whose files are at hand.
private struct OnePack: PackLibrary {
    let id: String
    let files: [String: [UInt8]]

    func offered() -> [String] { [id] }

    func files(of pack: String) -> [String: [UInt8]]? { pack == id ? files : nil }

    func read(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        PackDecoder.decode(files: files, folder: folder)
    }

    func text(_ diagnostics: [Diagnostic], files: [String: [UInt8]], named folder: String) -> String {
        PackFolders(folders: []).text(diagnostics, files: files, named: folder)
    }
}
