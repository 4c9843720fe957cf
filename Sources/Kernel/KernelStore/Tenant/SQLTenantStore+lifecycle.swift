import Kernel

extension SQLTenantStore {
    package func schemaSteps(for model: TenantModel, renames: NameChanges) throws -> [SchemaStep] {
        try files.use(tenant) { file in
            try file.read { connection in
                try SchemaExpander.plan(connection, model: model, renames: renames).steps.map { step in
                    // Indexes and words pass over every row that is there.
                    guard [.index, .unique, .search].contains(step.kind), !step.table.isEmpty else { return step }
                    var counted = step
                    counted.rows = try Self.rows(of: step.table, connection)
                    return counted
                }
            }
        }
    }

    private static func rows(of table: String, _ connection: any SQLConnection) throws -> Int64 {
        let exists = try connection.first(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
            [.text(table)]
        ) { $0.int(0) }
        guard exists == 1 else { return 0 }
        return try connection.first("SELECT count(*) FROM \(PhysicalName.quoted(table))") { $0.int(0) } ?? 0
    }

    package func census(_ questions: [CensusQuestion], of model: TenantModel) throws -> [Int64] {
        guard !questions.isEmpty else { return [] }
        return try files.use(tenant) { file in
            try file.read { try Census.counts(questions, of: model, on: $0) }
        }
    }

    package func receipts() throws -> [Receipt] {
        try files.use(tenant) { file in
            try file.read { try ReceiptTable.all($0) }
        }
    }

    package func changeStatuses() throws -> [String] {
        try files.use(tenant) { file in
            try file.read { try ReceiptTable.statuses($0) }
        }
    }

    package func change<T: Sendable>(
        _ scope: TenantScope,
        to state: TenantState,
        receipt: Receipt?,
        renames: NameChanges,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> T
    ) async throws -> T {
        try await files.use(tenant) { file in
            try file.require(scope)
            let onDisk: @Sendable () -> Void = {
                if !renames.isEmpty { file.engine.forgetNames() }
                file.switched(to: state, scope.model)
            }
            return try await file.writer.perform(alone: true, onDisk: onDisk) { context in
                let connection = context.connection
                let (backend, steps) = try file.engine.expand(
                    connection,
                    model: scope.model,
                    renames: renames,
                    journal: context.journal
                )
                try TenantStateTables.write(state, on: connection)
                // Before what the change writes itself: nobody read that under another model.
                try ModelMark.note(scope.model, on: connection)
                guard let receipt else { return try body(backend) }
                let recorder = try RowRecorder(connection)
                try file.engine.rename(renames, after: steps, scope, connection, journal: context.journal)
                let result = try body(backend)
                try ReceiptTable.insert(receipt, steps: steps, on: connection)
                try recorder.finish(keepingWith: receipt.id)
                return result
            }
        }
    }

    package func purge(_ scope: TenantScope, _ order: PurgeOrder) async throws -> PurgeReport {
        try await files.use(tenant) { file in
            try file.require(scope)
            let onDisk: @Sendable () -> Void = {
                file.engine.forgetNames()
                file.switched(to: order.state, scope.model)
            }
            return try await file.writer.perform(alone: true, onDisk: onDisk) { context in
                try PurgeRun(order, scope, on: context.connection, journal: context.journal).run()
            }
        }
    }

    package func drop(_ scope: TenantScope, _ order: DropOrder) async throws {
        try await files.use(tenant) { file in
            try file.require(scope)
            let onDisk: @Sendable () -> Void = {
                file.engine.forgetNames()
                file.switched(to: order.state, scope.model)
            }
            try await file.writer.perform(alone: true, onDisk: onDisk) { context in
                try DropRun(order, scope, on: context.connection, journal: context.journal).run()
            }
        }
    }

    /// What was deleted lies in free pages and in the index's older parts until then.
    package func rewrite() async throws {
        try await files.use(tenant) { file in
            try await files.pool.run {
                do {
                    try file.database.withWriter { connection in
                        try connection.execute("INSERT INTO search(search) VALUES('optimize')")
                        try connection.execute("VACUUM")
                        try connection.query("PRAGMA wal_checkpoint(TRUNCATE)", []) { _ in }
                    }
                } catch let failure as StoreFailure {
                    throw failure.unavailable
                }
            }
        }
    }

    package func undo(
        _ scope: TenantScope,
        _ receipt: Receipt,
        from now: TenantModel,
        to state: TenantState,
        renames: NameChanges,
        accept: Int64?,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Void
    ) async throws -> [UndoLoss] {
        try await files.use(tenant) { file in
            try file.require(scope)
            let onDisk: @Sendable () -> Void = {
                file.engine.forgetNames()
                file.switched(to: state, scope.model)
            }
            return try await file.writer.perform(alone: true, onDisk: onDisk) { context in
                let connection = context.connection
                let losses = try UndoLosses(receipt, now: now, then: scope.model, renames, on: connection)
                let run = UndoRun(losses: losses, scope: scope, connection: connection, journal: context.journal)
                let lost = try run.run(accept: accept, to: state)
                let steps = losses.steps.reversed().compactMap(\.renamedBack)
                if !renames.isEmpty {
                    try file.engine.rename(renames, after: steps, scope, connection, journal: context.journal)
                }
                try StoreInventory.remember(renames, on: connection)
                try body(file.engine.renewed(connection, journal: context.journal))
                return lost
            }
        }
    }
}
