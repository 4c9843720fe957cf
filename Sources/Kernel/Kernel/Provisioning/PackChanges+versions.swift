extension PackChanges {
    /// A version of a pack that a tenant could have, checked by itself.
    struct Offer: Sendable {
        let definition: PackDefinition
        let files: [String: [UInt8]]
        var warnings: [Diagnostic] = []

        /// The folder that findings name: where it lay when it was read.
        var folder: String {
            definition.spans["pack"].map { String($0.file.prefix { $0 != "/" }) } ?? definition.id
        }
    }

    /// The version of a pack that is named, else the highest on offer.
    ///
    /// Versions come from the folders of packs, then from the sources that this server keeps: what any tenant of it ever had.
    /// Only what is asked for has to be readable.
    /// - Throws: 404 where there is none, naming those there are; 422 with every finding.
    func offer(_ id: String, version: Version?) throws -> Offer {
        let all = try found(id)
        guard let version else {
            if let newest = try newest(of: all, isMeant: { _ in true }) { return newest }
            return try offered(id)
        }
        let sound = all.compactMap(\.sound)
        if let found = sound.first(where: { $0.definition.version == version }) { return found }
        // What an older source says would be taken in the place of a broken folder unseen.
        if let broken = all.first(where: { $0.sound == nil && ($0.claimed ?? version) == version }) {
            throw refused(broken)
        }
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

    /// Every version of a pack in the folders.
    func found(_ id: String) throws -> [FoundVersion] {
        try packs.versions(of: id).map { FoundVersion($0, packs.read($0)) }
    }

    /// The highest version on offer that is meant and fits.
    ///
    /// A folder that cannot be read may be the one: where its version is not known, or higher than any that can be read and
    /// meant too. An older one is not taken in its place.
    /// - Throws: 422 with what is wrong with that folder.
    func newest(
        of all: [FoundVersion],
        isMeant: (VersionOnOffer) -> Bool,
        where fits: (PackDefinition) -> Bool = { _ in true }
    ) throws -> Offer? {
        let best = all.compactMap(\.sound)
            .filter { isMeant(VersionOnOffer($0.definition.id, $0.definition.version)) && fits($0.definition) }
            .max { $0.definition.version < $1.definition.version }
        let broken = all.first { found in
            guard found.sound == nil else { return false }
            guard let claimed = found.claimed else { return true }
            return isMeant(VersionOnOffer(found.id, claimed)) && best.map { $0.definition.version < claimed } ?? true
        }
        if let broken { throw refused(broken) }
        return best
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

/// The version of a pack that a folder holds, or says that it holds.
struct VersionOnOffer {
    let id: String
    let version: Version

    init(_ id: String, _ version: Version) {
        self.id = id
        self.version = version
    }

    func meets(_ need: Interface) -> Bool {
        Interface(id, version.major, version.minor).meets(need)
    }
}

/// A version of a pack in a folder; `sound` where it can be read.
struct FoundVersion {
    let place: PackOnOffer
    let sound: PackChanges.Offer?
    let diagnostics: [Diagnostic]

    init(_ place: PackOnOffer, _ read: (definition: PackDefinition?, diagnostics: [Diagnostic])) {
        self.place = place
        diagnostics = read.diagnostics
        sound = read.definition.map {
            PackChanges.Offer(definition: $0, files: place.files, warnings: read.diagnostics)
        }
    }

    var id: String { String(place.folder.prefix { $0 != "@" }) }

    /// The version that a folder says, by its name or else in its `pack.yaml`, as far as that can be told of one with errors.
    var claimed: Version? {
        let parts = place.folder.split(separator: "@")
        if parts.count == 2 { return Version(String(parts[1])) }
        let text = String(decoding: place.files["pack.yaml"] ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("version:") }
        return line.flatMap { Version($0.dropFirst("version:".count).filter { $0.isNumber || $0 == "." }) }
    }
}
