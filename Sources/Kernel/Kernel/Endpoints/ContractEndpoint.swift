extension Runtime {
    /// `POST /api/<collection>/{id}/contracts/{contract}`: a contract for a record, filled in; nothing is stored.
    ///
    /// The body holds the template's inputs, and `clauses`: the optional ones that are wanted. Answers
    /// `{"id", "title", "clauses": [{"id", "title", "text"}], "signers": [{"id", "title"}]}` in the tenant's language. A place
    /// that the caller may not read is 403.
    func contract(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        let entity = try call.entity()
        let key = "\(entity.id.raw)/\(Naming.snake(call.parameter("contract")))"
        guard let contract = call.scope.model.obligations.contracts[key] else { throw KernelError.notFound }
        let id = try call.recordID()
        let (values, wanted) = try Self.input(try RequestBody.object(call.invocation, mayBeEmpty: true), contract)
        let filler = ContractFiller(call: call, entity: entity, contract: contract, inputs: values)
        let outcome = try tenants.store(of: call.tenant).read(call.scope) { backend in
            try filler.fill(id, wanted, backend)
        }
        noteReading(call, entity, call.access)
        return outcome
    }

    private static func input(
        _ json: JSONValue,
        _ contract: CompiledContract
    ) throws -> (values: [String: Value], clauses: Set<String>) {
        let members = json.members ?? []
        let optional = contract.definition.clauses.filter(\.isOptional).map(\.id)
        var wanted: Set<String> = []
        var findings: [Finding] = []
        if let clauses = members.first(where: { $0.name == "clauses" })?.value {
            guard case .array(let items) = clauses else {
                throw KernelError.invalid([Finding("clauses", "type", "A list of ids of optional clauses is expected.")]
                )
            }
            for (index, item) in items.enumerated() {
                if let id = item.text, optional.contains(id) {
                    wanted.insert(id)
                } else {
                    findings.append(
                        Finding("clauses[\(index)]", "unknown", "This is no optional clause of the contract.")
                    )
                }
            }
        }
        var decoder = InputDecoder()
        let rest = JSONValue.object(members.filter { $0.name != "clauses" })
        let values = decoder.input(rest, fields: contract.definition.inputs)
        findings += decoder.findings
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return (values, wanted)
    }
}

/// Fills a contract for one record.
private struct ContractFiller {
    let call: AuthorizedInvocation
    let entity: EntityModel
    let contract: CompiledContract
    let inputs: [String: Value]

    private var scope: TenantScope { call.scope }
    private var language: String { scope.environment.language }

    func fill(_ id: RecordID, _ wanted: Set<String>, _ backend: any SnapshotBackend) throws -> Outcome {
        guard let record = try backend.record(scope, entity, id, rows: call.access.rows, bin: false) else {
            throw KernelError.notFound
        }
        let clauses = contract.definition.clauses.filter { !$0.isOptional || wanted.contains($0.id) }
        let texts = try clauses.map { clause in
            // A clause that is there in another language only has its figures in that language too.
            let found = clause.text.found(for: language) ?? language
            let tongue = language.hasPrefix("\(found)-") ? language : found
            return try ContractText.filled(clause.text.text(language)) { try text($0, record, tongue, backend) }
        }
        var writer = JSONWriter(capacity: 2048)
        writer.object { writer in
            writer.key("id")
            writer.string(contract.definition.id)
            writer.key("title")
            writer.string(contract.definition.title.text(language))
            writer.key("clauses")
            writer.array(Array(zip(clauses, texts))) { writer, pair in
                writer.object { writer in
                    writer.key("id")
                    writer.string(pair.0.id)
                    writer.key("title")
                    writer.string(pair.0.title.text(language))
                    writer.key("text")
                    writer.string(pair.1)
                }
            }
            writer.key("signers")
            writer.array(contract.signers) { writer, signer in
                writer.object { writer in
                    writer.key("id")
                    writer.string(signer.id)
                    writer.key("title")
                    writer.string(signer.title.text(language))
                }
            }
        }
        return .json(body: writer.bytes)
    }

    /// What stands at a place in a text of a language.
    private func text(
        _ path: String,
        _ record: Record,
        _ language: String,
        _ backend: any SnapshotBackend
    ) throws -> String {
        func shown(_ value: Value, _ field: FieldDefinition) -> String { self.shown(value, field, in: language) }
        switch contract.places[path] {
        case .today:
            return WrittenForms.of(language).day(CalendarText.day(of: scope.now, zone: scope.environment.zone))
        case .tenantName: return call.view.entry.name
        case .input(let field): return shown(inputs[field.id] ?? .null, field)
        case .field(let field):
            try require(field, of: entity, record.id, call.access, backend)
            return shown(record[field.id], field)
        case .far(let reference, let target, let field):
            if let own = entity.field(reference)?.definition {
                try require(own, of: entity, record.id, call.access, backend)
            }
            let permission = Permission.record(target, .read)
            guard case .reference(let id) = record[reference], let model = scope.model.entities[target] else {
                return ""
            }
            guard let access = scope.access.access(permission),
                let far = try backend.record(scope, model, id, rows: access.rows, bin: false)
            else { throw KernelError.forbidden(permission) }
            try require(field, of: model, id, access, backend)
            return shown(far[field.id], field)
        case nil: return ""
        }
    }

    /// - Throws: 403 where the record does not show the field to the caller.
    private func require(
        _ field: FieldDefinition,
        of entity: EntityModel,
        _ id: RecordID,
        _ access: RecordAccess,
        _ backend: any SnapshotBackend
    ) throws {
        let shown = try backend.render(scope, entity, id, access, fields: [field.id], expand: [], bin: false)
        guard let shown, try JSONReader.read(shown.json)[field.id] != nil else {
            throw Shortfall.fields([field.id]).refusal(Permission.record(entity.id, .read))
        }
    }

    private func shown(_ value: Value, _ field: FieldDefinition, in language: String) -> String {
        let forms = WrittenForms.of(language)
        switch (value, field.type) {
        case (.null, _): return ""
        case (.text(let id), .choice(let options)):
            return options.first { $0.id == id }?.title.text(language) ?? id
        case (.choices(let ids), .choices(let options)):
            return ids.map { id in options.first { $0.id == id }?.title.text(language) ?? id }.joined(separator: ", ")
        case (.money(let minor, let currency), _): return forms.money(minor, currency)
        case (.decimal(let units, let scale), _): return forms.number(units, scale: scale)
        case (.text(let text), _): return text
        case (.int(let number), _): return forms.number(number)
        case (.duration(let seconds), _): return forms.duration(seconds)
        case (.bool(let flag), _): return forms.bool(flag)
        case (.date(let day), _): return forms.day(day)
        case (.time(let seconds), _): return forms.time(seconds)
        case (.datetime(let instant, let zone), _):
            let calendar = TenantCalendar(zone: zone ?? scope.environment.zone)
            return forms.day(calendar.day(of: instant))
        default: return ""
        }
    }
}
