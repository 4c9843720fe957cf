import Kernel

/// Reads the section `migrations`.
struct MigrationDecoder {
    /// The pack's version: no migration is for versions above it.
    let version: Version

    private static let verbs = ["set", "map", "split", "merge", "move", "retire"]

    /// One entry: records are changed, or something is retired.
    private enum Entry {
        case migration(MigrationDefinition)
        case retirement(Retirement)
    }

    /// The migrations in the author's order, which is the order in which they run, and what is retired.
    func migrations(_ node: NodeDecoder) -> ([MigrationDefinition], [Retirement]) {
        var migrations: [MigrationDefinition] = []
        var retirements: [Retirement] = []
        for entry in node.list("a list of migrations") ?? [] {
            switch self.entry(entry) {
            case .migration(let migration): migrations.append(migration)
            case .retirement(let retirement):
                if retirements.contains(where: { $0.entity == retirement.entity && $0.field == retirement.field }) {
                    entry.report(.repeatedItem, "`\(retirement.name)` is retired already")
                }
                retirements.append(retirement)
            case nil: break
            }
        }
        return (migrations, retirements)
    }

    private func entry(_ node: NodeDecoder) -> Entry? {
        let known = Self.verbs + ["to", "compute", "values", "by", "into", "of", "with", "where", "keep"]
        guard let keys = node.mapping("a migration", known: known, required: ["from"]) else { return nil }
        let verbs = Self.verbs.filter(keys.has)
        guard let verb = verbs.first, verbs.count == 1 else {
            let all = Self.verbs.map { "`\($0)`" }.joined(separator: ", ")
            node.report(.missingKey, "a migration has one of \(all)", at: node.headSpan)
            return nil
        }
        if verb == "retire" { return retirement(keys).map(Entry.retirement) }
        if keys.has("keep") { keys.report(.contradiction, "`\(verb)` has no key `keep`", atKey: "keep") }
        guard let below = keys["from"].flatMap(below), let place = keys[verb].flatMap(place),
            let step = step(verb, keys)
        else { return nil }
        return .migration(
            MigrationDefinition(
                below: below,
                place.entity,
                place.field,
                step,
                where: keys["where"]?.expression(),
                at: keys.span(ofKey: verb)
            )
        )
    }

    private func retirement(_ keys: MappingDecoder) -> Retirement? {
        for key in ["to", "compute", "values", "by", "into", "of", "with", "where"] where keys.has(key) {
            keys.report(.contradiction, "`retire` has no key `\(key)`", atKey: key)
        }
        guard let below = keys["from"].flatMap(below), let node = keys["retire"],
            let text = node.scalar("a field such as `customers.site.soil`, or an entity")?.text
        else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), let entity = EntityID("\(parts[0]).\(parts[1])"),
            parts.count == 2 || Naming.isSnake(parts[2])
        else {
            node.report(.badID, "`\(text.clipped)` is neither a field such as `customers.site.soil` nor an entity")
            return nil
        }
        return Retirement(
            below: below,
            entity,
            parts.count == 3 ? parts[2] : nil,
            keepDays: keys["keep"]?.days(),
            at: keys.span(ofKey: "retire")
        )
    }

    /// `<2.0.0`.
    private func below(_ node: NodeDecoder) -> Version? {
        guard let text = node.scalar("versions such as `<2.0.0`")?.text else { return nil }
        guard text.hasPrefix("<"), text.split(separator: ".").count == 3,
            let below = Version(text.dropFirst().trimmingPrefix(" ").description)
        else {
            node.report(.badVersion, "`\(text.clipped)` does not say which versions, such as `<2.0.0`")
            return nil
        }
        guard below <= version else {
            let message = "`\(text.clipped)` is above this version, \(version): the migration would never run"
            node.report(.contradiction, message)
            return nil
        }
        return below
    }

    /// `customers.site.soil`.
    private func place(_ node: NodeDecoder) -> (entity: EntityID, field: String)? {
        guard let text = node.scalar("a field such as `customers.site.soil`")?.text else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let entity = EntityID("\(parts[0]).\(parts[1])"), Naming.isSnake(parts[2]) else {
            node.report(.badID, "`\(text.clipped)` is not a field such as `customers.site.soil`")
            return nil
        }
        return (entity, parts[2])
    }

    /// The keys of each verb; those of another one are refused.
    private func step(_ verb: String, _ keys: MappingDecoder) -> MigrationDefinition.Step? {
        let own = [
            "set": ["to", "compute"], "map": ["values", "to"], "split": ["by", "into"], "merge": ["of", "with"],
            "move": ["to"],
        ]
        for key in Set(own.values.joined()).sorted() where keys.has(key) && !(own[verb] ?? []).contains(key) {
            keys.report(.contradiction, "`\(verb)` has no key `\(key)`", atKey: key)
        }
        switch verb {
        case "set":
            guard keys.has("to") != keys.has("compute") else {
                keys.report(.missingKey, "`set` needs `to`, a value, or `compute`, an expression", atKey: "set")
                return nil
            }
            return .set(keys["to"]?.seedValue(), keys["compute"]?.expression())
        case "map":
            let values = needed("values", of: verb, keys)?.entries("a mapping of old values to new ones", keys: .snake)
            let pairs = (values ?? []).compactMap { entry in entry.seedValue().map { (entry.key ?? "", $0) } }
            guard !pairs.isEmpty else { return nil }
            return .map(Dictionary(pairs, uniquingKeysWith: { first, _ in first }), to: keys["to"]?.id(.snake))
        case "split":
            guard let by = needed("by", of: verb, keys)?.text("a separator", length: 1...20),
                let parts = needed("into", of: verb, keys)?.ids(.snake)?.map(\.id), !parts.isEmpty
            else { return nil }
            return .split(by: by, into: parts)
        case "merge":
            guard let parts = needed("of", of: verb, keys)?.ids(.snake)?.map(\.id), !parts.isEmpty,
                let with = needed("with", of: verb, keys)?.text("a separator", length: 0...20)
            else { return nil }
            return .merge(of: parts, with: with)
        default:
            return needed("to", of: verb, keys)?.id(.snake).map { .move(to: $0) }
        }
    }

    private func needed(_ key: String, of verb: String, _ keys: MappingDecoder) -> NodeDecoder? {
        guard let node = keys[key] else {
            keys.report(.missingKey, "`\(verb)` needs the key `\(key)`", atKey: verb)
            return nil
        }
        node.refuseEmpty(key == "values" ? "value" : "field")
        return node
    }
}
