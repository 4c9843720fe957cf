/// A formula as an action of its tenant: `GET` and `POST /api/formulas/<pack>.<id>`.
///
///     {"formula": "painting.two_coats", "value": {"amount": 43250, "currency": "EUR"},
///      "inputs": {"rooms": 2, ...}, "rates": {"painting.labor.specialized": "35", ...}}
///
/// An input comes from the request, else from the record that the request names, else from its default. A record that
/// the caller may not read does not exist, and a field that the caller may not read gives nothing.
enum FormulaAction {
    /// `titles` are those of the entities whose records give inputs.
    static func make(
        _ formula: CompiledFormula,
        permission: Permission,
        titles: (EntityID) -> LocalizedText?
    ) -> ActionDefinition {
        let records = formula.entities.map { FieldDefinition($0.name, .reference(to: $0), title: titles($0)) }
        let inputs = formula.definition.inputs.map { input -> FieldDefinition in
            var field = input.field
            // What a record may give is asked for, and filled in, after the record was read.
            if input.from != nil { (field.required, field.defaultValue) = (false, .null) }
            return field
        }
        var action = ActionDefinition(
            owner: FormulaDefinition.owner,
            id: formula.address,
            title: formula.definition.title,
            permission: permission,
            input: inputs + records,
            body: .read { snapshot, input in try answer(formula, snapshot, input) }
        )
        action.answersPost = true
        return action
    }

    private static func answer(
        _ formula: CompiledFormula,
        _ snapshot: Snapshot,
        _ input: ActionInput
    ) throws -> ActionOutput {
        let values = try inputs(of: formula, snapshot, input)
        let scope = snapshot.scope
        let context = EvaluationContext(
            now: scope.now,
            today: CalendarText.day(of: scope.now, zone: scope.environment.zone),
            setting: { ContextLookup.setting($0, scope) },
            zone: .of(scope.environment.zone),
            rate: { ContextLookup.setting(RateCardDefinition.setting($0, $1), scope) },
            path: { _ in .null }
        )
        let result = try formula.result(of: values, currency: scope.environment.currency, in: context)
        return .json(String(decoding: json(formula, result, values, scope), as: UTF8.self))
    }

    /// The inputs complete.
    /// - Throws: 422 with a finding for each that is missing, does not fit, or is the record of somebody else.
    private static func inputs(
        of formula: CompiledFormula,
        _ snapshot: Snapshot,
        _ input: ActionInput
    ) throws -> [String: Value] {
        var values = input.values
        var findings: [Finding] = []
        for entity in formula.entities {
            guard let id = values.removeValue(forKey: entity.name)?.reference else { continue }
            guard let record = try snapshot.record(entity, id) else {
                findings.append(Finding(entity.name, "reference", "There is no such record."))
                continue
            }
            for own in formula.definition.inputs where own.from?.entity == entity {
                guard let from = own.from, (values[own.field.id] ?? .null).isNull else { continue }
                guard try snapshot.shows(from.field, of: entity, id) else { continue }
                values[own.field.id] = fitted(record[from.field], to: own.field.type)
            }
        }
        for field in formula.definition.inputs.map(\.field) {
            if (values[field.id] ?? .null).isNull { values[field.id] = field.defaultValue }
            let value = values[field.id] ?? .null
            if value.isNull, field.required {
                findings.append(Finding(field.id, "required", "\(field.title.text()) is missing."))
            }
            if !value.isNull, case .failure(let problem) = FieldRules.check(value, of: field) {
                findings.append(Finding(field.id, problem.code, problem.message))
            }
        }
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return values
    }

    /// A number of a record at the scale of the input.
    private static func fitted(_ value: Value, to type: FieldType) -> Value {
        guard case .decimal(let scale, _, _) = type, let (units, own) = ExactDecimal.parts(of: value) else {
            return value
        }
        return ExactDecimal.rounded(units, from: own, to: scale).map { .decimal(units: $0, scale: scale) } ?? .null
    }

    private static func json(
        _ formula: CompiledFormula,
        _ result: Value,
        _ values: [String: Value],
        _ scope: TenantScope
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("formula")
            writer.string(formula.address)
            writer.key("value")
            writer.value(result)
            writer.key("inputs")
            writer.object { writer in
                for input in formula.definition.inputs {
                    writer.key(input.field.id)
                    writer.value(values[input.field.id] ?? .null)
                }
            }
            writer.key("rates")
            writer.object { writer in
                for rate in formula.rates {
                    writer.key("\(rate.card).\(rate.line)")
                    writer.value(ContextLookup.setting(RateCardDefinition.setting(rate.card, rate.line), scope))
                }
            }
        }
        return writer.bytes
    }
}

extension Snapshot {
    /// Whether a grant of the caller shows a field of a record.
    func shows(_ field: String, of entity: EntityID, _ id: RecordID) throws -> Bool {
        guard let access = scope.access.access(Permission.record(entity, .read)),
            let model = scope.model.entities[entity]
        else { return false }
        return try access.parts.contains { part in
            guard part.fields?.contains(field) ?? true else { return false }
            let rows = part.rows.bound(to: entity, in: scope.model)
            return try rows == .everything || backend.record(scope, model, id, rows: rows, bin: false) != nil
        }
    }
}
