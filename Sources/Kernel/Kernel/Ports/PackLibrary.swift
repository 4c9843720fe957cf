/// Where packs on offer are found and how their files become definitions; implemented by the packs room.
package protocol PackLibrary: Sendable {
    /// Ids of the packs on offer, read from disk at this moment.
    func offered() throws -> [String]

    /// The files of a pack on offer, by path inside its folder.
    func files(of pack: String) throws -> [String: [UInt8]]?

    /// Reads a pack's files. The definition is `nil` when there are errors.
    func read(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic])

    /// Findings as text for people, with source lines and carets.
    func text(_ diagnostics: [Diagnostic], files: [String: [UInt8]], named folder: String) -> String
}
