extension Runtime {
    /// `GET /operator/automations`: what packs of a tenant do by themselves.
    func operatorAutomations(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenant")
            writer.string(tenant.id.raw)
            writer.key("automations")
            writer.array(tenant.current.model.automations) { writer, automation in
                writer.object { writer in
                    writer.key("name")
                    writer.string(automation.name)
                    writer.key("title")
                    writer.string(automation.definition.title.text())
                    writer.key("when")
                    writer.string("\(automation.definition.entity).\(automation.definition.event)")
                    writer.key("steps")
                    writer.int(Int64(automation.steps.count))
                }
            }
        }
        return .json(body: writer.bytes)
    }

    /// `GET /operator/automation-runs`: runs, newest first, of an automation, a record or a state where one is named.
    func operatorAutomationRuns(_ call: AuthenticatedInvocation) throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let scope = tenants.systemScope(
            tenant,
            reason: SystemReason.automations.rawValue,
            requestID: call.invocation.requestID
        )
        guard let entity = scope.model.entities[AutomationRuns.entity] else { throw KernelError.notFound }
        var query = RecordQuery(entity: entity.id)
        query.sort = [RecordQuery.SortKey(field: "seq", descending: true)]
        query.limit = 100
        let context = CheckingContext(model: scope.model, entity: entity, readable: .everything)
        let conditions = try ["automation", "record", "state"].compactMap { name -> ExpressionNode? in
            guard let value = call.query.first(where: { $0.name == name })?.value else { return nil }
            let text = String(value.filter { $0 != "\"" && $0 != "\\" })
            return try ExpressionCompiler.filter("\(name) = \"\(text)\"", parameter: name, in: context)
        }
        if !conditions.isEmpty { query.filter = .and(conditions) }
        let all = RecordAccess(rows: .everything, fields: nil)
        let runs = try tenants.store(of: tenant).read(scope) { backend in
            try backend.records(scope, query, rows: .everything).compactMap { run in
                try backend.render(scope, entity, run.id, all, fields: nil, expand: [], bin: false)?.json
            }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("runs")
            writer.array(runs) { $0.raw($1) }
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/automation-runs/{run}/retry`: a parked run is tried again.
    func operatorRetryAutomation(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let scope = tenants.systemScope(
            tenant,
            reason: SystemReason.automations.rawValue,
            requestID: call.invocation.requestID
        )
        guard let entity = scope.model.entities[AutomationRuns.entity], let id = RecordID(call.parameter("run")) else {
            throw KernelError.notFound
        }
        let ids = ids
        let run = try await tenants.store(of: tenant).write(scope) { backend in
            let writer = RecordWriter(scope: scope, backend: backend, ids: ids)
            return try writer.move(entity, id: id, "retry", version: nil, input: .object([]))
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("id")
            writer.string(run.id.raw)
            writer.key("automation")
            writer.string(run["automation"].text ?? "")
            writer.key("state")
            writer.string(run.state ?? "")
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/automations/dry-run`: what an automation would do for a record; nothing is kept.
    func operatorDryRun(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        func query(_ name: String) -> String { call.query.first { $0.name == name }?.value ?? "" }
        let known = tenant.current.model.automations
        guard let automation = known.first(where: { $0.name == query("automation") }) else {
            let hint = DidYouMean.question(for: query("automation"), in: known.map(\.name))
            let name = InputDecoder.shown(query("automation"))
            throw KernelError(.notFound, "There is no automation `\(name)` in `\(tenant.id)`.\(hint)")
        }
        guard let record = RecordID(query("record")) else {
            throw KernelError.invalid([Finding("record", "format", "Must be the id of a record.")])
        }
        let result = try await automations.dryRun(automation, on: record, tenant)
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("automation")
            writer.string(automation.name)
            writer.key("state")
            writer.string(result.state.rawValue)
            writer.key("condition")
            if let condition = result.condition { writer.bool(condition) } else { writer.null() }
            writer.key("steps")
            writer.array(result.steps) { $0.string($1) }
            writer.key("reason")
            if let reason = result.reason { writer.string(reason) } else { writer.null() }
        }
        return .json(body: writer.bytes)
    }
}
