import Kernel
import KernelPacks

/// Runs the tests of one pack: a whole kernel in memory for each test, which begins as a copy of one that has the tenant
/// and the member who acts.
///
/// Every step goes through the product's runtime, so that decisions, guards and row rules are those of the server. The
/// clock stands still on Monday 2026-03-02 at 09:00 UTC; ids and random bytes come from a seed, the same for each test.
package struct PackTestRun: Sendable {
    private let capabilities: [any Capability]
    private let library: (any PackLibrary)?
    private let mayNamePacks: Bool

    /// A run against what a server has.
    /// - Parameters:
    ///   - capabilities: What is compiled in.
    ///   - library: Packs on offer, for a pack that stands on others; a company that has the pack has these too.
    ///   - mayNamePacks: Whether who asks could name a folder of packs with `--packs`, and has not.
    package init(
        capabilities: [any Capability],
        library: (any PackLibrary)? = nil,
        mayNamePacks: Bool = false
    ) {
        self.capabilities = capabilities
        self.library = library
        self.mayNamePacks = mayNamePacks
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
        let check = PackCheck(catalog: catalog, library: library, mayNamePacks: mayNamePacks)
            .validate(files: files, folder: folder)
        guard check.isAccepted, let pack = check.pack, let model = check.model else {
            return PackTestReport(check: check)
        }
        let chosen = pack.tests.filter { test in filter.map { test.name.text.contains($0) } ?? true }
        let untested = filter == nil ? TestCoverage.findings(pack, model) : []
        let isWhole = filter == nil && !pack.demoSeeds.isEmpty
        guard !chosen.isEmpty || isWhole else { return PackTestReport(check: check, untested: untested) }
        let shared = try TestKernel.Shared(
            capabilities: capabilities,
            library: PackOnTop(id: pack.id, files: files, below: library)
        )
        var ground = PackTestGround(pack: pack.id, shared: shared)
        let (results, time) = try await run(chosen, pack.id, &ground)
        let demo = isWhole ? try await demo(of: pack, &ground) : []
        return PackTestReport(check: check, results: results, untested: untested, demo: demo, time: time)
    }

    /// What of a pack's demo rows is refused.
    private func demo(of pack: PackDefinition, _ ground: inout PackTestGround) async throws -> [Diagnostic] {
        let (kernel, company) = try await ground.companyKernel()
        do {
            let findings = try await DemoRows.findings(pack, in: kernel, company)
            try await kernel.close()
            return findings
        } catch {
            try await kernel.close()
            throw error
        }
    }

    private func run(
        _ tests: [PackTest],
        _ pack: String,
        _ ground: inout PackTestGround
    ) async throws -> (results: [PackTestReport.Result], time: Duration) {
        try await ground.prepare(for: tests)
        var results: [PackTestReport.Result] = []
        let started = ContinuousClock.now
        for test in tests {
            let (kernel, me) = try await ground.kernel(for: test)
            let failures = await PackTestCase.failures(of: test, pack: pack, in: kernel, as: me)
            try await kernel.close()
            results.append(PackTestReport.Result(test: test, failures: failures))
        }
        return (results, ContinuousClock.now - started)
    }
}
