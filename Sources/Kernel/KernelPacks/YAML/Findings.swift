import Kernel

/// Where decoders put what they find, so that one run reports everything.
///
/// A class because many cursors over one document write to it; it stays within the task that decodes.
package final class Findings {
    /// Everything found, in the order found.
    package private(set) var all: [Diagnostic]

    package init(_ found: [Diagnostic] = []) {
        all = found
    }

    /// Whether anything found refuses the input.
    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Adds one finding that refuses the input.
    package func report(_ code: PackCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        all.append(Diagnostic(code, message, at: span, hint: hint))
    }

    /// Adds one finding that does not.
    package func warn(_ code: PackCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        all.append(Diagnostic(.warning, code, message, at: span, hint: hint))
    }

    /// Adds findings made elsewhere.
    package func add(_ found: [Diagnostic]) {
        all += found
    }
}
