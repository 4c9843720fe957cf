extension PresentationCompiler {
    /// A screen with its fields found; `nil` once reported.
    mutating func screen(_ screen: ScreenDefinition, of owner: String) -> CompiledScreen? {
        guard let entity = compiler.definitions[screen.entity] else {
            let hint = DidYouMean.hint(for: screen.entity.raw, in: draft.entityNames)
            let message = "the screen `\(screen.id)` names `\(screen.entity)`, which does not exist"
            // The base names the kind behind the entity: `customers.site.list`.
            let base = "screen/\(screen.id)/base/\(screen.entity.raw).\(screen.kind)"
            report("P212", message, at: draft.span(at: base, by: owner) ?? screen.span, hint: hint)
            return nil
        }
        roles(of: screen)
        let named = (screen.fields ?? []) + screen.add.map(\.name) + screen.hide
        for name in named where !isShown(name.text, by: screen, of: entity) {
            let message = "the screen `\(screen.id)` names `\(name.text)`, which `\(entity.id)` does not show"
            report("P602", message, at: name.span ?? screen.span, hint: hint(for: name.text, screen, entity))
        }
        let fields = shown(by: screen, of: entity)
        return CompiledScreen(
            owner: owner,
            definition: screen,
            fields: fields,
            condition: screen.condition.flatMap { condition($0, of: entity) },
            by: columns(of: screen, entity),
            starts: moment(of: screen, entity),
            ends: screen.ends.flatMap { date($0, of: screen, entity) }
        )
    }

    private mutating func shown(by screen: ScreenDefinition, of entity: EntityDefinition) -> [String] {
        let base = screen.fields?.map(\.text) ?? entity.shown(by: screen.kind)
        let hidden = Set(screen.hide.map(\.text))
        for name in screen.hide where !base.contains(name.text) && isShown(name.text, by: screen, of: entity) {
            let message = "the screen `\(screen.id)` hides `\(name.text)`, which its base does not show"
            report("P602", message, at: name.span ?? screen.span, hint: DidYouMean.hint(for: name.text, in: base))
        }
        // What is added stands where it is added, also where the base shows it elsewhere.
        let added = screen.add.map(\.name.text)
        var fields = base.filter { !hidden.contains($0) && !added.contains($0) }
        guard let after = screen.after else { return fields + added }
        guard let index = fields.firstIndex(of: after.text) else {
            let message = "`\(after.text)` is not shown by the base of the screen `\(screen.id)`"
            report("P602", message, at: after.span, hint: DidYouMean.hint(for: after.text, in: fields))
            return fields + added
        }
        fields.insert(contentsOf: added, at: index + 1)
        return fields
    }

    /// A field, a system field, one reference and a field; on a detail also what refers to the record.
    private func isShown(_ name: String, by screen: ScreenDefinition, of entity: EntityDefinition) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1 {
            return entity.hasName(name) || screen.kind == .detail && farEnds[entity.id]?.contains(name) == true
        }
        guard parts.count == 2,
            case .reference(let target, _, _)? = entity.fields.first(where: { $0.id == parts[0] })?.type
        else { return false }
        return compiler.definitions[target]?.hasName(parts[1]) ?? false
    }

    private func hint(for name: String, _ screen: ScreenDefinition, _ entity: EntityDefinition) -> String? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2,
            case .reference(let target, _, _)? = entity.fields.first(where: { $0.id == parts[0] })?.type,
            let far = compiler.definitions[target]
        {
            return DidYouMean.nearest(to: parts[1], in: far.fields.map(\.id)).map {
                "did you mean `\(parts[0]).\($0)`?"
            }
        }
        let ends = screen.kind == .detail ? farEnds[entity.id] ?? [] : []
        return DidYouMean.hint(for: name, in: entity.fields.map(\.id) + ends)
    }

    private mutating func roles(of screen: ScreenDefinition) {
        let roles = draft.roles.map(\.content)
        for role in screen.roles {
            guard roles.contains(where: { $0.id == role.text }) else {
                let hint = DidYouMean.hint(for: role.text, in: roles.map(\.id))
                let message = "the screen `\(screen.id)` names the role `\(role.text)`, which does not exist"
                report("P217", message, at: role.span, hint: hint)
                continue
            }
            let permission = Permission.record(screen.entity, .read)
            guard !draft.holds(role.text, permission) else { continue }
            let message = "the screen `\(screen.id)` is for `\(role.text)`, which may not read `\(screen.entity)`"
            report("P611", message, at: role.span, hint: "grant `\(permission)` to it", .warning)
        }
    }

    private mutating func columns(of screen: ScreenDefinition, _ entity: EntityDefinition) -> String? {
        guard screen.kind == .board else { return nil }
        guard let by = screen.by else {
            if entity.states.isEmpty {
                let message = "`\(entity.id)` has no states, so the board `\(screen.id)` needs the key `by`"
                report("P603", message, at: screen.span)
            }
            return "state"
        }
        let choices = entity.fields.filter { if case .choice = $0.type { true } else { false } }.map(\.id)
        guard !choices.contains(by.text), by.text != "state" || entity.states.isEmpty else { return by.text }
        let message = "a board has columns by the state or a choice, and `\(by.text)` of `\(entity.id)` is neither"
        report("P603", message, at: by.span, hint: DidYouMean.hint(for: by.text, in: choices + ["state"]))
        return nil
    }

    private mutating func moment(of screen: ScreenDefinition, _ entity: EntityDefinition) -> String? {
        guard screen.kind == .calendar else { return nil }
        if let starts = screen.starts { return date(starts, of: screen, entity) }
        guard let first = entity.dates.first else {
            report("P603", "`\(entity.id)` has no date that a calendar could show", at: screen.span)
            return nil
        }
        return first
    }

    private mutating func date(_ name: PlacedName, of screen: ScreenDefinition, _ entity: EntityDefinition) -> String? {
        guard !entity.dates.contains(name.text) else { return name.text }
        let message = "a calendar places records by a date or datetime, and `\(name.text)` of `\(entity.id)` is neither"
        report("P603", message, at: name.span, hint: DidYouMean.hint(for: name.text, in: entity.dates))
        return nil
    }
}

extension EntityDefinition {
    /// Why an entity has no screen of a kind without a line of a pack; `nil` where it has one.
    func reason(against kind: String) -> String? {
        switch kind {
        case ScreenDefinition.Kind.board.rawValue where states.isEmpty:
            "`\(id)` has no states that could be columns; a screen with `by` can be made"
        case ScreenDefinition.Kind.calendar.rawValue where dates.isEmpty: "`\(id)` has no date"
        default: nil
        }
    }

    /// Dates and datetimes, in order.
    fileprivate var dates: [String] {
        fields.filter { field in
            switch field.type {
            case .date, .datetime: true
            default: false
            }
        }.map(\.id)
    }

    /// Whether a record has a value of this name.
    fileprivate func hasName(_ name: String) -> Bool {
        if name == SystemField.state.rawValue { return !states.isEmpty }
        return SystemField(rawValue: name) != nil || fields.contains { $0.id == name }
    }

    /// What the screens show that every entity has.
    fileprivate func shown(by kind: ScreenDefinition.Kind) -> [String] {
        let state = states.isEmpty ? [] : [SystemField.state.rawValue]
        switch kind {
        case .form: return fields.filter { $0.writing != .never }.map(\.id)
        case .detail: return state + fields.map(\.id)
        case .list: return Array(brief.prefix(6)) + state
        case .board, .calendar: return Array(brief.prefix(3))
        }
    }

    /// Fields that fit into a cell, those of the label first.
    private var brief: [String] {
        let short = fields.filter { field in
            switch field.type {
            case .longText, .list, .geo, .references: false
            default: !field.secret
            }
        }.map(\.id)
        let named = short.filter { label.contains("{\($0)}") }
        return named + short.filter { !named.contains($0) }
    }
}

extension ModelDraft {
    /// Whether a role has a permission in some scope, by itself, by what it includes, or by what another owner grants to it.
    func holds(_ role: String, _ permission: String) -> Bool {
        var left = [role]
        var seen: Set<String> = []
        while let next = left.popLast() {
            guard seen.insert(next).inserted else { continue }
            if grants.contains(where: { $0.role == next && $0.grant.content.permission == permission }) { return true }
            guard let definition = roles.first(where: { $0.content.id == next })?.content else { continue }
            if definition.holdsEverything || definition.grants.contains(where: { $0.permission == permission }) {
                return true
            }
            left += definition.includes
        }
        return false
    }
}
