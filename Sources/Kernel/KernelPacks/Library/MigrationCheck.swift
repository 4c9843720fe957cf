import Kernel

/// Judges migrations against the model that they lead to.
///
/// What they write must be there and fit. What they read may be a field that only an older version has; where this one has it too,
/// its type is checked as well.
enum MigrationCheck {
    static func findings(_ pack: PackDefinition, _ model: TenantModel) -> [Diagnostic] {
        pack.migrations.flatMap { migration -> [Diagnostic] in
            guard let entity = model.entities[migration.entity] else {
                let hint = DidYouMean.hint(for: migration.entity.raw, in: model.entities.keys.map(\.raw))
                return [
                    Diagnostic(
                        .migrationField,
                        "a migration names `\(migration.entity)`, which does not exist",
                        at: migration.span,
                        hint: hint
                    )
                ]
            }
            return targets(migration, entity, pack) + types(migration, entity) + values(migration, entity)
                + expressions(migration, entity, model)
        }
    }

    /// A pack migrates what it owns; others' fields are theirs.
    private static func targets(
        _ migration: MigrationDefinition,
        _ entity: EntityModel,
        _ pack: PackDefinition
    ) -> [Diagnostic] {
        migration.targets.compactMap { name in
            guard let field = entity.field(name) else {
                return Diagnostic(
                    .migrationField,
                    "`\(name)` is not a field of `\(entity.id)`, so a migration cannot write it",
                    at: migration.span,
                    hint: DidYouMean.hint(for: name, in: entity.fields.map(\.id))
                )
            }
            if entity.computed[name] != nil {
                return Diagnostic(.migrationField, "`\(name)` is computed; nobody writes it", at: migration.span)
            }
            if field.owner != pack.id {
                let message = "`\(entity.id).\(name)` is a field of `\(field.owner)`: a pack migrates fields of its own"
                return Diagnostic(.migrationField, message, at: migration.span)
            }
            if field.definition.secret || isLinks(field.definition) {
                let message = "`\(name)` is of a kind that migrations do not write: secrets and `references`"
                return Diagnostic(.migrationField, message, at: migration.span)
            }
            return nil
        }
    }

    private static func isLinks(_ field: FieldDefinition) -> Bool {
        if case .references = field.type { true } else { false }
    }

    private static func types(_ migration: MigrationDefinition, _ entity: EntityModel) -> [Diagnostic] {
        func wrong(_ names: [String], _ reason: String, _ fits: (FieldDefinition) -> Bool) -> [Diagnostic] {
            names.compactMap { name in
                guard let field = entity.field(name)?.definition, !fits(field) else { return nil }
                let message = "`\(name)` is a `\(field.type.word)`; \(reason)"
                return Diagnostic(.migrationValue, message, at: migration.span)
            }
        }
        switch migration.step {
        case .split, .merge:
            return wrong(migration.targets + migration.sources, "texts are split and merged") {
                $0.isKept(like: Self.text)
            }
        case .move(let target):
            guard let source = entity.field(migration.field)?.definition else { return [] }
            return wrong([target], "`\(migration.field)` is a `\(source.type.word)`") { $0.isKept(like: source) }
        case .set, .map: return []
        }
    }

    private static let text = FieldDefinition("text", .text())

    private static func values(_ migration: MigrationDefinition, _ entity: EntityModel) -> [Diagnostic] {
        let written: [SeedValue] =
            switch migration.step {
            case .set(let value, _): [value].compactMap(\.self)
            case .map(let values, _): values.sorted { $0.key < $1.key }.map(\.value)
            case .split, .merge, .move: []
            }
        guard let name = migration.targets.first, let field = entity.field(name)?.definition else { return [] }
        let findings = Findings()
        let reader = ValueReader(code: .migrationValue, findings: findings, dates: .fixed) { text, _, span in
            findings.report(
                .migrationValue,
                "a migration cannot refer to a record, such as `\(text.clipped)`",
                at: span
            )
        }
        for value in written { _ = reader.value(value, of: field) }
        return findings.all
    }

    /// Expressions that name fields of the new version only; those that name an older one's are judged by the plan.
    private static func expressions(
        _ migration: MigrationDefinition,
        _ entity: EntityModel,
        _ model: TenantModel
    ) -> [Diagnostic] {
        let context = CheckingContext(model: model, entity: entity, readable: .everything)
        var found: [Diagnostic] = []
        if let condition = migration.condition {
            found += ExpressionCompiler.condition(condition, in: context).diagnostics
        }
        if case .set(_, let source?) = migration.step, let field = entity.field(migration.field)?.definition {
            found += ExpressionCompiler.value(source, for: field, in: context).diagnostics
        }
        return found
    }
}
