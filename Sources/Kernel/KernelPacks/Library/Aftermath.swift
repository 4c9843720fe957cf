import Kernel

/// What follows from errors that are told already: a field whose line could not be read is missing from the model, and
/// everything that names it would be told as well.
struct Aftermath {
    private let names: Set<String>

    /// The names that the lines of errors declare.
    init(of diagnostics: [Diagnostic], in source: PackSource) {
        let lines = Dictionary(
            source.readable.map { path, bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                return (source.name(of: path), text.split(separator: "\n", omittingEmptySubsequences: false))
            },
            uniquingKeysWith: { first, _ in first }
        )
        var names: Set<String> = []
        for span in diagnostics.filter({ $0.severity == .error }).compactMap(\.span) {
            guard let file = lines[span.file], file.indices.contains(span.line - 1) else { continue }
            names.formUnion(Self.keys(in: file[span.line - 1]))
        }
        self.names = names
    }

    /// Whether a finding is about a name whose declaration was told already.
    func explains(_ diagnostic: Diagnostic) -> Bool {
        let quoted = diagnostic.message.split(separator: "`", omittingEmptySubsequences: false)
        return quoted.enumerated().contains { index, part in
            index % 2 == 1 && part.split(separator: ".").contains { names.contains(String($0)) }
        }
    }

    /// The words in front of colons.
    private static func keys(in line: Substring) -> [String] {
        line.split(separator: ":").dropLast().compactMap { part in
            let word = part.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            return word.isEmpty ? nil : String(word.reversed())
        }
    }
}
