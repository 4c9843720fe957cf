import Kernel

/// What `kernel packs explain` says about a code, and the page of all codes: one table, two ways out.
package struct PackExplanation: Sendable {
    private let code: PackCode

    package init(_ code: PackCode) {
        self.code = code
    }

    /// The explanation of a code as somebody typed it: `P101`, `p101`.
    package init?(_ text: String) {
        guard let code = PackCode(rawValue: text.uppercased()) else { return nil }
        self.init(code)
    }

    /// Codes near to one that does not exist, for the refusal.
    package static func hint(for text: String) -> String? {
        DidYouMean.hint(for: text.uppercased(), in: PackCode.allCases.map(\.rawValue))
    }

    /// For people.
    package var text: String {
        let head = "\(code.rawValue)  \(code.title)\n\n\(code.explanation)\n"
        guard let example = code.example else { return head }
        return head
            + "\nMend: \(example.mend)\n\nWrong:\n\(indented(example.wrong))\n\nRight:\n\(indented(example.right))"
    }

    /// For programs: `code`, `group`, `title`, `explanation`, `mend`, `wrong`, `right`.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            let parts = [
                ("code", code.rawValue), ("group", code.group?.title ?? ""), ("title", code.title),
                ("explanation", code.explanation), ("mend", code.example?.mend ?? ""),
                ("wrong", code.example?.wrong ?? ""), ("right", code.example?.right ?? ""),
            ]
            for (key, value) in parts {
                writer.key(key)
                writer.string(value)
            }
        }
    }

    /// Every code with its title, by group.
    package static var list: String {
        PackCode.Group.allCases.map { group in
            let codes = PackCode.allCases.filter { $0.group == group }
            return ([group.title] + codes.map { "  \($0.rawValue)  \($0.title)" }).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// The page docs/pack-format/findings.md.
    package static var page: String {
        var page = """
            # Findings

            Written from the table that `kernel packs explain CODE` reads; a test keeps both equal. Back to [the pack format](../pack-format.md).
            An error refuses the pack; a warning does not. A code never changes its meaning.

            """
        for group in PackCode.Group.allCases {
            page += "\n## \(group.title)\n"
            for code in PackCode.allCases where code.group == group { page += PackExplanation(code).section }
        }
        return page
    }

    private var section: String {
        let head = "\n### \(code.rawValue): \(code.title)\n\(code.explanation)\n"
        guard let example = code.example else { return head }
        return head
            + "\n\(example.mend)\n\n```text\nwrong:\n\(indented(example.wrong))\nright:\n\(indented(example.right))\n```\n"
    }

    private func indented(_ lines: String) -> String {
        lines.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    }
}
