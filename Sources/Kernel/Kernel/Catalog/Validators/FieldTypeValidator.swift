/// Types that cannot hold anything sensible: options missing or twice (P227), bounds reversed (P228), a pattern that is
/// no regular expression (P229), a scale outside 0 to 9 (P230), a default of another type (P231).
struct FieldTypeValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let parts = draft.entities.flatMap(draft.parts).flatMap { part in
            let entity = part.content.entity
            let fields = part.content.fields.map { ($0, "field/\($0.id)") }
            let inputs = part.content.moves.flatMap { move in
                move.input.map { ($0, "move/\(move.id)/input/\($0.id)") }
            }
            return (fields + inputs).flatMap { field, address in
                findings(field, place: "\(entity).\(field.id)") { key in
                    draft.span(of: "\(address)\(key)", on: entity, by: part.owner) ?? part.span
                }
            }
        }
        let settings = draft.settings.flatMap { setting in
            let field = setting.content.field
            return findings(field, place: "settings.\(field.id)") { key in
                draft.span(at: "setting/\(field.id)\(key)", by: setting.owner) ?? setting.span
            }
        }
        let inputs = draft.actions.flatMap { action in
            action.content.input.flatMap { field in
                findings(field, place: "\(action.content.path).\(field.id)") { _ in action.span }
            }
        }
        return parts + settings + inputs
    }

    private func findings(
        _ field: FieldDefinition,
        place: String,
        at span: (_ key: String) -> SourceSpan?
    ) -> [Diagnostic] {
        func finding(_ code: String, _ message: String, _ key: String) -> Diagnostic {
            Diagnostic(code: code, "`\(place)`: \(message)", at: span("/\(key)"))
        }
        var findings: [Diagnostic] = []
        switch field.type {
        case .choice(let options), .choices(let options):
            let ids = options.map(\.id)
            if ids.isEmpty { findings.append(finding("P227", "a choice needs options (`of`)", "of")) }
            if Set(ids).count != ids.count { findings.append(finding("P227", "an option stands twice", "of")) }
        case .text(let low, let high, let pattern):
            if let low, let high, low > high { findings.append(finding("P228", "`min` is above `max`", "min")) }
            if let problem = pattern.flatMap(TextPattern.problem) {
                findings.append(finding("P229", "`pattern` is not a pattern: \(problem)", "pattern"))
            }
        case .int(let low, let high), .money(_, let low, let high):
            if let low, let high, low > high { findings.append(finding("P228", "`min` is above `max`", "min")) }
        case .decimal(let scale, let low, let high):
            if let low, let high, low > high { findings.append(finding("P228", "`min` is above `max`", "min")) }
            if !(0...9).contains(scale) { findings.append(finding("P230", "`scale` must be 0 to 9", "scale")) }
        case .list(let fields):
            findings += fields.flatMap { part in
                self.findings(part, place: "\(place).\(part.id)") { span("/of/\(part.id)\($0)") }
            }
        default: break
        }
        if case .failure(let problem) = FieldRules.check(field.defaultValue, of: field), !field.defaultValue.isNull {
            findings.append(finding("P231", "the default does not fit: \(problem.message)", "default"))
        }
        return findings
    }
}
