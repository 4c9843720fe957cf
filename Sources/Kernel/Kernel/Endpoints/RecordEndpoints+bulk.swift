extension Runtime {
    /// `POST /api/<collection>/bulk`: all or nothing, or with `?partial=true` each operation for itself.
    ///
    /// One transaction in any case, so that what a later operation reads is what an earlier one wrote.
    func bulk(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        let isPartial = try Self.flag("partial", of: call)
        let request = Result { try BulkRequest.read(RequestBody.object(call.invocation)) }
        let operations = request.map { $0.operations.map { PreparedOperation($0, entity, call.scope) } }
        let ids = ids
        let outcome = try await write(call) { backend in
            let run = BulkRun(call: call, entity: entity, backend: backend, ids: ids)
            let results = try isPartial ? run.each(operations.get()) : run.together(operations.get())
            return .json(body: Self.results(results))
        }
        afterWrite(call, entity)
        return outcome
    }

    /// The one parameter of a route.
    static func flag(_ name: String, of call: AuthorizedInvocation) throws -> Bool {
        var isSet = false
        for pair in call.query {
            guard pair.name == name else {
                throw KernelError.invalid([Finding(InputDecoder.shown(pair.name), "unknown", "Takes \(name) only.")])
            }
            guard pair.value == "true" || pair.value == "false" else {
                throw KernelError.invalid([Finding(name, "format", "Must be true or false.")])
            }
            isSet = pair.value == "true"
        }
        return isSet
    }

    private static func results(_ results: [BulkRun.Result]) -> [UInt8] {
        var writer = JSONWriter(capacity: results.reduce(32) { $0 + $1.body.count + 32 })
        writer.object { writer in
            writer.key("results")
            writer.array(results) { $0.result($1) }
        }
        return writer.bytes
    }
}

/// An operation whose body was read, or what is wrong with it.
struct PreparedOperation: Sendable {
    let status: Int
    let part: BulkRequest.Part?
    let run: Result<RecordOperation.Prepared, any Error>
    /// Whether the operation itself could not be read, whatever it was to do.
    let isUnreadable: Bool

    init(_ asked: Result<RecordOperation, KernelError>, _ entity: EntityModel, _ scope: TenantScope) {
        switch asked {
        case .success(let operation):
            status = operation.status
            part = operation.part
            run = Result { try operation.prepared(entity, scope) }
            isUnreadable = false
        case .failure(let error):
            (status, part, run, isUnreadable) = (error.problem.status, nil, .failure(error), true)
        }
    }
}

/// The operations of one bulk inside its transaction.
struct BulkRun {
    /// How one operation ended: its record, or its problem.
    struct Result {
        let status: Int
        let body: [UInt8]
    }

    let call: AuthorizedInvocation
    let entity: EntityModel
    let backend: any TransactionBackend
    let ids: IDGenerator

    /// All or nothing.
    /// - Throws: what is wrong with operations that cannot be read, all at once; else the first refusal. The paths of its
    ///   findings begin with `ops[<index>]`.
    func together(_ operations: [PreparedOperation]) throws -> [Result] {
        try refuseUnreadable(operations)
        return try operations.enumerated().map { index, operation in
            do {
                return try run(operation)
            } catch let error as KernelError {
                throw error.located(at: index, operation.part)
            }
        }
    }

    /// Each in a savepoint of its own; only a failure of the server ends them all.
    func each(_ operations: [PreparedOperation]) throws -> [Result] {
        try operations.map { operation in
            do {
                return try backend.attempt { try run(operation) }
            } catch let error as KernelError where error.problem != .unavailable {
                Runtime.noteDenial(error, of: call)
                let problem = ProblemDocument.render(error, requestID: call.invocation.requestID)
                return Result(status: problem.status, body: problem.body)
            }
        }
    }

    private func run(_ operation: PreparedOperation) throws -> Result {
        let writer = RecordWriter(scope: call.scope, backend: backend, ids: ids)
        guard let record = try operation.run.get()(writer) else { return Result(status: operation.status, body: []) }
        let body = try Runtime.body(call.scope, entity, record, backend)
        return Result(status: operation.status, body: body)
    }

    private func refuseUnreadable(_ operations: [PreparedOperation]) throws {
        var all: KernelError?
        for (index, operation) in operations.enumerated() where operation.isUnreadable {
            guard case .failure(let error as KernelError) = operation.run else { continue }
            let located = error.located(at: index, nil)
            guard let first = all else {
                all = located
                continue
            }
            all = .invalid(first.findings + located.findings)
        }
        if let all { throw all }
    }
}

extension KernelError {
    /// The same refusal, its findings under the operation that it is about; without findings it gets one.
    func located(at index: Int, _ part: BulkRequest.Part?) -> KernelError {
        var error = self
        let place = "ops[\(index)]"
        error.findings = findings.map { finding in
            let inner = [part?.rawValue, finding.path].compactMap { $0 }.filter { !$0.isEmpty }
            return Finding(([place] + inner).joined(separator: "."), finding.code, finding.message)
        }
        if findings.isEmpty { error.findings = [Finding(place, problem.code, detail)] }
        return error
    }
}

extension JSONWriter {
    fileprivate mutating func result(_ result: BulkRun.Result) {
        object { writer in
            writer.key("status")
            writer.int(Int64(result.status))
            guard !result.body.isEmpty else { return }
            writer.key(result.status < 400 ? "record" : "problem")
            writer.raw(result.body)
        }
    }
}
