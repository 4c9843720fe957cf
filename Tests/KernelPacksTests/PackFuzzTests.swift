import Kernel
import KernelPacks
import Testing

/// Whole packs, damaged thousands of times: decoding and checking never crash, and an answer without an error is one
/// that can be used.
@Suite(.timeLimit(.minutes(5 * FuzzBudget.factor))) struct PackFuzzTests {
    private static let words = [
        "true", "yes", "-1", "99999999999999999999", "1.5", "\"\"", "[]", "{}", "[{}]", "{ a: 1 }", "today + 1d",
        "null", "all",
        "own", "team", "text", "decimal", "reference", "list", "customers.site", "trade.complaint", "nowhere.thing",
        "work_order.team", "demo.worker", "input.x", "state = done", "scope: all", "owner", "a.b.c", "Ünïcode", "'",
        "#",
    ]

    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        let index = Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: lines.remove(at: index)
        case 1: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
        case 2: lines.insert(lines[index], at: Int.random(in: 0...lines.count, using: &random))
        case 3: lines[index] = replaced(lines[index], &random)
        case 4: lines[index] = Array("  ".utf8) + lines[index]
        default:
            guard !lines[index].isEmpty else { break }
            let place = Int.random(in: 0..<lines[index].count, using: &random)
            lines[index][place] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// The line with one of its words, or what stands behind a colon, replaced.
    private func replaced(_ line: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
        let index = Int.random(in: 0..<parts.count, using: &random)
        parts[index] = Array((PackFuzzTests.words.randomElement(using: &random) ?? "").utf8)
        return Array(parts.joined(separator: [UInt8(ascii: " ")]))
    }

    @Test(arguments: FuzzBudget.seeds)
    func `no damage makes the decoders crash or contradict themselves`(seed: UInt64) throws {
        let check = PackCheck(catalog: try #require(Catalog.sample))
        let samples = try ["trade", "every-type"].map { name in
            (name, try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/\(name)")).files())
        }
        var random = SplitMix64(state: seed)
        var codes: Set<String> = []
        var accepted = 0
        for round in 0..<500 * FuzzBudget.factor {
            var (name, files) = samples[round % samples.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let path =
                    files.keys.sorted().filter { $0.hasSuffix(".yaml") }.randomElement(using: &random) ?? "pack.yaml"
                files[path] = mutated(files[path] ?? [], &random)
            }
            let report = check.validate(files: files, folder: name)
            codes.formUnion(report.diagnostics.map(\.code))
            accepted += report.isAccepted ? 1 : 0
            #expect(problems(of: report, files: files, name) == [], "seed \(seed), round \(round)")
        }
        // Worth something only when both sides and many refusals are reached.
        #expect(accepted > 20)
        #expect(codes.count >= 20)
    }

    private func problems(of report: PackReport, files: [String: [UInt8]], _ name: String) -> [String] {
        var problems: [String] = []
        if report.isAccepted != (report.model != nil && report.pack != nil) {
            // Seeds are checked against a model that is there already.
            let seeds = report.diagnostics.contains { $0.severity == .error && ("P212"..."P328").contains($0.code) }
            if !seeds || report.isAccepted { problems.append("accepted without a model, or refused without a reason") }
        }
        for diagnostic in report.diagnostics {
            guard PackCode(rawValue: diagnostic.code) != nil else {
                problems.append("unknown code \(diagnostic.code)")
                continue
            }
            guard let span = diagnostic.span else { continue }
            guard span.file.hasPrefix("\(name)/"), let bytes = files[String(span.file.dropFirst(name.count + 1))] else {
                problems.append("\(diagnostic.code) in \(span.file)")
                continue
            }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            guard span.line >= 1, span.line <= lines.count, span.column >= 1, span.length >= 1,
                span.column <= lines[span.line - 1].unicodeScalars.count + 2
            else {
                problems.append("place of \(place(diagnostic))")
                continue
            }
        }
        if report.text.isEmpty != report.diagnostics.isEmpty { problems.append("text and findings differ") }
        return problems
    }

    @Test func `the same files give the same findings and the same hash`() throws {
        let files = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/invalid/everything-at-once")).files()
        let first = PackDecoder.decode(files: files, folder: "p")
        for _ in 0..<20 { #expect(PackDecoder.decode(files: files, folder: "p").diagnostics == first.diagnostics) }
        let good = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/trade")).files()
        let definition = PackDecoder.decode(files: good, folder: "trade").definition
        for _ in 0..<20 { #expect(PackDecoder.decode(files: good, folder: "trade").definition == definition) }
    }
}
