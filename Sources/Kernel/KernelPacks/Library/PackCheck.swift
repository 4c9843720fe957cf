import Foundation
import Kernel

/// Everything that can be said about a pack before a tenant enables it; what `kernel packs validate` runs.
package struct PackCheck: Sendable {
    private let catalog: Catalog
    private let library: (any PackLibrary)?
    private let mayNamePacks: Bool

    /// Checks against what a server has.
    /// - Parameters:
    ///   - catalog: Its capabilities.
    ///   - library: Packs on offer, for a pack that stands on others.
    ///   - mayNamePacks: Whether who asks could name a folder of packs with `--packs`, and has not.
    package init(catalog: Catalog, library: (any PackLibrary)? = nil, mayNamePacks: Bool = false) {
        self.catalog = catalog
        self.library = library
        self.mayNamePacks = mayNamePacks
    }

    /// Checks a folder, or its `pack.yaml`.
    /// - Parameters:
    ///   - path: As the author wrote it.
    ///   - name: The folder as findings name it; the same way where left out.
    /// - Returns: What it came to.
    package func validate(path: String, as name: String? = nil) -> PackReport {
        let isManifest = path == "pack.yaml" || path.hasSuffix("/pack.yaml")
        let written = isManifest ? String(path.dropLast("pack.yaml".count)) : path
        let place = written.isEmpty ? "." : written
        let folder = name ?? written
        let named = PackSource(files: [:], folder: folder)
        do {
            return validate(files: try PackFolder(path: place, name: named.folder).files(), folder: folder)
        } catch {
            return PackReport(pack: nil, model: nil, diagnostics: error.diagnostics, source: named)
        }
    }

    /// Checks files that are in memory.
    /// - Parameters:
    ///   - files: The files by path inside the folder.
    ///   - folder: The folder as the author named it.
    /// - Returns: What it came to.
    package func validate(files: [String: [UInt8]], folder: String) -> PackReport {
        let source = PackSource(files: files, folder: folder)
        let (decoded, findings) = PackDecoder.decodeLeniently(files: files, folder: folder)
        guard let pack = decoded else {
            return PackReport(pack: nil, model: nil, diagnostics: findings, source: source)
        }
        let others = packs(below: pack, known: [pack.id])
        let all = others.reduce(into: pack) { $0.requires += $1.requires }
        let built = ModelBuilder.buildLeniently(capabilities: capabilities(for: all, others), packs: others + [pack])
        let aftermath = Aftermath(of: findings, in: source, pack: pack)
        let told = built.diagnostics + judgements(of: pack, in: built.model)
        var diagnostics =
            findings + namesakes(of: pack) + unmet(pack.optional, others)
            + told.filter { found in
                !aftermath.explains(found) && !others.contains { found.span?.pack == $0.id }
            }
        // What is merely unlikely is told once nothing is wrong.
        if !diagnostics.contains(where: { $0.severity == .error }) {
            diagnostics += PackLint.findings(pack, built.model, source)
        }
        let isRefused = diagnostics.contains { $0.severity == .error }
        return PackReport(
            pack: isRefused && findings.contains { $0.severity == .error } ? nil : pack,
            model: built.diagnostics.contains { $0.severity == .error } ? nil : built.model,
            diagnostics: advised(diagnostics, pack, all, source),
            source: source
        )
    }

    /// What its rows, words, tests and migrations have against a model.
    private func judgements(of pack: PackDefinition, in model: TenantModel) -> [Diagnostic] {
        TerminologyCheck.findings(pack, model) + SeedCheck.findings(pack, model) + TestCheck.findings(pack, model)
            + MigrationCheck.findings(pack, model) + RetirementCheck.findings(pack, model)
    }

    /// What a server has, yet the pack does not ask for, is told as such and not as what does not exist.
    private func advised(
        _ found: [Diagnostic],
        _ pack: PackDefinition,
        _ all: PackDefinition,
        _ source: PackSource
    ) -> [Diagnostic] {
        let needed = Set(all.requires.map(\.id) + all.optional.map(\.id))
        let offered = catalog.capabilities.filter { !needed.contains($0.descriptor.id) }
            .compactMap { capability in capability.descriptor.provides.first { $0.id == capability.descriptor.id } }
        return found.map { diagnostic in
            guard diagnostic.severity == .error else { return diagnostic }
            if diagnostic.code == "P219", diagnostic.hint == nil, mayNamePacks {
                return diagnostic.hinting("if it is a pack, name the folder that holds it with `--packs`")
            }
            if diagnostic.code == "P104", source.hidesValue(at: diagnostic.span) {
                return diagnostic.hinting("`#` begins a comment: a text that begins with it needs quotes")
            }
            guard
                diagnostic.message.contains("exist") || diagnostic.message.contains("nobody declares")
                    || diagnostic.message.contains("there is no")
            else { return diagnostic }
            let names = diagnostic.message.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 && $0.element.contains(".") }
                .map { String($0.element.prefix { $0 != "." }) }
            guard let need = offered.first(where: { names.contains($0.id) && $0.id != pack.id }) else {
                return diagnostic
            }
            return diagnostic.hinting("add `\(need.id): \"\(need.major).\(need.minor)\"` to `requires`")
        }
    }

    /// A capability that the pack does not need has its id all the same: they could never stand beside each other (P200).
    private func namesakes(of pack: PackDefinition) -> [Diagnostic] {
        let known = capabilities(for: pack, []).map(\.descriptor.id)
        guard catalog.capabilities.contains(where: { $0.descriptor.id == pack.id }), !known.contains(pack.id) else {
            return []
        }
        let message = "the id `\(pack.id)` is used twice: by a capability and by a pack"
        return [Diagnostic(code: "P200", message, at: pack.spans["pack"])]
    }

    /// Optional interfaces that are there in another version only (P220), or under a name that is near (P219).
    ///
    /// Absent ones are what `optional` is for.
    private func unmet(_ optional: [Interface], _ others: [PackDefinition]) -> [Diagnostic] {
        let offered = catalog.capabilities.flatMap(\.descriptor.provides) + others.map(\.interface)
        return optional.compactMap { need in
            guard !offered.contains(where: { $0.meets(need) }) else { return nil }
            let versions = offered.filter { $0.id == need.id }.map { "\($0.major).\($0.minor)" }
            if !versions.isEmpty {
                let message = "what needs `\(need)` is left out; offered is \(versions.joined(separator: ", "))"
                return Diagnostic(.warning, .interfaceVersion, message, at: need.span)
            }
            guard let hint = DidYouMean.hint(for: need.id, in: offered.map(\.id)) else { return nil }
            let message = "what needs `\(need.id)` is left out: nothing offers it"
            return Diagnostic(.warning, .interfaceMissing, message, at: need.span, hint: hint)
        }
    }

    /// Packs on offer that a pack stands on, those that they stand on first.
    ///
    /// One that cannot be read is not there: the need of it is told.
    private func packs(below pack: PackDefinition, known: Set<String> = []) -> [PackDefinition] {
        guard let library else { return [] }
        let capabilities = Set(catalog.capabilities.map(\.descriptor.id))
        var found: [PackDefinition] = []
        for need in pack.requires where !capabilities.contains(need.id) && need.id != pack.id {
            guard !known.contains(need.id), let place = try? library.folder(of: need.id),
                let other = library.read(place).definition
            else { continue }
            for below in packs(below: other, known: known.union([need.id])) + [other]
            where !found.contains(where: { $0.id == below.id }) {
                found.append(below)
            }
        }
        return found
    }

    /// What a tenant has with just this pack; everything there is when a need is not met, so that the finding can name
    /// the versions on offer and a name that is near.
    private func capabilities(for pack: PackDefinition, _ others: [PackDefinition]) -> [CapabilityContribution] {
        let offered = catalog.capabilities.flatMap(\.descriptor.provides) + others.map(\.interface)
        guard pack.requires.allSatisfy({ need in offered.contains { $0.meets(need) } }) else {
            return catalog.capabilities
        }
        return catalog.closure(of: catalog.providers(of: pack.requires + pack.optional))
    }
}

extension PackCheck {
    /// What a pack's rows and migrations have against the model of a tenant.
    ///
    /// A tenant may lack what the pack can do without: what is about that is left out, as it is when the pack is enabled.
    static func judge(_ pack: PackDefinition, in model: TenantModel) -> [Diagnostic] {
        let owners = Set(pack.optional.map(\.id))
        func isThere(_ entity: EntityID) -> Bool { model.entities[entity] != nil || !owners.contains(entity.owner) }
        var pack = pack
        pack.referenceSeeds.removeAll { !isThere($0.entity) }
        pack.demoSeeds.removeAll { !isThere($0.entity) }
        pack.migrations.removeAll { !isThere($0.entity) }
        pack.retirements.removeAll { !isThere($0.entity) }
        return SeedCheck.findings(pack, model) + MigrationCheck.findings(pack, model)
            + RetirementCheck.findings(pack, model)
    }
}

extension PackSource {
    /// Whether what stands behind a key is a comment.
    fileprivate func hidesValue(at span: SourceSpan?) -> Bool {
        guard let span, let path = files.keys.first(where: { name(of: $0) == span.file }) else { return false }
        let line = SourceText(file: span.file, bytes: files[path] ?? []).line(span.line)
        let rest = line.map(Character.init).drop { $0 != ":" }.dropFirst().drop { $0 == " " }
        return rest.first == "#"
    }
}

extension Diagnostic {
    /// The same with another word on how it is mended.
    fileprivate func hinting(_ hint: String) -> Diagnostic {
        Diagnostic(severity, code: code, message, at: span, hint: hint)
    }
}
