import Kernel
import KernelPacks

/// One reading of a text, as the tests look at it.
struct Reading {
    let node: YAMLNode?
    let diagnostics: [Diagnostic]
    private let source: SourceText

    init(_ text: String, limits: YAMLLimits = YAMLLimits()) {
        self.init(bytes: Array(text.utf8), limits: limits)
    }

    init(bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) {
        (node, diagnostics) = YAMLReader.read(bytes, file: "pack.yaml", limits: limits)
        source = SourceText(file: "pack.yaml", bytes: bytes)
    }

    /// What an author sees.
    var text: String { show(diagnostics) }

    /// Code and place of each finding: `P009 1:4+2`.
    var places: [String] { diagnostics.map(place) }

    /// The codes in the order found.
    var codes: [String] { diagnostics.map(\.code) }

    /// The value of a key of the root.
    subscript(_ key: String) -> YAMLNode? {
        guard case .mapping(let entries, _)? = node else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// Runs a decoder on the root and shows what it finds, the findings of the reading first.
    func decode<Output>(_ run: (NodeDecoder) -> Output) -> (output: Output?, text: String) {
        guard let node else { return (nil, text) }
        let findings = Findings(diagnostics)
        let output = run(NodeDecoder(node, findings: findings))
        return (output, show(findings.all))
    }

    /// Runs a decoder on the value of the root's key `v`.
    func value<Output>(_ run: (NodeDecoder) -> Output?) -> (output: Output?, text: String) {
        let result = decode { root in root.mapping("a sample", known: ["v"])?["v"].flatMap(run) }
        return (result.output ?? nil, result.text)
    }

    private func show(_ diagnostics: [Diagnostic]) -> String {
        DiagnosticRenderer(sources: [source]).text(diagnostics)
    }
}

/// `P009 1:4+2`.
func place(_ diagnostic: Diagnostic) -> String {
    guard let span = diagnostic.span else { return diagnostic.code }
    return "\(diagnostic.code) \(span.line):\(span.column)+\(span.length)"
}

extension YAMLNode {
    /// The node without places, in one line: texts in quotes, lists in brackets, mappings in braces.
    var outline: String {
        switch self {
        case .scalar(let scalar): scalar.isAbsent ? "-" : "'\(scalar.text)'"
        case .sequence(let items, _): "[" + items.map(\.outline).joined(separator: ", ") + "]"
        case .mapping(let entries, _):
            "{" + entries.map { "\($0.key): \($0.value.outline)" }.joined(separator: ", ") + "}"
        }
    }

    /// The scalar, where this is one.
    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = self { scalar } else { nil }
    }
}
