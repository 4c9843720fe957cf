extension PackChanges {
    /// A version of a pack that a tenant could have, checked by itself.
    struct Offer: Sendable {
        let definition: PackDefinition
        let files: [String: [UInt8]]
        var warnings: [Diagnostic] = []
    }

    /// The version of a pack that is named, else the highest on offer.
    ///
    /// Versions come from the folders of packs, then from the sources that this server keeps: what any tenant of it ever had.
    /// - Throws: 404 where there is none, naming those there are; 422 with every finding.
    func offer(_ id: String, version: Version?) throws -> Offer {
        let all = try packs.versions(of: id).map { files in (files: files, read: packs.read(files, named: id)) }
        let sound = all.compactMap { files, read in
            read.definition.map { Offer(definition: $0, files: files, warnings: read.diagnostics) }
        }
        // A broken version may be the one that is meant: what an older source says would be taken in its place unseen.
        let broken = all.first { files, read in read.definition == nil && Self.isMeant(version, files) }
        if let broken { throw refused(broken.read.diagnostics, broken.files, id) }
        guard let version else {
            if let newest = sound.max(by: { $0.definition.version < $1.definition.version }) { return newest }
            let (definition, files, warnings) = try offered(id)
            return Offer(definition: definition, files: files, warnings: warnings)
        }
        if let found = sound.first(where: { $0.definition.version == version }) { return found }
        let kept = try directory.control.packVersions(of: id)
        if let source = kept.first(where: { $0.version == version.description }),
            let files = try directory.control.packSource(hash: source.hash)
        {
            return Offer(definition: try tenants.library.definition(hash: source.hash, id: id), files: files)
        }
        let known = Set(sound.map(\.definition.version) + kept.compactMap { Version($0.version) }).sorted()
        let there =
            known.isEmpty
            ? "There is no pack `\(InputDecoder.shown(id))` on offer."
            : "There is no version \(version) of `\(id)`; there is \(known.map(\.description).joined(separator: ", "))."
        throw KernelError(.notFound, there)
    }

    /// Whether a version that cannot be read is the one that is asked for: any may be, where none is named.
    private static func isMeant(_ version: Version?, _ files: [String: [UInt8]]) -> Bool {
        guard let version else { return true }
        let text = String(decoding: files["pack.yaml"] ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("version:") }
        return line.map { $0.contains(version.description) } ?? true
    }

    /// Reads a version as it is asked for.
    /// - Throws: 422 where it is none.
    static func version(_ text: String?) throws(KernelError) -> Version? {
        guard let text else { return nil }
        guard let version = Version(text) else {
            throw KernelError.invalid([Finding("to", "pattern", "Must be a version, such as `2.1.0`.")])
        }
        return version
    }
}
