/// Types that cannot hold anything sensible: options missing or twice (P227), bounds reversed (P228), a pattern that is
/// no regular expression (P229), a scale outside 0 to 9 (P230), a default of another type (P231).
struct FieldTypeValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let entities = draft.entities.flatMap { entity in
            (entity.content.fields + entity.content.moves.flatMap(\.input)).map {
                (entity.content.id.raw, $0, entity.span)
            }
        }
        let additions = draft.extensions.flatMap { addition in
            (addition.content.fields + addition.content.moves.flatMap(\.input)).map {
                (addition.content.entity.raw, $0, addition.span)
            }
        }
        let settings = draft.settings.map { ("settings", $0.content.field, $0.span) }
        let inputs = draft.actions.flatMap { action in
            action.content.input.map { (action.content.path, $0, action.span) }
        }
        return (entities + additions + settings + inputs).flatMap { place, field, span in
            findings(field, place: "\(place).\(field.id)", span: span)
        }
    }

    private func findings(_ field: FieldDefinition, place: String, span: SourceSpan?) -> [Diagnostic] {
        func finding(_ code: String, _ message: String) -> Diagnostic {
            Diagnostic(code: code, "`\(place)`: \(message)", at: span)
        }
        var findings: [Diagnostic] = []
        switch field.type {
        case .choice(let options), .choices(let options):
            let ids = options.map(\.id)
            if ids.isEmpty { findings.append(finding("P227", "a choice needs options (`of`)")) }
            if Set(ids).count != ids.count { findings.append(finding("P227", "an option stands twice")) }
        case .text(let low, let high, let pattern):
            if let low, let high, low > high { findings.append(finding("P228", "`min` is above `max`")) }
            if let problem = pattern.flatMap(TextPattern.problem) {
                findings.append(finding("P229", "`pattern` is not a pattern: \(problem)"))
            }
        case .int(let low, let high), .money(_, let low, let high):
            if let low, let high, low > high { findings.append(finding("P228", "`min` is above `max`")) }
        case .decimal(let scale, let low, let high):
            if let low, let high, low > high { findings.append(finding("P228", "`min` is above `max`")) }
            if !(0...9).contains(scale) { findings.append(finding("P230", "`scale` must be 0 to 9")) }
        case .list(let fields):
            findings += fields.flatMap { self.findings($0, place: "\(place).\($0.id)", span: span) }
        default: break
        }
        if case .failure(let problem) = FieldRules.check(field.defaultValue, of: field), !field.defaultValue.isNull {
            findings.append(finding("P231", "the default does not fit: \(problem.message)"))
        }
        return findings
    }
}
