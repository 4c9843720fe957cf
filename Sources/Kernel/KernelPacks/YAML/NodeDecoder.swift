import Kernel

/// A cursor on one node that reads it as what should stand there.
///
/// No reader throws: each reports what is wrong to `findings`, at the exact place, and returns `nil`, so that the
/// caller goes on with the next key and the author sees everything at once. A `nil` is therefore always already explained.
package struct NodeDecoder {
    /// The node.
    package let node: YAMLNode
    /// The key that holds the node, where one does.
    package let key: String?
    /// Where findings go.
    package let findings: Findings
    private let keySpan: SourceSpan?

    /// A cursor on a node that no key holds: a root, or an item of a list.
    package init(_ node: YAMLNode, findings: Findings) {
        self.node = node
        self.findings = findings
        key = nil
        keySpan = nil
    }

    /// A cursor on the value of an entry.
    package init(_ entry: YAMLEntry, findings: Findings) {
        node = entry.value
        self.findings = findings
        key = entry.key
        keySpan = entry.keySpan
    }

    /// Where the value stands.
    package var span: SourceSpan { node.span }
    /// Where the thing as a whole is named: its key, or the value where it has none.
    package var headSpan: SourceSpan { keySpan ?? node.span }
    /// Whether the key stands there with nothing behind it.
    package var isAbsent: Bool { if case .scalar(let scalar) = node { scalar.isAbsent } else { false } }
    /// Whether it is a mapping; for values that have a short and a long form.
    package var isMapping: Bool { if case .mapping = node { true } else { false } }
    /// Whether it is a list.
    package var isList: Bool { if case .sequence = node { true } else { false } }

    /// A mapping whose keys are fixed.
    ///
    /// Reports keys it does not know and required ones that are missing.
    /// - Parameters:
    ///   - thing: What it is, with its article: "a role".
    ///   - known: Every key it may have, `required` included or not.
    ///   - required: The keys it must have.
    ///   - later: Keys that the format has, but this version does not accept.
    /// - Returns: The values by key; `nil` when this is no mapping, once reported.
    package func mapping(
        _ thing: String,
        known: [String],
        required: [String] = [],
        later: [String] = []
    ) -> MappingDecoder? {
        guard let entries = rawEntries(thing) else { return nil }
        let all = required + known.filter { !required.contains($0) }
        for entry in entries where !all.contains(entry.key) {
            if later.contains(entry.key) {
                report(.notInThisVersion, "`\(entry.key)` is not accepted in this version", at: entry.keySpan)
                continue
            }
            let message = "\(thing) has no key `\(entry.key.clipped)`"
            report(.unknownKey, message, at: entry.keySpan, hint: Spelling.hint(for: entry.key, in: all))
        }
        for key in required where !entries.contains(where: { $0.key == key }) {
            report(.missingKey, "\(thing) needs the key `\(key)`", at: headSpan)
        }
        let values = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
        return MappingDecoder(entries: values.filter { all.contains($0.key) }, span: headSpan, findings: findings)
    }

    /// A mapping whose keys are names that the author chose, in the author's order.
    ///
    /// A name in the wrong form is reported and left out.
    /// - Parameters:
    ///   - thing: What it is, with its article: "a mapping of roles".
    ///   - form: How its keys are spelt.
    /// - Returns: One cursor per name; `nil` when this is no mapping, once reported.
    package func entries(_ thing: String, keys form: IDForm) -> [NodeDecoder]? {
        rawEntries(thing)?.compactMap { entry in
            guard form.accepts(entry.key) else {
                let message = "`\(entry.key.clipped)` is not \(form.description)"
                report(.badID, message, at: entry.keySpan, hint: form.hint(for: entry.key))
                return nil
            }
            return NodeDecoder(entry, findings: findings)
        }
    }

    /// A list, one cursor per item.
    /// - Parameter thing: What it is, with its article: "a list of tests".
    /// - Returns: The cursors; `nil` when this is no list, once reported.
    package func list(_ thing: String = "a list") -> [NodeDecoder]? {
        guard case .sequence(let items, _) = node else { return mismatch(thing) }
        return items.map { NodeDecoder($0, findings: findings) }
    }

    /// The text as it stands, with its place; for expressions and everything that has its own grammar.
    /// - Parameter thing: What it is, with its article: "an expression".
    /// - Returns: The text; `nil` once reported.
    package func scalar(_ thing: String = "a text") -> YAMLScalar? {
        guard case .scalar(let scalar) = node, !scalar.isAbsent else { return mismatch(thing) }
        return scalar
    }

    /// Reports a finding about this value.
    package func report(_ code: PackCode, _ message: String, at span: SourceSpan? = nil, hint: String? = nil) {
        findings.report(code, message, at: span ?? node.span, hint: hint)
    }

    private func rawEntries(_ thing: String) -> [YAMLEntry]? {
        guard case .mapping(let entries, _) = node else { return mismatch(thing) }
        return entries
    }

    /// Reports that something else stands here than expected.
    func mismatch<Wanted>(_ thing: String) -> Wanted? {
        switch node {
        case .scalar(let scalar) where scalar.isAbsent:
            let place = key.map { "behind `\($0.clipped)`" } ?? "here"
            report(.nothingWritten, "expected \(thing) \(place), found nothing", at: headSpan)
        case .scalar(let scalar):
            report(.wrongKind, "expected \(thing), found the text `\(scalar.text.clipped)`")
        case .sequence:
            report(.wrongKind, "expected \(thing), found a list")
        case .mapping:
            let isInline = node.span.column != headSpan.column && node.span.line == headSpan.line
            // A list was meant, not a text.
            let isList = thing.hasPrefix("a list") || thing.hasPrefix("the least")
            let hint =
                isList ? "each item stands behind a `-`" : isInline ? "a text that starts with `{` needs quotes" : nil
            report(.wrongKind, "expected \(thing), found a mapping", hint: hint)
        }
        return nil
    }
}
