import Kernel

extension DiagnosticRenderer {
    /// How many findings of a kind that comes in crowds are shown one by one.
    private static let few = 3

    /// Texts without a translation, which come by the hundred when a language is new, as one finding for each file and
    /// language: how many there are, the first of them, and where to look up all.
    func folded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let missing = diagnostics.filter { $0.code == PackCode.translationMissing.rawValue }
        let crowds = Dictionary(grouping: missing, by: Crowd.init).filter {
            $0.value.count > DiagnosticRenderer.few
        }
        var told: Set<Crowd> = []
        return diagnostics.compactMap { diagnostic in
            let crowd = Crowd(diagnostic)
            guard diagnostic.code == PackCode.translationMissing.rawValue, let all = crowds[crowd] else {
                return diagnostic
            }
            guard told.insert(crowd).inserted else { return nil }
            let places = all.prefix(DiagnosticRenderer.few).compactMap { one in
                one.subject.map { "\($0) (line \(one.span?.line ?? 1))" }
            }
            let list = places.joined(separator: ", ")
            return Diagnostic(
                diagnostic.severity,
                code: diagnostic.code,
                "\(all.count) texts have no text in \(crowd.languages): \(list) and \(all.count - places.count) more",
                at: diagnostic.span,
                hint: "`--format json` tells each"
            )
        }
    }

    /// Findings that say the same of different texts.
    private struct Crowd: Hashable {
        let file: String?
        let languages: String

        init(_ diagnostic: Diagnostic) {
            file = diagnostic.span?.file
            // "`role/boss` has no text in `de`, `fr`"
            let message = diagnostic.message
            languages = message.ranges(of: " in ").last.map { String(message[$0.upperBound...]) } ?? ""
        }
    }
}

extension Diagnostic {
    /// The address that a message begins with, in its quotes.
    fileprivate var subject: String? {
        message.split(separator: " ").first.map(String.init)
    }
}
