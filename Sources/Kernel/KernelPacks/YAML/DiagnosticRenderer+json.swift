import Kernel

extension DiagnosticRenderer {
    /// The findings for programs: a JSON array, ordered as in text, of `{severity, code, file, line, column, length,
    /// message, hint}`.
    ///
    /// Every key is always there; what is unknown is `null`. Text is not cut or replaced.
    package func json(_ diagnostics: [Diagnostic]) -> String {
        var writer = JSONWriter()
        writer.raw("[")
        for (index, diagnostic) in DiagnosticRenderer.ordered(diagnostics).enumerated() {
            if index > 0 { writer.raw(",") }
            write(diagnostic, to: &writer)
        }
        writer.raw("\n]\n")
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ diagnostic: Diagnostic, to writer: inout JSONWriter) {
        writer.raw("\n{\"severity\":")
        writer.string(diagnostic.severity.rawValue)
        writer.raw(",\"code\":")
        writer.string(diagnostic.code)
        writer.raw(",\"file\":")
        write(diagnostic.span?.file, to: &writer)
        writer.raw(",\"line\":")
        write(diagnostic.span?.line, to: &writer)
        writer.raw(",\"column\":")
        write(diagnostic.span?.column, to: &writer)
        writer.raw(",\"length\":")
        write(diagnostic.span?.length, to: &writer)
        writer.raw(",\"message\":")
        writer.string(diagnostic.message)
        writer.raw(",\"hint\":")
        write(diagnostic.hint, to: &writer)
        writer.raw("}")
    }

    private func write(_ text: String?, to writer: inout JSONWriter) {
        if let text { writer.string(text) } else { writer.null() }
    }

    private func write(_ number: Int?, to writer: inout JSONWriter) {
        if let number { writer.int(Int64(number)) } else { writer.null() }
    }
}
