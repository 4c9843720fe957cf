import Foundation
import Kernel
import KernelPacks

// plugins.yaml:
//
//   format: 1
//   plugins:
//     hello: { library: Plugins/Hello/.build/kernel/libHello.so }   # beside this file, or absolute
//
// In the order in which they are loaded: what another one needs stands before it.

/// What a `plugins.yaml` lists.
struct PluginsFile {
    /// One plugin of the list.
    struct Entry: Sendable {
        /// What the operator calls it.
        let name: String
        /// Where its library lies.
        let library: String
    }

    let entries: [Entry]

    /// Reads a list.
    /// - Throws: `Refusal` with every finding and its place.
    static func read(_ path: String) throws(Refusal) -> PluginsFile {
        let loaded = YAMLReader.load(path: path, as: path)
        guard let bytes = loaded.bytes else { throw refusal(loaded.diagnostics, path, []) }
        let (node, diagnostics) = YAMLReader.read(bytes, file: path)
        let findings = Findings(diagnostics)
        let folder = URL(filePath: path).deletingLastPathComponent()
        let entries = node.map { self.entries(NodeDecoder($0, findings: findings), beside: folder) } ?? []
        guard !findings.hasErrors else { throw refusal(findings.all, path, bytes) }
        return PluginsFile(entries: entries)
    }

    private static func entries(_ root: NodeDecoder, beside folder: URL) -> [Entry] {
        guard let keys = root.mapping("a list of plugins", known: [], required: ["format", "plugins"]) else {
            return []
        }
        if let format = keys["format"]?.int(), format != 1 {
            keys.report(.wrongFormat, "the format \(format) is not known; this version reads 1", atKey: "format")
        }
        let named = keys["plugins"]?.entries("a mapping of plugins", keys: .kebab) ?? []
        return named.compactMap { node in
            guard let keys = node.mapping("a plugin", known: [], required: ["library"]),
                let library = keys["library"]?.text("a library", length: 1...1_000)
            else { return nil }
            return Entry(name: node.key ?? "", library: URL(filePath: library, relativeTo: folder).path())
        }
    }

    private static func refusal(_ diagnostics: [Diagnostic], _ path: String, _ bytes: [UInt8]) -> Refusal {
        let renderer = DiagnosticRenderer(sources: [SourceText(file: path, bytes: bytes)])
        return Refusal("The list of plugins cannot be used.\n\(renderer.text(diagnostics))")
    }
}
