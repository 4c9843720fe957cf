/// Edits as the small pack that they are: the files that the engine of packs reads and checks.
package struct OverlayPack {
    /// A pack's head.
    package struct Head {
        package var id = OverlayEdit.owner
        package var version = "1.0.0"
        package var title = "Own changes"
        package var requires: [(interface: String, version: String)] = []

        package init() {}
    }

    private let written: PackText

    /// Writes edits; reverted ones must have been left out.
    /// - Throws: `unavailable` where an edit cannot be read.
    package init(_ edits: [OverlayEdit], head: Head = Head()) throws {
        let tree = PackTree()
        for edit in edits.sorted(by: { $0.key < $1.key }) {
            guard let address = DefinitionAddress(edit.address) else { continue }
            if edit.isWhole {
                tree.put(try edit.json, at: address.section(of: head.id), origin: edit.key)
            } else {
                let path = ["change", address.description] + Self.parts(of: edit.property)
                tree.put(try edit.json, at: path, origin: edit.key)
            }
        }
        func text(_ text: String) -> PackText.Part { .value(.string(text), origin: "") }
        var entries: [(key: String, part: PackText.Part)] = [
            ("pack", text(head.id)), ("format", .value(.number("1"), origin: "")), ("version", text(head.version)),
            ("title", text(head.title)),
        ]
        if !head.requires.isEmpty {
            entries.append(("requires", .group(head.requires.map { ($0.interface, text($0.version)) })))
        }
        written = PackText(entries + tree.entries)
    }

    /// `grants.customers.site.read` stands under `grants`, `customers.site`, `read`; others under each word.
    private static func parts(of property: String) -> [String] {
        let words = property.split(separator: ".").map(String.init)
        guard words.first == "grants", words.count > 2 else { return words }
        return ["grants", words[1..<(words.count - 1)].joined(separator: "."), words[words.count - 1]]
    }

    /// `pack.yaml`.
    package var text: String { written.text }

    /// The files of the pack.
    package var files: [String: [UInt8]] { ["pack.yaml": Array(text.utf8)] }

    /// The edits that a finding is about.
    func edits(at span: SourceSpan?) -> [String] {
        guard let span, span.file == "pack.yaml" else { return [] }
        return written.origins(ofLine: span.line)
    }
}

extension DefinitionAddress {
    /// Where a pack declares such a thing as its own: keys from the top of the file.
    func section(of pack: String) -> [String] {
        func place(_ entity: EntityID) -> [String] {
            entity.owner == pack ? ["entities", entity.name] : ["extend", entity.raw]
        }
        return switch self {
        case .entity(let entity): place(entity)
        case .field(let entity, let field): place(entity) + ["fields", field]
        case .option(let entity, let field, let option): place(entity) + ["fields", field, "of", option]
        case .state(let entity, let state): place(entity) + ["states", state]
        case .move(let entity, let move): place(entity) + ["moves", move]
        case .check(let entity, let check): place(entity) + ["checks", check]
        case .role(let role): ["roles", role]
        case .permission(let permission): ["permissions", permission]
        case .setting(let setting): ["settings", setting]
        case .terminology(let entity): ["terminology", entity.raw]
        case .screen(let screen): ["screens", screen]
        case .menu(let group): ["screens", "menu", group]
        case .onboarding(let step): ["onboarding", step]
        }
    }

    /// Whether a tenant may have such a thing of its own, in full.
    package var canBeOwn: Bool {
        switch self {
        case .entity(let entity): entity.owner == OverlayEdit.owner
        case .field, .state, .move, .check, .role, .permission, .setting, .screen, .menu: true
        case .option, .terminology, .onboarding: false
        }
    }
}

/// Keys inside keys, each where it came first.
private struct PackTree {
    private final class Node {
        var keys: [String] = []
        var inner: [String: Node] = [:]
        var value: (JSONValue, String)?
    }

    private let root = Node()

    func put(_ value: JSONValue, at path: [String], origin: String) {
        var node = root
        for key in path {
            let next = node.inner[key] ?? Node()
            if node.inner[key] == nil {
                node.keys.append(key)
                node.inner[key] = next
            }
            node = next
        }
        // A thing given as a whole may have parts that were given by themselves: they stand inside it.
        if case .object(let members) = value, !path.isEmpty, path.count > 1, path[0] == "entities" {
            for member in members {
                if let things = member.value.members, ["fields", "states", "moves", "checks"].contains(member.name) {
                    for thing in things { put(thing.value, at: path + [member.name, thing.name], origin: origin) }
                } else {
                    put(member.value, at: path + [member.name], origin: origin)
                }
            }
        } else {
            node.value = (value, origin)
        }
    }

    var entries: [(key: String, part: PackText.Part)] { Self.entries(of: root) }

    private static func entries(of node: Node) -> [(key: String, part: PackText.Part)] {
        node.keys.compactMap { key in
            guard let inner = node.inner[key] else { return nil }
            if let (value, origin) = inner.value { return (key, .value(value, origin: origin)) }
            return (key, .group(entries(of: inner)))
        }
    }
}
