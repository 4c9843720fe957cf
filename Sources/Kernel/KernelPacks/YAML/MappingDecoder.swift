import Kernel

/// The values of a mapping with fixed keys.
///
/// Its keys are already checked; asking for one that is missing gives `nil` and reports nothing, since whether it had
/// to be there is settled.
package struct MappingDecoder {
    private let entries: [String: YAMLEntry]
    /// Where the mapping is named.
    package let span: SourceSpan
    /// Where findings go.
    package let findings: Findings

    init(entries: [String: YAMLEntry], span: SourceSpan, findings: Findings) {
        self.entries = entries
        self.span = span
        self.findings = findings
    }

    /// The value of a key; `nil` when the key is missing.
    package subscript(_ key: String) -> NodeDecoder? {
        entries[key].map { NodeDecoder($0, findings: findings) }
    }

    /// Whether the key is there, readable or not.
    package func has(_ key: String) -> Bool {
        entries[key] != nil
    }

    /// Where the key stands; the mapping's own place when it is missing.
    package func span(ofKey key: String) -> SourceSpan {
        entries[key]?.keySpan ?? span
    }

    /// Reports a finding at a key, or at the mapping where the key is missing.
    package func report(_ code: PackCode, _ message: String, atKey key: String, hint: String? = nil) {
        findings.report(code, message, at: span(ofKey: key), hint: hint)
    }
}
