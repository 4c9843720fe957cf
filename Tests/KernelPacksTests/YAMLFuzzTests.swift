import Kernel
import KernelPacks
import Testing

/// Readers, decoders and renderers on thousands of damaged packs: none crashes, each says what is wrong.
@Suite(.timeLimit(.minutes(2))) struct YAMLFuzzTests {
    private static let samples = [
        """
        pack: cleaning
        version: 2.1.0
        title: { en: Cleaning company, de: "Geb\\u00e4ude" }
        roles:
          cleaner:
            grants:
              work-orders.work_order: { read: assigned, update: { scope: assigned, fields: [notes] } }
        checks:
          one_day: { if: "planned_min <= 600", else: { en: Split it. } }
        """,
        """
        # note
        seed:
          - name: 'it''s'
            minutes: 90
            rate: 1.25
          - { name: Wähle 😀, active: true }
        text: |
          one
            two
        folded: >
          three
          four
        ...
        """,
    ].map { Array($0.utf8) }

    private static let tokens = [
        "&a ", "*a", "!t ", "!", "<<: ", "- ", "? ", ": ", "{", "}", "[", "]", "\"", "'", "|", ">", "#", "%TAG ! x\n",
        "---\n",
        "...\n", "\t", "\n", "\r\n", "\u{85}", "\u{FEFF}", "\u{0}", "\\", "\\u", "@", ",", "  ", "😀", "a: 1\n",
        "\u{2028}",
    ].map { Array($0.utf8) }

    private func mutated(_ sample: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = sample
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, index + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeSubrange(index..<end)
            case 1: bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            case 3 where index < bytes.count: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 4: bytes.removeSubrange(index...)
            default: bytes.insert(contentsOf: YAMLFuzzTests.tokens.randomElement(using: &random) ?? [], at: index)
            }
        }
        return bytes
    }

    @Test(arguments: FuzzBudget.seeds)
    func `no damage makes the reader crash, hang or lie about places`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        var accepted = 0
        var codes: Set<String> = []
        for round in 0..<1_000 * FuzzBudget.factor {
            let bytes = mutated(YAMLFuzzTests.samples[round % YAMLFuzzTests.samples.count], &random)
            let reading = Reading(bytes: bytes)
            if reading.diagnostics.isEmpty { accepted += 1 }
            codes.formUnion(reading.codes)
            #expect(reading.node != nil || !reading.diagnostics.isEmpty, "seed \(seed), round \(round)")
            #expect(problems(of: reading, bytes: bytes) == [], "seed \(seed), round \(round)")
        }
        // The mutations are worth something only when they reach both sides and most refusals.
        #expect(accepted > 50)
        #expect(codes.count >= 8)
    }

    @Test func `no garbage is taken for text`() {
        var random = SplitMix64(state: 99)
        for _ in 0..<1_000 {
            let bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
            let reading = Reading(bytes: bytes)
            #expect(reading.node == nil)
            #expect(reading.diagnostics.count == 1)
        }
    }

    /// What is wrong with a reading, whatever its bytes: places beyond the file, unknown codes, texts that do not stand
    /// where they say, a decoder or renderer that disagrees.
    private func problems(of reading: Reading, bytes: [UInt8]) -> [String] {
        let lines = SourceLines(bytes)
        let findings = Findings(reading.diagnostics)
        var problems: [String] = []
        if let node = reading.node {
            problems += misplaced(node, lines)
            decodeEverything(NodeDecoder(node, findings: findings), depth: 0)
        }
        for diagnostic in findings.all {
            if PackCode(rawValue: diagnostic.code) == nil { problems.append("unknown code \(diagnostic.code)") }
            guard let span = diagnostic.span else {
                problems.append("no place for \(diagnostic.code)")
                continue
            }
            if !lines.holds(span) { problems.append("place of \(place(diagnostic))") }
        }
        let renderer = DiagnosticRenderer(sources: [SourceText(file: "pack.yaml", bytes: bytes)])
        let shown = renderer.text(findings.all).split(separator: "\n", omittingEmptySubsequences: false).count - 1
        if shown != 3 * DiagnosticRenderer.ordered(findings.all).count { problems.append("\(shown) lines shown") }
        return problems
    }

    private func misplaced(_ node: YAMLNode, _ lines: SourceLines) -> [String] {
        let here = lines.holds(node.span) ? [] : ["place of a node: \(node.span)"]
        switch node {
        case .scalar(let scalar):
            guard case .inline(let line, let column) = scalar.origin else { return here }
            let written = lines.text(line: line, column: column, count: scalar.text.unicodeScalars.count)
            return here + (written.elementsEqual(scalar.text.unicodeScalars) ? [] : ["`\(scalar.text)` is not there"])
        case .sequence(let items, _):
            return here + items.flatMap { misplaced($0, lines) }
        case .mapping(let entries, _):
            let repeated = Set(entries.map(\.key)).count == entries.count ? [] : ["a key stands twice"]
            return here + repeated + entries.flatMap { misplaced($0.value, lines) }
        }
    }

    /// Every reader on every node: what fits is read, what does not is explained.
    private func decodeEverything(_ decoder: NodeDecoder, depth: Int) {
        let before = decoder.findings.all.count
        let answers: [Any?] = [
            decoder.bool(), decoder.int(in: 0...9), decoder.decimal(scale: 2), decoder.version(),
            decoder.interface("x"), decoder.id(.kebab), decoder.id(.permission), decoder.choice("a word", of: ["one"]),
            decoder.text(length: 2...4), decoder.ids(.snake), decoder.localized(),
            decoder.mapping("a sample", known: ["name"], required: ["pack"]),
        ]
        let refused = answers.count { $0 == nil }
        #expect(decoder.findings.all.count - before >= refused)
        for child in decoder.isMapping ? decoder.entries("a sample", keys: .kebab) ?? [] : [] {
            decodeEverything(child, depth: depth + 1)
        }
        for child in decoder.isList ? decoder.list() ?? [] : [] { decodeEverything(child, depth: depth + 1) }
    }
}

/// The lines of a file, found in a second way: the reader's own index must agree with it.
private struct SourceLines {
    private let lines: [[Unicode.Scalar]]

    init(_ bytes: [UInt8]) {
        var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in scalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        self.lines = lines
    }

    /// Whether a place lies in the file; one behind the end of a line is where something is missing.
    func holds(_ span: SourceSpan) -> Bool {
        guard span.line >= 1, span.line <= lines.count, span.column >= 1, span.length >= 1 else { return false }
        let count = lines[span.line - 1].count
        return span.column <= count + 2 && (span.length == 1 || span.column + span.length <= count + 1)
    }

    func text(line: Int, column: Int, count: Int) -> ArraySlice<Unicode.Scalar> {
        lines[line - 1].dropFirst(column - 1).prefix(count)
    }
}
