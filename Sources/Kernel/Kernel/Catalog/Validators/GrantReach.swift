/// What `fields` and `limit` of a grant can narrow; elsewhere they would do nothing (P216).
struct GrantReach {
    private let draft: ModelDraft

    init(_ draft: ModelDraft) {
        self.draft = draft
    }

    func findings(_ grant: Owned<Grant>, of role: String) -> [Diagnostic] {
        let content = grant.content
        guard content.fields != nil || !content.limit.isEmpty else { return [] }
        let place = "the grant of `\(content.permission)` to `\(role)`"
        let address = Self.address(of: content, to: role)
        func finding(_ message: String, _ part: String, _ hint: String? = nil) -> Diagnostic {
            let word = Self.within(grant.span, draft.span(at: "\(address)/\(part)", by: grant.owner))
            return Diagnostic(code: "P216", message, at: word ?? grant.span, hint: hint)
        }
        let entity = draft.entity(ofPermission: content.permission).map(draft.merged)
        let verb = entity.flatMap { entity in
            RecordVerb.allCases.first { Permission.record(entity.id, $0) == content.permission }
        }
        var findings: [Diagnostic] = []
        if let fields = content.fields {
            if let entity {
                let known = entity.fields.map(\.id)
                findings += fields.subtracting(known).sorted().map { name in
                    let message = "\(place) names `\(name)`, which is not a field of `\(entity.id)`"
                    return finding(message, "fields/\(name)", hint(name, known))
                }
            }
            if verb == nil || verb == .delete {
                let message = "\(place) names `fields`, which narrow `read`, `create` and `update` only"
                findings.append(finding(message, "fields"))
            }
        }
        guard !content.limit.isEmpty else { return findings }
        let bounded = bounded(by: content.permission, verb, entity)
        guard !bounded.isEmpty else {
            return findings + [finding("\(place) has a `limit`, and nothing that it allows writes a number", "limit")]
        }
        for name in content.limit.keys.sorted() {
            let same = bounded.filter { $0.id == name }
            if same.isEmpty {
                let thing = entity.map { "a field of `\($0.id)`" } ?? "a field or an input of a move that needs it"
                let message = "\(place) names `\(name)`, which is not \(thing)"
                findings.append(finding(message, "limit/\(name)", hint(name, bounded.map(\.id))))
            } else if let field = same.first, !same.contains(where: \.isNumber) {
                let message = "\(place) limits `\(name)`, which is of the type `\(field.type.word)` and no number"
                findings.append(finding(message, "limit/\(name)"))
            }
        }
        return findings
    }

    /// A word of a grant, unless the grant stands elsewhere: in another pack, or in a change of the tenant's own.
    static func within(_ grant: SourceSpan?, _ word: SourceSpan?) -> SourceSpan? {
        guard let grant else { return word }
        return word.flatMap { $0.file == grant.file ? $0 : nil }
    }

    /// Where a pack writes a grant.
    static func address(of grant: Grant, to role: String) -> String {
        let dot = grant.permission.lastIndex(of: ".") ?? grant.permission.endIndex
        return "role/\(role)/grants/\(grant.permission[..<dot])/\(grant.permission[dot...].dropFirst())"
    }

    /// The fields whose numbers are looked at when a permission is used: those of the record that is written, and the
    /// inputs of the moves that need it.
    private func bounded(
        by permission: String,
        _ verb: RecordVerb?,
        _ entity: EntityDefinition?
    ) -> [FieldDefinition] {
        let moves = draft.entities.map { draft.merged($0.content) }.flatMap { entity in
            entity.moves.filter { ($0.needs ?? "\(entity.id.raw).\($0.id)") == permission }.flatMap { move in
                entity.fields + move.input
            }
        }
        return (verb == .create || verb == .update ? entity?.fields ?? [] : []) + moves
    }

    private func hint(_ name: String, _ names: [String]) -> String? {
        DidYouMean.hint(for: name, in: Set(names))
    }
}

extension FieldDefinition {
    /// Whether a limit can bound its values.
    fileprivate var isNumber: Bool {
        switch type {
        case .int, .decimal, .money, .duration: true
        default: false
        }
    }
}
