import Kernel

/// Reads the files of a pack into its definition, or says everything that is wrong with them.
///
/// Shape, types and spellings are decided here; whether what a pack names exists is decided by the model's validators
/// (`PackCheck` asks both).
package enum PackDecoder {
    /// The version of the format that is read.
    package static let format: Int64 = 1

    /// Decodes the files of a pack.
    /// - Parameters:
    ///   - files: The files by path inside the folder.
    ///   - folder: The folder as the author named it, for findings; its last part must be the pack's id. Empty when it
    ///     is not known.
    /// - Returns: The definition, `nil` when a finding is an error, and all findings.
    package static func decode(
        files: [String: [UInt8]],
        folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        let (definition, diagnostics) = decodeLeniently(files: files, folder: folder)
        let isRefused = diagnostics.contains { $0.severity == .error }
        return (isRefused ? nil : definition, diagnostics)
    }

    /// Like `decode`, for files that were accepted once: what rules that came later merely find in vain is let pass.
    package static func decodeAccepted(
        files: [String: [UInt8]],
        folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        let (definition, diagnostics) = decodeLeniently(files: files, folder: folder)
        let accepted = Set([folder])
        let isRefused = diagnostics.contains { $0.severity == .error && !$0.isLetPass(in: accepted) }
        return (isRefused ? nil : definition, diagnostics)
    }

    /// Like `decode`, but gives what could be read also where there are errors, so that the model's checks can be told in
    /// the same run.
    static func decodeLeniently(
        files: [String: [UInt8]],
        folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        let source = PackSource(files: files, folder: folder)
        let findings = Findings()
        report(source, to: findings)
        guard files["pack.yaml"] != nil else { return (nil, findings.all) }
        let manifest = root(of: "pack.yaml", in: source, findings)
        let decoder = ManifestDecoder(source: source, findings: findings)
        let definition = manifest.flatMap(decoder.definition)
        return (definition, findings.all)
    }

    /// The root of a file that can be read as YAML.
    static func root(of path: String, in source: PackSource, _ findings: Findings) -> NodeDecoder? {
        let (node, diagnostics) = YAMLReader.read(source.files[path] ?? [], file: source.name(of: path))
        findings.add(diagnostics)
        return node.map { NodeDecoder($0, findings: findings) }
    }

    private static func report(_ source: PackSource, to findings: Findings) {
        let expected = [
            "pack.yaml", "entities/<name>.yaml", "seed/reference.yaml", "seed/demo.yaml", "tests/<name>.yaml",
            "i18n/<language>.yaml", "README.md", "docs/", "icon.svg", "logo.svg",
        ]
        for path in source.paths(.unknown) {
            let isFolder = path.hasSuffix("/")
            let message = "`\(path.clipped)` is \(isFolder ? "a folder, and none" : "not a file") of a pack"
            findings.report(
                .unknownFile,
                message,
                at: start(of: path, in: source),
                hint: Spelling.hint(for: path, in: expected)
            )
        }
        for path in source.paths(.later) {
            findings.report(
                .notInThisVersion,
                "`\(path.clipped)` is not accepted in this version",
                at: start(of: path, in: source)
            )
        }
        if source.files["pack.yaml"] == nil {
            findings.report(.noManifest, "the folder holds no `pack.yaml`", at: start(of: "pack.yaml", in: source))
        }
    }

    private static func start(of path: String, in source: PackSource) -> SourceSpan {
        SourceSpan(file: source.name(of: path), line: 1, column: 1, length: 1)
    }
}
