extension PackChanges {
    /// Records that do not satisfy a check which a change brings: each is refused from its next change on.
    ///
    /// Counted by what the records are now, under the names that they have now. A check that reads what comes with the change is not
    /// told: nothing is there to be counted.
    func brokenChecks(
        from view: Tenant.View,
        to next: TenantModel,
        _ renames: NameChanges,
        in store: any TenantStore
    ) throws -> [ChangePlan.Risk] {
        let asked = next.entities.sorted { $0.key < $1.key }.flatMap { id, entity -> [BrokenCheck] in
            let former = renames.entity(before: id)
            guard let known = view.model.entities[former] else { return [] }
            return entity.checks.compactMap { check in
                guard !known.checks.contains(where: { $0.definition.condition.text == check.definition.condition.text })
                else { return nil }
                let context = CheckingContext(model: view.model, entity: known, readable: .everything)
                let node = ExpressionCompiler.condition(check.definition.condition, in: context).node
                return node.map { BrokenCheck(entity: id, former: former, check: check, condition: $0) }
            }
        }
        guard !asked.isEmpty else { return [] }
        let scope = tenants.systemScope(view, reason: SystemReason.packs.rawValue, requestID: requestID)
        return try store.read(scope) { backend in
            try asked.compactMap { broken in
                var query = RecordQuery(entity: broken.former)
                query.filter = .not(broken.condition)
                query.limit = 1
                query.count = true
                let access = RecordAccess(rows: .everything, fields: [])
                guard let rows = try backend.list(scope, query, access).count, rows > 0 else { return nil }
                return broken.risk(rows: rows)
            }
        }
    }
}

/// A check that comes with a change, as the model before the change reads it.
private struct BrokenCheck {
    let entity: EntityID
    /// What the entity is called before the change.
    let former: EntityID
    let check: CompiledCheck
    let condition: ExpressionNode

    func risk(rows: Int64) -> ChangePlan.Risk {
        let text = check.definition.refusal.text("en")
        return ChangePlan.Risk(
            .incomplete,
            "entity/\(entity)/check/\(check.definition.id)",
            rows: rows,
            "\(rows) records of \(entity) do not pass the check `\(check.definition.id)` (\(text)): "
                + "they stay as they are, and their next change is refused until they do."
        )
    }
}
