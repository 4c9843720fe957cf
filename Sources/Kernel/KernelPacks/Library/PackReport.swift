import Kernel

/// What a check of a pack came to.
package struct PackReport: Sendable {
    /// The definition, where no file has an error.
    package let pack: PackDefinition?
    /// The model of a tenant with just this pack, where it fits the catalog.
    package let model: TenantModel?
    /// Everything found, by place.
    package let diagnostics: [Diagnostic]
    private let source: PackSource

    init(pack: PackDefinition?, model: TenantModel?, diagnostics: [Diagnostic], source: PackSource) {
        self.pack = pack
        self.model = model
        // What is about the pack as a whole stands where it is named.
        let named = SourceSpan(file: source.name(of: "pack.yaml"), line: 1, column: 1, length: 1)
        let placed = diagnostics.map { $0.placed(at: pack?.spans["pack"] ?? named) }
        let ordered = DiagnosticRenderer.ordered(placed)
        self.diagnostics = PackReport.bounded(ordered)
        self.source = source
    }

    /// The first findings, and how many are left out; an error among those is told as one.
    private static func bounded(_ all: [Diagnostic]) -> [Diagnostic] {
        let limit = 500
        guard all.count > limit else { return all }
        let rest = all[limit...]
        let severity: Diagnostic.Severity = rest.contains { $0.severity == .error } ? .error : .warning
        let message = "\(rest.count) further findings are not told"
        return all[..<limit] + [Diagnostic(severity, .tooManyFindings, message, at: rest.first?.span)]
    }

    /// Whether no finding is an error.
    package var isAccepted: Bool { !diagnostics.contains { $0.severity == .error } }
    /// The findings for people, with source lines and carets.
    package var text: String { PackReport.renderer(source).text(diagnostics) }
    /// Other findings about the same files for people, with source lines and carets.
    package func text(of others: [Diagnostic]) -> String { PackReport.renderer(source).text(others) }
    /// Other findings about the same files for programs.
    package func json(of others: [Diagnostic]) -> String { PackReport.renderer(source).json(others) }
    /// The findings for programs.
    package var json: String { PackReport.renderer(source).json(diagnostics) }
    /// "2 errors, 1 warning", or "no findings".
    package var summary: String { DiagnosticRenderer.summary(diagnostics) }

    /// A renderer that shows the lines of a pack's files.
    static func renderer(_ source: PackSource) -> DiagnosticRenderer {
        DiagnosticRenderer(
            sources: source.readable.keys.map { path in
                SourceText(file: source.name(of: path), bytes: source.files[path] ?? [])
            }
        )
    }
}

extension Diagnostic {
    /// The same at a place, where it has none.
    fileprivate func placed(at place: SourceSpan) -> Diagnostic {
        span == nil ? Diagnostic(severity, code: code, message, at: place, hint: hint) : self
    }
}
