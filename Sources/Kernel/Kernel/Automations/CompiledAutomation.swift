/// An automation with its expressions checked against the model.
package struct CompiledAutomation: Sendable {
    /// One step, ready to run.
    package struct Step: Sendable {
        /// What it does.
        package let act: AutomationStep.Act
        /// The entity that is written; `nil` for actions.
        package let entity: EntityID?
        /// The reference that leads to the record, where it is not the event's own.
        package let path: ExpressionNode?
        /// What is written or sent, in the author's order.
        package let values: [(field: FieldDefinition, value: ExpressionNode)]
    }

    /// What was declared.
    package let definition: AutomationDefinition
    /// The pack.
    package let pack: String
    /// What must be true of the record.
    package let condition: ExpressionNode?
    /// What it does.
    package let steps: [Step]

    /// `<pack>/<id>`: how journal, runs and commands name it.
    package var name: String { "\(pack)/\(definition.id)" }
}

extension CompiledAutomation {
    /// What it may do: read what its expressions need, and write what its steps name, nothing else.
    func access(in model: TenantModel) -> PrincipalAccess {
        let all = RecordAccess(rows: .everything, fields: nil)
        var records: [String: RecordAccess] = [:]
        for entity in model.entities.keys { records[Permission.record(entity, .read)] = all }
        var fields: [String: Set<String>] = [:]
        for step in steps {
            switch step.act {
            case .set:
                guard let entity = step.entity else { continue }
                let permission = Permission.record(entity, .update)
                fields[permission, default: []].formUnion(step.values.map(\.field.id))
            case .create:
                guard let entity = step.entity else { continue }
                records[Permission.record(entity, .create)] = all
            case .move(let id, _):
                guard let move = step.entity.flatMap({ model.entities[$0]?.moves[id] }) else { continue }
                records[move.permission] = all
            case .action(let owner, let id):
                guard let action = model.action(owner, id) else { continue }
                for permission in AccessResolver.implied(by: action.permission.id, in: model) {
                    records[permission] = all
                }
            }
        }
        for (permission, names) in fields { records[permission] = RecordAccess(rows: .everything, fields: names) }
        return PrincipalAccess(records: records, permissions: records.keys.sorted(), spaces: [])
    }
}

extension TenantModel {
    /// An action by owner and id.
    package func action(_ owner: String, _ id: String) -> ActionDefinition? {
        actions.values.first { $0.owner == owner && $0.id == id }
    }
}
