extension RecordWriter {
    /// Moves a record to another state: permission on the record, version if sent, state, input, guard, assignments.
    /// - Throws: 404, 403, 412, 409 `state_refused` with the state, the allowed moves and the guard's text, 422.
    package func move(
        _ entity: EntityModel,
        id: RecordID,
        _ moveID: String,
        version: Int64?,
        input: JSONValue
    ) throws -> Record {
        guard let move = entity.moves[moveID] else { throw KernelError.notFound }
        guard let access = scope.access.access(move.permission) else { throw KernelError.forbidden(move.permission) }
        let current = try reachable(entity, id, by: access, permission: move.permission)
        try requireVersion(version, of: current, entity)
        guard let state = current.state, move.definition.from.contains(state) else {
            throw refused(entity, current, "`\(moveID)` is not possible here.")
        }
        let values = try self.input(input, of: move, entity)
        let reach = try parts(access, entity, id)
        let sent = values.merging(current.values) { sent, _ in sent }
        guard reach.contains(where: { Self.within($0.limits, sent) }) else {
            throw Self.over(reach, sent).refusal(move.permission)
        }
        let evaluator = ExpressionEvaluator(context(of: current, input: values))
        if let condition = move.condition, try !evaluator.isTrue(condition) {
            let text = move.definition.refusal?.text(scope.environment.language)
            throw refused(entity, current, text ?? "Its guard refuses.", isOwn: text != nil)
        }
        try requireEvidence(for: moveID, of: entity, current)
        return try carryOut(move, on: current, of: entity, evaluator)
    }

    private func carryOut(
        _ move: CompiledMove,
        on current: Record,
        of entity: EntityModel,
        _ evaluator: ExpressionEvaluator
    ) throws -> Record {
        var record = current
        record.state = move.definition.to
        var changed: Set<String> = []
        for assignment in move.assignments {
            guard let field = entity.field(assignment.field) else { continue }
            let value = try evaluator.value(assignment.value, for: field.definition)
            if current[field.id] != value { changed.insert(field.id) }
            record.values[field.id] = value
        }
        var check = WriteCheck(self, entity)
        check.checksSight = false
        try check.values(record.values, changed: changed, of: record.id)
        try settle(&record, before: current, of: entity, &check)
        try check.finish()
        let written = changed.union(difference(current, record, of: entity))
        return try store(record, after: current, of: entity, changed: written, "moved.\(move.definition.id)")
    }

    private func input(_ json: JSONValue, of move: CompiledMove, _ entity: EntityModel) throws -> [String: Value] {
        var decoder = InputDecoder()
        let values = decoder.input(json, fields: move.definition.input)
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        try requireSight(of: values, move, entity)
        return values
    }

    /// Refuses what the caller cannot read where the move looks into it: the move would tell of any record.
    private func requireSight(of values: [String: Value], _ move: CompiledMove, _ entity: EntityModel) throws {
        var check = WriteCheck(self, entity)
        for field in move.definition.input where move.looksInto.contains(field.id) {
            guard let value = values[field.id] else { continue }
            try check.references(value, field.type, at: field.id)
        }
        try check.finish()
    }

    func refused(
        _ entity: EntityModel,
        _ record: Record,
        _ reason: String,
        isOwn: Bool = false
    ) -> KernelError {
        let state = record.state ?? ""
        // What a pack says stands alone, in the tenant's language; the state is a member beside it.
        var error = KernelError(.stateRefused, isOwn ? reason : "\(reason) The state is `\(state)`.")
        let allowed = entity.definition.moves.filter { move in
            move.from.contains(state)
                && entity.moves[move.id].map { scope.access.access($0.permission) != nil } ?? false
        }
        var writer = JSONWriter()
        writer.array(allowed.map(\.id)) { $0.string($1) }
        error.members.append((name: "allowed_moves", json: writer.bytes))
        writer = JSONWriter()
        writer.string(state)
        error.members.append((name: "state", json: writer.bytes))
        return error
    }

    /// Guards see the truth of the tenant's data, whoever asks: a refusal must not depend on what the caller may read.
    func context(of record: Record, input: [String: Value]) -> EvaluationContext {
        ContextLookup.context(of: record, input: input, scope, backend)
    }
}

/// Values of names for guards, assignments, checks, computed fields and whatever else the tenant's own rules work out.
package enum ContextLookup {
    static func member(_ field: String, _ scope: TenantScope, _ backend: any SnapshotBackend) throws -> Value {
        guard let id = scope.principal.member, let model = scope.model.entities[ScopePathValidator.member] else {
            return .null
        }
        return try backend.record(scope, model, id, rows: .everything, bin: false).map { value(field, of: $0) } ?? .null
    }

    /// The tenant's value, else the declared default.
    static func setting(_ id: String, _ scope: TenantScope) -> Value {
        scope.environment.settings[id] ?? scope.model.settings[id]?.field.defaultValue ?? .null
    }

    /// What an expression about a record needs; every live record counts, whoever asks, and every field.
    ///
    /// The record is taken as it is given, so it may be one that is not written yet; records that it leads to, and those
    /// that refer to it, are read through `backend`.
    package static func context(
        of record: Record,
        input: [String: Value] = [:],
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) -> EvaluationContext {
        let known = evaluated(record, scope, backend)
        return EvaluationContext(
            now: scope.now,
            today: CalendarText.day(of: scope.now, zone: scope.environment.zone),
            me: scope.principal.member,
            memberField: { try member($0, scope, backend) },
            setting: { setting($0, scope) },
            input: { input[$0] ?? .null },
            zone: .of(scope.environment.zone),
            rate: { setting(RateCardDefinition.setting($0, $1), scope) },
            record: { entity, id in
                guard let model = scope.model.entities[entity] else { return nil }
                return try backend.record(scope, model, id, rows: .everything, bin: false).map {
                    evaluated($0, scope, backend)
                }
            },
            related: known.related,
            path: known.path
        )
    }

    /// A record as the evaluator sees it.
    package static func evaluated(
        _ record: Record,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) -> EvaluationRecord {
        EvaluationRecord(
            id: record.id,
            path: { try path($0, from: record, scope, backend) },
            related: { try related($0, from: record, scope, backend) }
        )
    }

    static func path(
        _ path: ExpressionPath,
        from record: Record,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> Value {
        guard let place = try follow(path.hops, from: record, scope, backend) else { return .null }
        let entity = scope.model.entities[path.hops.last?.target ?? path.entity]
        if let field = entity?.field(path.field)?.definition, let node = entity?.computed[field.id] {
            return try ExpressionEvaluator(context(of: place, scope, backend)).value(node, for: field)
        }
        return value(path.field, of: place)
    }

    /// The record at the end of references; `nil` where one is null or leads nowhere.
    private static func follow(
        _ hops: [ExpressionPath.Hop],
        from record: Record,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> Record? {
        var place = record
        for hop in hops {
            guard let model = scope.model.entities[hop.target], case .reference(let id) = value(hop.field, of: place),
                let next = try backend.record(scope, model, id, rows: .everything, bin: false)
            else { return nil }
            place = next
        }
        return place
    }

    /// The live records that a relation leads to, by id.
    private static func related(
        _ relation: ExpressionRelation,
        from record: Record,
        _ scope: TenantScope,
        _ backend: any SnapshotBackend
    ) throws -> [EvaluationRecord] {
        guard let target = relation.target,
            let place = try follow(relation.hops, from: record, scope, backend)
        else { return [] }
        var query = RecordQuery(entity: target)
        query.limit = Int(Int32.max)
        switch relation.kind {
        case .tenant: break
        case .references(_, let field):
            guard case .references(let ids) = value(field, of: place) else { return [] }
            let own = ExpressionPath(entity: target, hops: [], field: "id", type: .reference(target))
            query.filter = .member(.path(own), of: .constants(ids.map { .reference($0) }))
        case .far(_, let field):
            guard let type = scope.model.entities[target]?.field(field)?.type else { return [] }
            let path = ExpressionPath(entity: target, hops: [], field: field, type: ExpressionType(type))
            let id = ExpressionNode.literal(.reference(place.id))
            let isSeveral = if case .references = type { true } else { false }
            query.filter = isSeveral ? .member(id, of: .path(path)) : .compare(.equal, .path(path), id)
        case .list: return []
        }
        return try backend.records(scope, query, rows: .everything).map { evaluated($0, scope, backend) }
    }

    private static func value(_ field: String, of record: Record) -> Value {
        switch SystemField(rawValue: field) {
        case .id: .reference(record.id)
        case .version: .int(record.version)
        case .createdAt: .datetime(record.createdAt, zone: nil)
        case .updatedAt: .datetime(record.updatedAt, zone: nil)
        case .createdBy: record.createdBy.map(Value.reference) ?? .null
        case .updatedBy: record.updatedBy.map(Value.reference) ?? .null
        case .owner: record.owner.map(Value.reference) ?? .null
        case .state: record.state.map(Value.text) ?? .null
        case nil: record[field]
        }
    }
}

extension InputDecoder {
    /// Reads the input of a move or an action: defaults applied, required inputs demanded.
    mutating func input(_ json: JSONValue, fields: [FieldDefinition]) -> [String: Value] {
        var values = object(json, fields: fields)
        let reported = Set(findings.map(\.path))
        for field in fields where values[field.id] ?? .null == .null && !reported.contains(field.id) {
            values[field.id] = field.defaultValue
            if field.required, field.defaultValue.isNull {
                report(field.id, "required", "\(field.title.text()) is missing.")
            }
        }
        return values
    }
}
