extension JSONWriter {
    /// Units, rate cards and formulas; rates themselves are settings, `rates.<pack>.<card>.<line>`.
    mutating func pricing(_ parts: ModelParts) {
        key("units")
        array(parts.units) { $0.unit($1) }
        key("rate_cards")
        array(parts.rateCards) { $0.rateCard($1) }
        key("formulas")
        array(parts.formulas) { $0.formula($1) }
    }

    private mutating func unit(_ unit: UnitDefinition) {
        object { writer in
            writer.key("id")
            writer.string(unit.id)
            writer.key("title")
            writer.localized(unit.title)
            writer.key("measures")
            writer.string(unit.measures.rawValue)
        }
    }

    private mutating func rateCard(_ card: RateCardDefinition) {
        object { writer in
            writer.key("id")
            writer.string(card.id)
            writer.key("title")
            writer.localized(card.title)
            writer.key("unit")
            writer.string(card.unit)
            writer.key("owner")
            writer.string(card.owner.rawValue)
            writer.key("lines")
            writer.array(card.lines) { writer, line in
                writer.object { writer in
                    writer.key("id")
                    writer.string(line.id)
                    writer.key("title")
                    writer.localized(line.title)
                    writer.key("setting")
                    writer.string(RateCardDefinition.setting(card.id, line.id))
                }
            }
        }
    }

    private mutating func formula(_ formula: CompiledFormula) {
        let definition = formula.definition
        object { writer in
            writer.key("id")
            writer.string(formula.address)
            writer.key("owner")
            writer.string(formula.owner)
            writer.key("title")
            writer.localized(definition.title)
            writer.key("permission")
            writer.string(formula.permission)
            writer.key("inputs")
            writer.array(definition.inputs) { writer, input in
                let from = input.from.map { "\($0.entity).\($0.field)" }
                writer.field(input.field, owner: nil, from: from)
            }
            writer.key("value")
            writer.raw(ExpressionJSON.bytes(of: formula.value))
            writer.key("result")
            writer.field(FieldDefinition("result", definition.result, title: FormulaDefinition.resultTitle), owner: nil)
        }
    }
}
