/// Runs a pack's migrations inside the switch of an upgrade.
///
/// Works on a model that has the new version's fields and, beside them, those of the old one that are gone, so that what they held
/// can be taken over. Every record is written as any other is: checked, journaled as `migrated`, with its next version; the receipt's
/// recorder keeps what takes it back. Records are read in parts, in the order of their ids.
struct MigrationRun {
    let migrations: [MigrationDefinition]
    /// Writes on the model with both versions' fields.
    let writer: RecordWriter

    /// Runs all of them, in order.
    /// - Throws: 422 naming what a record cannot become.
    func run() throws {
        for migration in migrations { try run(migration) }
    }

    private func run(_ migration: MigrationDefinition) throws {
        guard let entity = writer.scope.model.entities[migration.entity] else { return }
        let context = CheckingContext(model: writer.scope.model, entity: entity, readable: .everything)
        var query = RecordQuery(entity: entity.id)
        query.limit = Self.part
        if let condition = migration.condition {
            let (node, findings) = ExpressionCompiler.condition(condition, in: context)
            guard let node else { throw Self.refusal(findings) }
            query.filter = node
        }
        let change = try MigrationStep(migration, entity, context)
        var records: [Record]
        repeat {
            records = try writer.backend.records(writer.scope, query, rows: .everything)
            for record in records {
                let values = try change.values(of: record, writer)
                guard !values.isEmpty else { continue }
                try writer.change(entity, id: record.id, values: values, action: "migrated")
            }
            // By id, which no migration changes: each record has its turn once.
            query.beyond = records.last?.id
        } while records.count == Self.part
    }

    /// How many records are in memory at a time.
    private static let part = 500

    /// Findings of expressions as a refusal of the upgrade.
    static func refusal(_ diagnostics: [Diagnostic]) -> KernelError {
        KernelError.invalid(
            diagnostics.filter { $0.severity == .error }.map { finding in
                let place = finding.span.map { "\($0.file):\($0.line):\($0.column)" } ?? "migrations"
                return Finding(place, finding.code, finding.message)
            }
        )
    }
}

/// What one migration makes of a record.
struct MigrationStep {
    private let migration: MigrationDefinition
    private let entity: EntityModel
    private let worked: (node: ExpressionNode, field: FieldDefinition)?

    init(_ migration: MigrationDefinition, _ entity: EntityModel, _ context: CheckingContext) throws {
        self.migration = migration
        self.entity = entity
        guard case .set(_, let source?) = migration.step, let field = entity.field(migration.field)?.definition else {
            worked = nil
            return
        }
        let (node, findings) = ExpressionCompiler.value(source, for: field, in: context)
        guard let node else { throw MigrationRun.refusal(findings) }
        worked = (node, field)
    }

    /// The values that the record gets; empty where it stays.
    func values(of record: Record, _ writer: RecordWriter) throws -> [String: Value] {
        switch migration.step {
        case .set(let written, _):
            if let worked {
                let context = ContextLookup.context(of: record, writer.scope, writer.backend)
                return [migration.field: try ExpressionEvaluator(context).value(worked.node, for: worked.field)]
            }
            return try written.map { [migration.field: try typed($0, migration.field, writer)] } ?? [:]
        case .map(let values, let target):
            guard let written = values[Self.key(record[migration.field])] else { return [:] }
            let name = target ?? migration.field
            return [name: try typed(written, name, writer)]
        case .split(let separator, let parts):
            guard let text = record[migration.field].text else { return [:] }
            let pieces = text.split(separator: separator, maxSplits: parts.count - 1, omittingEmptySubsequences: false)
            let pairs = zip(parts, pieces).map { ($0, Value.text(String($1))) }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        case .merge(let parts, let separator):
            let pieces = parts.compactMap { record[$0].text }.filter { !$0.isEmpty }
            return pieces.isEmpty ? [:] : [migration.field: .text(pieces.joined(separator: separator))]
        case .move(let target):
            let value = record[migration.field]
            guard !value.isNull, record[target].isNull else { return [:] }
            return [target: value]
        }
    }

    /// A value as `values` of a migration names it.
    private static func key(_ value: Value) -> String {
        switch value {
        case .int(let number): "\(number)"
        case .bool(let flag): "\(flag)"
        default: value.text ?? ""
        }
    }

    private func typed(_ written: SeedValue, _ name: String, _ writer: RecordWriter) throws -> Value {
        guard let field = entity.field(name)?.definition else { return .null }
        let reader = SeedReader(scope: writer.scope) { _, _ in nil }
        return try reader.value(written, field, at: "\(entity.id).\(name)")
    }
}
