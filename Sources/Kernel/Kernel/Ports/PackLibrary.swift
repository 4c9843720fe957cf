/// Where packs on offer are found and how their files become definitions; implemented by the packs room.
package protocol PackLibrary: Sendable {
    /// Ids of the packs on offer, read from disk at this moment.
    func offered() throws -> [String]

    /// The folder of a pack on offer that has no version behind its name.
    func folder(of pack: String) throws -> PackOnOffer?

    /// Every folder with a version of a pack on offer.
    func versions(of pack: String) throws -> [PackOnOffer]

    /// Reads a pack's files. The definition is `nil` when there are errors.
    func read(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic])

    /// Reads files that a server accepted once: rules that came later refuse them only where they decide about something
    /// (`Diagnostic.isLetPass`).
    func readAccepted(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic])

    /// What a pack's rows and migrations have against the model that it leads to: what `kernel packs validate` tells, of the
    /// model of a tenant.
    func judge(_ pack: PackDefinition, in model: TenantModel) -> [Diagnostic]

    /// Findings as text for people, with source lines and carets.
    func text(_ diagnostics: [Diagnostic], files: [String: [UInt8]], named folder: String) -> String
}

extension PackLibrary {
    /// A library with one version of each pack.
    package func versions(of pack: String) throws -> [PackOnOffer] {
        [try folder(of: pack)].compactMap(\.self)
    }
}
