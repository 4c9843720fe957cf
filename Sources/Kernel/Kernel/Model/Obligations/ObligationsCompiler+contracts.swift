extension ObligationsCompiler {
    mutating func add(_ contract: ContractTemplate, of owner: String, to model: inout ObligationsModel) {
        guard let entity = compiler.definitions[contract.entity] else {
            let hint = DidYouMean.hint(for: contract.entity.raw, in: draft.entityNames)
            let message = "the contract `\(contract.id)` is for `\(contract.entity)`, which does not exist"
            let span = draft.span(at: "contract/\(contract.id)/for/\(contract.entity)", by: owner)
            return report("P212", message, at: span ?? contract.span, hint: hint)
        }
        let key = "\(contract.entity.raw)/\(contract.id)"
        if let other = model.contracts[key] {
            let message = "the contract `\(contract.id)` is declared by `\(other.owner)` and by `\(owner)`"
            return report("P632", message, at: contract.span)
        }
        var places: [String: ContractPlace] = [:]
        for clause in contract.clauses {
            for (language, text) in clause.text.texts.sorted(by: { $0.key < $1.key }) {
                if !ContractText.areBracesPaired(text) {
                    let message =
                        "the clause `\(clause.id)` (\(language)) has a brace without its other half, or braces within braces"
                    let address = "contract/\(contract.id)/clause/\(clause.id)/\(language)/{"
                    let span = draft.span(at: address, by: owner) ?? clause.span
                    report("P630", message, at: span, hint: "such as `{\(entity.id.name).name}`")
                }
                for path in ContractText.places(text) where places[path] == nil && !path.contains("{") {
                    let address = "contract/\(contract.id)/clause/\(clause.id)/\(language)/{\(path)}"
                    let span = draft.span(at: address, by: owner) ?? clause.span
                    places[path] = place(path, contract, entity, "\(clause.id)` (\(language))", at: span)
                }
            }
        }
        model.contracts[key] = CompiledContract(
            owner: owner,
            definition: contract,
            places: places,
            signers: contract.signers.compactMap { signer($0, contract, entity) }
        )
    }

    private mutating func signer(
        _ name: PlacedName,
        _ contract: ContractTemplate,
        _ entity: EntityDefinition
    ) -> (id: String, title: LocalizedText)? {
        if name.text == entity.id.name { return (name.text, word(for: entity.id) ?? entity.title) }
        if let role = draft.roles.first(where: { $0.content.id == name.text }) {
            return (name.text, role.content.title)
        }
        let references = entity.fields.filter { if case .reference = $0.type { true } else { false } }
        if let reference = references.first(where: { $0.id == name.text }) {
            // A reference named after its entity means no more than that; any other name says who it is.
            let target = reference.type.target.flatMap { $0.name == reference.id ? word(for: $0) : nil }
            return (name.text, target ?? reference.title)
        }
        let names = [entity.id.name] + references.map(\.id) + draft.roles.map(\.content.id)
        let message = "`\(name.text)` cannot sign the contract `\(contract.id)`: no role and no reference has this name"
        report("P631", message, at: name.span, hint: DidYouMean.hint(for: name.text, in: names))
        return nil
    }

    /// The tenant's word for one of an entity, in the languages that it has; elsewhere the entity's title.
    private func word(for entity: EntityID) -> LocalizedText? {
        let title = compiler.definitions[entity]?.title.texts ?? [:]
        guard let word = draft.terminology[entity]?.one.texts else { return nil }
        return LocalizedText(title.merging(word) { _, own in own })
    }

    private mutating func place(
        _ path: String,
        _ contract: ContractTemplate,
        _ entity: EntityDefinition,
        _ clause: String,
        at span: SourceSpan?
    ) -> ContractPlace? {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let head = entity.id.name
        switch parts.count {
        case 1:
            if path == "today" { return .today }
            if let input = contract.inputs.first(where: { $0.id == path }) {
                return plain(.input(input), input, path, clause, span)
            }
        case 2 where path == "tenant.name": return .tenantName
        case 2 where parts[0] == head:
            if let field = entity.fields.first(where: { $0.id == parts[1] }) {
                return plain(.field(field), field, path, clause, span)
            }
        case 3 where parts[0] == head:
            if case .reference(let target, _, _)? = entity.fields.first(where: { $0.id == parts[1] })?.type,
                let field = compiler.definitions[target]?.fields.first(where: { $0.id == parts[2] })
            {
                return plain(.far(reference: parts[1], target, field), field, path, clause, span)
            }
        default: break
        }
        let names = contract.inputs.map(\.id) + entity.fields.map { "\(head).\($0.id)" } + ["tenant.name", "today"]
        let message = "the clause `\(clause) names `{\(path)}`, which is no input and no field of `\(entity.id)`"
        report(
            "P630",
            message,
            at: span,
            hint: DidYouMean.nearest(to: path, in: names).map { "did you mean `{\($0)}`?" }
        )
        return nil
    }

    private mutating func plain(
        _ place: ContractPlace,
        _ field: FieldDefinition,
        _ path: String,
        _ clause: String,
        _ span: SourceSpan?
    ) -> ContractPlace? {
        let isPlain =
            switch field.type {
            case .reference, .references, .list, .geo: false
            default: !field.secret
            }
        if isPlain { return place }
        let what = field.secret ? "a secret" : "of the type `\(field.type.word)`"
        report("P630", "the clause `\(clause) names `{\(path)}`, which is \(what) and no text", at: span)
        return nil
    }
}

/// The texts of clauses: what stands in braces is filled in, everything else is the text.
enum ContractText {
    /// What stands in braces, in order.
    static func places(_ text: String) -> [String] {
        var places: [String] = []
        _ = filled(text) { path in
            places.append(path)
            return ""
        }
        return places
    }

    /// Whether each `{` is closed by the next brace, and each `}` closes one.
    static func areBracesPaired(_ text: String) -> Bool {
        var isOpen = false
        for character in text where character == "{" || character == "}" {
            guard (character == "}") == isOpen else { return false }
            isOpen.toggle()
        }
        return !isOpen
    }

    /// The text with its places filled.
    ///
    /// A brace that is not closed is text; a pack with one is refused (P630).
    static func filled(_ text: String, _ value: (String) throws -> String) rethrows -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += try value(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
