/// A folder on offer that holds a version of a pack, as it lies on disk at the moment of asking.
package struct PackOnOffer: Sendable {
    /// Its own name: the pack's id, or `<id>@<version>`; findings begin with it.
    package let folder: String
    /// Its files, by path inside it; empty where it cannot be read.
    package let files: [String: [UInt8]]
    /// Why it cannot be read at all; empty where it can.
    package let refusals: [Diagnostic]

    /// A folder, read or not.
    package init(folder: String, files: [String: [UInt8]], refusals: [Diagnostic] = []) {
        self.folder = folder
        self.files = files
        self.refusals = refusals
    }
}

extension PackLibrary {
    /// Reads what a folder holds.
    ///
    /// The definition is `nil` when there are errors.
    package func read(_ found: PackOnOffer) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        guard found.refusals.isEmpty else { return (nil, found.refusals) }
        return read(found.files, named: found.folder)
    }
}

extension SourceSpan {
    /// The pack in whose folder the file lies, whichever version of it that holds.
    package var pack: String {
        String(file.prefix { $0 != "/" && $0 != "@" })
    }
}
