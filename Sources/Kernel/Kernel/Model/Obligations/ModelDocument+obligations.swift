extension JSONWriter {
    /// Requirements and contracts of a model; what is empty stands there empty.
    mutating func obligations(_ obligations: ObligationsModel) {
        key("compliance")
        array(obligations.requirements) { $0.requirement($1) }
        key("contracts")
        array(obligations.contracts.sorted { $0.key < $1.key }.map(\.value)) { $0.contract($1) }
    }

    private mutating func requirement(_ requirement: CompiledRequirement) {
        let definition = requirement.definition
        object { writer in
            writer.key("id")
            writer.string(definition.id)
            writer.key("owner")
            writer.string(requirement.owner)
            writer.key("title")
            writer.localized(definition.title)
            writer.key("applies_to")
            writer.string(definition.subject?.raw ?? "tenant")
            if let condition = requirement.condition {
                writer.key("if")
                writer.raw(ExpressionJSON.bytes(of: condition))
            }
            writer.key("evidence")
            writer.string(requirement.evidence.raw)
            writer.key("needs")
            writer.array(definition.evidence.map(\.rawValue).sorted()) { $0.string($1) }
            writer.key("warn_days")
            writer.int(definition.warnDays)
            writer.key("blocks")
            writer.array(definition.blocks) { $0.string("\($1.entity.raw).\($1.move)") }
        }
    }

    private mutating func contract(_ contract: CompiledContract) {
        let definition = contract.definition
        object { writer in
            writer.key("id")
            writer.string(definition.id)
            writer.key("owner")
            writer.string(contract.owner)
            writer.key("title")
            writer.localized(definition.title)
            writer.key("for")
            writer.string(definition.entity.raw)
            writer.key("inputs")
            writer.array(definition.inputs) { $0.field($1, owner: nil) }
            writer.key("clauses")
            writer.array(definition.clauses) { writer, clause in
                writer.object { writer in
                    writer.key("id")
                    writer.string(clause.id)
                    writer.key("title")
                    writer.localized(clause.title)
                    writer.key("text")
                    writer.localized(clause.text)
                    writer.key("optional")
                    writer.bool(clause.isOptional)
                }
            }
            writer.key("signed_by")
            writer.array(contract.signers) { $0.string($1.id) }
        }
    }
}
