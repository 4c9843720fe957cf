import Foundation
import Kernel

/// A file of own changes, as edits.
///
/// It has the sections of a pack that are about definitions, and no head: `entities`, `extend`, `permissions`, `roles`,
/// `settings`, `screens`, `change`. A whole pack may be given too: its head and its needs are left aside.
package struct OverlayFile {
    /// Members of `PATCH /api/overlay`.
    package let edits: [JSONValue]

    /// A file that cannot be read as one of changes.
    package struct Refused: Error, CustomStringConvertible {
        /// Findings with source lines and carets, or a sentence.
        package let description: String
    }

    private static let head = ["pack", "format", "version", "title", "description", "requires", "optional"]
    private static let sections = ["entities", "extend", "permissions", "roles", "settings", "screens", "change"]

    /// Reads a file.
    /// - Throws: `Refused`.
    package init(path: String) throws {
        let loaded = YAMLReader.load(path: path, as: path)
        guard let bytes = loaded.bytes else {
            throw Refused(description: loaded.diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n"))
        }
        let read = YAMLReader.read(bytes, file: path)
        let renderer = DiagnosticRenderer(sources: [SourceText(file: path, bytes: bytes)])
        guard let node = read.node, !read.diagnostics.contains(where: { $0.severity == .error }) else {
            throw Refused(description: renderer.text(read.diagnostics))
        }
        let findings = Findings()
        edits = Self.edits(NodeDecoder(node, findings: findings))
        guard findings.all.isEmpty else { throw Refused(description: renderer.text(findings.all)) }
    }

    private static func edits(_ root: NodeDecoder) -> [JSONValue] {
        guard let keys = root.mapping("a file of changes", known: sections + head) else { return [] }
        return sections.flatMap { section -> [JSONValue] in
            guard let node = keys[section] else { return [] }
            switch section {
            case "entities": return things(node, "entity/\(OverlayEdit.owner).")
            case "extend": return (entries(node)).flatMap { extended($0) }
            case "permissions": return things(node, "permission/")
            case "roles": return things(node, "role/")
            case "settings": return things(node, "setting/")
            case "screens":
                return entries(node).flatMap { entry in
                    entry.key == "menu"
                        ? things(entry, "menu/") : [edit("screen/\(entry.key ?? "")", entry, whole: true)]
                }
            default: return entries(node).map { edit($0.key ?? "", $0, whole: false) }
            }
        }
    }

    private static func things(_ node: NodeDecoder, _ prefix: String) -> [JSONValue] {
        entries(node).map { edit("\(prefix)\($0.key ?? "")", $0, whole: true) }
    }

    private static func extended(_ entity: NodeDecoder) -> [JSONValue] {
        let kinds = ["fields": "field", "states": "state", "moves": "move", "checks": "check"]
        guard let keys = entity.mapping("an extension", known: kinds.keys.sorted()) else { return [] }
        return kinds.sorted { $0.key < $1.key }.flatMap { section, kind in
            keys[section].map { things($0, "entity/\(entity.key ?? "")/\(kind)/") } ?? []
        }
    }

    private static func entries(_ node: NodeDecoder) -> [NodeDecoder] {
        guard case .mapping(let entries, _) = node.node else {
            let none: [NodeDecoder]? = node.mismatch("a mapping")
            return none ?? []
        }
        return entries.map { NodeDecoder($0, findings: node.findings) }
    }

    private static func edit(_ address: String, _ node: NodeDecoder, whole: Bool) -> JSONValue {
        var members = [JSONValue.Member("address", .string(address))]
        if whole { members.append(JSONValue.Member("property", .string(OverlayEdit.whole))) }
        return .object(members + [JSONValue.Member("value", json(node.node))])
    }

    /// What stands there, typed by its reader; a bare `null` takes away.
    private static func json(_ node: YAMLNode) -> JSONValue {
        switch node {
        case .scalar(let scalar) where scalar.style == .plain && (scalar.text == "null" || scalar.text.isEmpty): .null
        case .scalar(let scalar) where scalar.style == .plain && ["true", "false"].contains(scalar.text):
            .bool(scalar.text == "true")
        case .scalar(let scalar) where scalar.style == .plain && Int64(scalar.text).map { "\($0)" } == scalar.text:
            .number(scalar.text)
        case .scalar(let scalar): .string(scalar.text)
        case .sequence(let items, _): .array(items.map(json))
        case .mapping(let entries, _): .object(entries.map { JSONValue.Member($0.key, json($0.value)) })
        }
    }
}
