extension Runtime {
    /// Rows that one transaction writes: the longest write is everybody's latency.
    private static let rowsAtOnce = 250

    /// `POST /api/<collection>/import`: each row for itself, 250 in one transaction; with `?dry_run=true` all in one
    /// transaction that is undone.
    func importRows(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        let isRehearsal = try Self.flag("dry_run", of: call)
        let table = Result { try ImportTable.read(call, entity) }
        if isRehearsal { return try await rehearse(call, entity, table.get()) }
        var whole = ImportReport(isRehearsal: false)
        var isReplay = true
        // A table that cannot be read has no rows; the first write says why, so that a key keeps that answer.
        let rows = (try? table.get())?.rows ?? []
        for first in stride(from: 0, to: max(rows.count, 1), by: Self.rowsAtOnce) {
            let part = rows[first..<min(first + Self.rowsAtOnce, rows.count)]
            let ids = ids
            let outcome = try await write(call, part: first / Self.rowsAtOnce) { backend in
                let run = ImportRun(call: call, entity: entity, table: try table.get(), backend: backend, ids: ids)
                return .json(body: try run.rows(part, isRehearsal: false).json())
            }
            afterWrite(call, entity)
            isReplay = isReplay && outcome.headers.contains(Outcome.replay)
            try whole.add(JSONReader.read(outcome.body))
        }
        whole.ignored = try table.get().ignored
        return .json(body: whole.json(), isReplay ? [Outcome.replay] : [])
    }

    /// A rehearsal ends by a throw, which undoes all that it did.
    private struct Rehearsal: Error {
        let report: ImportReport
    }

    private func rehearse(
        _ call: AuthorizedInvocation,
        _ entity: EntityModel,
        _ table: ImportTable
    ) async throws -> Outcome {
        let ids = ids
        do {
            try await tenants.store(of: call.tenant).write(call.scope) { backend in
                let run = ImportRun(call: call, entity: entity, table: table, backend: backend, ids: ids)
                throw Rehearsal(report: try run.rows(table.rows[...], isRehearsal: true))
            }
        } catch let rehearsal as Rehearsal {
            var report = rehearsal.report
            report.ignored = table.ignored
            return .json(body: report.json())
        }
        throw KernelError.unavailable("The server could not do this.", cause: "a rehearsal was kept")
    }
}

/// What became of the rows of an import.
struct ImportReport: Sendable {
    let isRehearsal: Bool
    var ignored: [String] = []
    private var counts: [String: Int64] = [:]
    private var results: [[UInt8]] = []

    private static let outcomes = ["created", "updated", "unchanged", "failed"]

    init(isRehearsal: Bool) {
        self.isRehearsal = isRehearsal
    }

    mutating func add(_ outcome: String, _ result: [UInt8]) {
        counts[outcome, default: 0] += 1
        results.append(result)
    }

    /// Adds the report of another part.
    mutating func add(_ part: JSONValue) throws {
        for outcome in Self.outcomes {
            guard case .number(let text)? = part[outcome], let count = Int64(text) else { continue }
            counts[outcome, default: 0] += count
        }
        guard case .array(let items)? = part["results"] else { return }
        for item in items {
            var writer = JSONWriter()
            writer.value(item)
            results.append(writer.bytes)
        }
    }

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: results.reduce(256) { $0 + $1.count + 1 })
        writer.object { writer in
            writer.key("dry_run")
            writer.bool(isRehearsal)
            writer.key("rows")
            writer.int(Int64(results.count))
            for outcome in Self.outcomes {
                writer.key(outcome)
                writer.int(counts[outcome] ?? 0)
            }
            writer.key("ignored")
            writer.array(ignored) { $0.string($1) }
            writer.key("results")
            writer.array(results) { $0.raw($1) }
        }
        return writer.bytes
    }
}

/// The rows of one import inside its transaction.
struct ImportRun {
    let call: AuthorizedInvocation
    let entity: EntityModel
    let table: ImportTable
    let backend: any TransactionBackend
    let ids: IDGenerator

    /// Each in a savepoint of its own; only a failure of the server ends them all.
    func rows(_ rows: ArraySlice<ImportTable.Row>, isRehearsal: Bool) throws -> ImportReport {
        var report = ImportReport(isRehearsal: isRehearsal)
        let writer = RecordWriter(scope: call.scope, backend: backend, ids: ids)
        for row in rows {
            do {
                let change = try row.change.get()
                let record = try backend.attempt { try change.prepared(entity, call.scope)(writer) }
                let outcome =
                    change.target.map { $0.version == record?.version ? "unchanged" : "updated" } ?? "created"
                // An id that the kernel made in a rehearsal will be another one.
                let isKnown = !isRehearsal || change.target != nil || change.values["id"] != nil
                report.add(outcome, result(row, change.target == nil ? 201 : 200, isKnown ? record : nil))
            } catch let error as KernelError where error.problem != .unavailable {
                Runtime.noteDenial(error, of: call)
                report.add("failed", refused(row, error))
            }
        }
        return report
    }

    private func result(_ row: ImportTable.Row, _ status: Int64, _ record: Record?) -> [UInt8] {
        line(row, status) { writer in
            guard let record else { return }
            writer.key("id")
            writer.string(record.id.raw)
            writer.key("version")
            writer.int(record.version)
        }
    }

    private func refused(_ row: ImportTable.Row, _ error: KernelError) -> [UInt8] {
        let problem = ProblemDocument.render(error, requestID: call.invocation.requestID) { finding in
            let name = finding.path.prefix { $0 != "." && $0 != "[" }
            return (row.line, table.places[String(name)])
        }
        return line(row, Int64(problem.status)) { writer in
            writer.key("problem")
            writer.raw(problem.body)
        }
    }

    private func line(_ row: ImportTable.Row, _ status: Int64, _ rest: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.key("row")
            writer.int(Int64(row.number))
            writer.key("line")
            writer.int(Int64(row.line))
            writer.key("status")
            writer.int(status)
            rest(&writer)
        }
        return writer.bytes
    }
}
