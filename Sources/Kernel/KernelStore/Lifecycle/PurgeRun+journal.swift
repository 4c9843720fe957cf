import Kernel

/// What a pack calls its own in one entity of somebody else.
private struct PackWords {
    var fields: Set<String> = []
    var states: Set<String> = []
    var roles: Set<String> = []
    /// Actions that only it brings about.
    var actions: Set<String> = []

    /// Whether the details of an entry speak of any of it: in the names of what changed, in the state or the roles
    /// before and after, or in the fields that were read.
    func stand(in details: JSONValue) -> Bool {
        (details.members ?? []).contains { member in
            if fields.contains(member.name) { return true }
            switch member.name {
            case "state": return !states.isDisjoint(with: Self.texts(member.value))
            case "roles": return !roles.isDisjoint(with: Self.texts(member.value))
            case "fields": return !fields.isDisjoint(with: Self.texts(member.value))
            default: return false
            }
        }
    }

    private static func texts(_ value: JSONValue) -> Set<String> {
        switch value {
        case .string(let text): [text]
        case .array(let items): items.reduce(into: []) { $0.formUnion(texts($1)) }
        case .object(let members): members.reduce(into: []) { $0.formUnion(texts($1.value)) }
        default: []
        }
    }
}

extension PurgeRun {
    /// What journal entries say of the pack's entities and fields goes; the entries stay, and their chain holds.
    func eraseDetails() throws -> Int64 {
        var erased = Int64(
            try connection.run(
                """
                UPDATE journal SET details = NULL, salt = NULL WHERE details IS NOT NULL AND entity LIKE ? ESCAPE '\\'
                """,
                [.text(order.pack.replacing("_", with: "\\_") + ".%")]
            )
        )
        for (entity, words) in words().sorted(by: { $0.key < $1.key }) {
            let entries = try connection.rows(
                "SELECT seq, action, details FROM journal WHERE entity = ? AND details IS NOT NULL",
                [.text(entity)]
            ) { (seq: $0.int(0), action: $0.text(1), details: $0.blob(2)) }
            for entry in entries {
                let isOurs = try words.actions.contains(entry.action) || words.stand(in: JSONReader.read(entry.details))
                guard isOurs else { continue }
                try connection.run(
                    "UPDATE journal SET details = NULL, salt = NULL WHERE seq = ?",
                    [.int(entry.seq)]
                )
                erased += 1
            }
        }
        return try erased + eraseOwnChanges()
    }

    /// What the tenant changed of the pack's definitions, and of others' definitions by the pack's names.
    private func eraseOwnChanges() throws -> Int64 {
        let entries = try connection.rows(
            "SELECT seq, details FROM journal WHERE entity = 'kernel.overlay' AND details IS NOT NULL"
        ) { (seq: $0.int(0), details: $0.blob(1)) }
        let known = ownNames
        var erased: Int64 = 0
        for entry in entries {
            let isOurs = (try JSONReader.read(entry.details).members ?? []).contains { member in
                let key = member.name
                if order.edits.contains(key) || order.owns(String(key.prefix { $0 != " " })) { return true }
                let text = key + " " + String(decoding: JSONWriter.text(of: member.value), as: UTF8.self)
                return order.names(text) || !known.isDisjoint(with: Self.words(of: text))
            }
            guard isOurs else { continue }
            try connection.run("UPDATE journal SET details = NULL, salt = NULL WHERE seq = ?", [.int(entry.seq)])
            erased += 1
        }
        return erased
    }

    /// Ids that nobody but the pack gave to others' entities, or to roles and settings, and that are gone with it.
    private var ownNames: Set<String> {
        var names = order.settings
        for definition in order.definitions {
            names.formUnion(definition.roles.map(\.id))
            for extending in definition.extensions {
                let known = scope.model.entities[extending.entity]
                names.formUnion(extending.fields.map(\.id).filter { known?.field($0) == nil })
                names.formUnion(extending.states.map(\.id))
                names.formUnion(extending.moves.map(\.id))
            }
        }
        return names
    }

    /// Ids in a text, such as those of an expression.
    private static func words(of text: String) -> Set<String> {
        Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
    }

    /// What the journal says of one record goes.
    func eraseDetails(of entity: String, _ record: String) throws {
        try connection.run(
            "UPDATE journal SET details = NULL, salt = NULL WHERE entity = ? AND record = ?",
            [.text(entity), .text(record)]
        )
    }

    /// The pack's words, by the entity of somebody else in which they stand.
    private func words() -> [String: PackWords] {
        var words: [String: PackWords] = [:]
        for extending in order.definitions.flatMap(\.extensions) {
            words[extending.entity.raw, default: PackWords()].fields.formUnion(extending.fields.map(\.id))
            words[extending.entity.raw, default: PackWords()].states.formUnion(extending.states.map(\.id))
            let actions = extending.moves.map { "moved.\($0.id)" }
            words[extending.entity.raw, default: PackWords()].actions.formUnion(actions)
        }
        words["kernel.tenant", default: PackWords()].fields.formUnion(order.settings)
        words[memberEntity.raw, default: PackWords()].roles.formUnion(order.definitions.flatMap(\.roles).map(\.id))
        return words
    }
}
