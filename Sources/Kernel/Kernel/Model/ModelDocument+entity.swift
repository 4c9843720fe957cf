extension JSONWriter {
    /// An entity of a model.
    mutating func entity(_ entity: EntityModel, rules: [RecordRule]) {
        let definition = entity.definition
        object { writer in
            writer.key("title")
            writer.localized(definition.title)
            writer.key("collection")
            writer.string(definition.collection)
            writer.key("label")
            writer.string(definition.label)
            writer.key("verbs")
            writer.array(RecordVerb.allCases.filter(definition.verbs.contains)) { $0.string($1.rawValue) }
            writer.key("fields")
            writer.array(entity.fields) { writer, field in
                writer.field(field.definition, owner: field.owner, compute: entity.computed[field.id])
            }
            writer.key("far_ends")
            writer.object { writer in
                for (name, end) in entity.farEnds.sorted(by: { $0.key < $1.key }) {
                    writer.key(name)
                    writer.string("\(end.entity.raw).\(end.field)")
                }
            }
            writer.key("scopes")
            writer.object { writer in
                for (scope, path) in definition.scopes.sorted(by: { $0.key < $1.key }) {
                    writer.key(scope.rawValue)
                    writer.string(path.text)
                }
            }
            writer.key("states")
            writer.array(definition.states) { $0.state($1) }
            writer.key("moves")
            writer.array(definition.moves.compactMap { entity.moves[$0.id] }) { $0.move($1) }
            writer.uniques(definition.uniques)
            writer.checks(entity.checks)
            writer.scoring(entity.scoring)
            writer.offline(definition.offline)
            if !rules.isEmpty {
                writer.key("rules")
                writer.array(rules.map(\.id).sorted()) { $0.string($1) }
            }
        }
    }

    private mutating func uniques(_ rules: [UniqueRule]) {
        guard !rules.isEmpty else { return }
        key("unique")
        array(rules) { writer, rule in
            writer.object { writer in
                writer.key("fields")
                writer.array(rule.fields) { $0.string($1) }
                if let states = rule.states {
                    writer.key("states")
                    writer.array(states) { $0.string($1) }
                }
                writer.key("message")
                writer.localized(rule.message)
            }
        }
    }

    private mutating func checks(_ checks: [CompiledCheck]) {
        guard !checks.isEmpty else { return }
        key("checks")
        array(checks) { writer, check in
            writer.object { writer in
                writer.key("id")
                writer.string(check.definition.id)
                writer.key("field")
                writer.string(check.field)
                writer.key("if")
                writer.raw(ExpressionJSON.bytes(of: check.condition))
                writer.key("else")
                writer.localized(check.definition.refusal)
            }
        }
    }

    private mutating func state(_ state: StateDefinition) {
        object { writer in
            writer.key("id")
            writer.string(state.id)
            writer.key("title")
            writer.localized(state.title)
            writer.key("start")
            writer.bool(state.start)
            writer.key("final")
            writer.bool(state.final)
            writer.flag("locked", state.locked)
        }
    }

    private mutating func move(_ move: CompiledMove) {
        object { writer in
            writer.key("id")
            writer.string(move.definition.id)
            writer.key("title")
            writer.localized(move.definition.title)
            writer.key("from")
            writer.array(move.definition.from) { $0.string($1) }
            writer.key("to")
            writer.string(move.definition.to)
            writer.key("permission")
            writer.string(move.permission)
            writer.key("input")
            writer.array(move.definition.input) { $0.field($1, owner: nil) }
            writer.key("set")
            writer.object { writer in
                for assignment in move.assignments {
                    writer.key(assignment.field)
                    writer.raw(ExpressionJSON.bytes(of: assignment.value))
                }
            }
            if let condition = move.condition {
                writer.key("if")
                writer.raw(ExpressionJSON.bytes(of: condition))
            }
            if let refusal = move.definition.refusal {
                writer.key("else")
                writer.localized(refusal)
            }
        }
    }

    /// A field of an entity, an input or a setting.
    mutating func field(
        _ field: FieldDefinition,
        owner: String?,
        compute: ExpressionNode? = nil,
        from: String? = nil
    ) {
        object { writer in
            writer.key("id")
            writer.string(field.id)
            writer.key("type")
            writer.string(field.type.word)
            writer.key("title")
            writer.localized(field.title)
            if let owner {
                writer.key("owner")
                writer.string(owner)
            }
            writer.flag("required", field.required)
            writer.flag("unique", field.unique)
            writer.flag("searchable", field.searchable)
            writer.flag("indexed", field.indexed)
            writer.flag("secret", field.secret)
            writer.flag("sensitive", field.sensitive)
            if field.writing != .always {
                writer.key("write")
                writer.string(field.writing.rawValue)
            }
            if let compute {
                writer.key("compute")
                writer.raw(ExpressionJSON.bytes(of: compute))
            }
            writer.optional("from", from)
            writer.optional("read_needs", field.readNeeds)
            writer.optional("write_needs", field.writeNeeds)
            if !field.defaultValue.isNull {
                writer.key("default")
                writer.value(field.defaultValue)
            }
            writer.bounds(of: field.type)
        }
    }

    private mutating func flag(_ name: String, _ value: Bool) {
        guard value else { return }
        key(name)
        bool(true)
    }

    private mutating func optional(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    private mutating func optional(_ name: String, _ number: Int64?) {
        guard let number else { return }
        key(name)
        int(number)
    }

    private mutating func optional(_ name: String, units: Int64?, scale: Int) {
        guard let units else { return }
        key(name)
        string(DecimalText.write(units: units, scale: scale))
    }

    private mutating func bounds(of type: FieldType) {
        switch type {
        case .text(let low, let high, let pattern):
            optional("min", low.map(Int64.init))
            optional("max", high.map(Int64.init))
            optional("pattern", pattern)
        case .longText(let high): optional("max", high.map(Int64.init))
        case .int(let low, let high):
            optional("min", low)
            optional("max", high)
        case .decimal(let scale, let low, let high):
            optional("scale", Int64(scale))
            optional("min", units: low, scale: scale)
            optional("max", units: high, scale: scale)
        case .money(let currency, let low, let high):
            optional("currency", currency)
            optional("min", low)
            optional("max", high)
        case .datetime(let zone): flag("zone", zone)
        case .choice(let options), .choices(let options): choices(options)
        case .reference(let target, let policy, let inverse):
            optional("to", target.raw)
            optional("on_delete", policy.rawValue)
            optional("inverse", inverse)
        case .references(let target, let through, let inverse):
            optional("to", target.raw)
            optional("through", through?.raw)
            optional("inverse", inverse)
        case .list(let fields):
            key("of")
            array(fields) { $0.field($1, owner: nil) }
        case .bool, .date, .time, .duration, .geo, .email, .phone, .url: break
        }
    }

    private mutating func choices(_ options: [Choice]) {
        key("of")
        array(options) { writer, option in
            writer.object { writer in
                writer.key("id")
                writer.string(option.id)
                writer.key("title")
                writer.localized(option.title)
            }
        }
    }
}
