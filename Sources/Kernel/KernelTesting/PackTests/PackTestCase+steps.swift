import Kernel
import KernelPacks

extension PackTestCase {
    /// Makes the steps; all must succeed, the last one only where no refusal is expected.
    mutating func makeSteps() async throws {
        let refusable = test.expectations.contains { if case .refused = $0.kind { true } else { false } }
        for (index, step) in test.allSteps.enumerated() {
            let isQueued = index >= test.steps.count
            let answer = await kernel.send(try isQueued ? mutation(of: step) : request(of: step))
            last = answer
            if answer.status < 400 { try await runAutomations() }
            let isLast = index == test.allSteps.count - 1
            guard answer.status >= 400, !(isLast && refusable) else { continue }
            let message = "`\(step.subject.text)` is refused: \(Self.describe(answer))"
            throw FailedTest(failure: PackTestFailure(message, at: step.subject.span))
        }
    }

    /// Automations run at once; one that fails fails the test.
    private func runAutomations() async throws {
        try await kernel.runtime.runAutomations(tenant)
        guard let entity = try kernel.model(of: tenant).entities[AutomationRuns.entity] else { return }
        let runs = try read { scope, backend in
            try backend.records(scope, RecordQuery(entity: entity.id), rows: .everything)
        }
        guard let failed = runs.first(where: { $0.state == AutomationRuns.State.waiting.rawValue }) else { return }
        let name = failed["automation"].text ?? ""
        let message = "the automation `\(name)` fails: \(failed["error"].text ?? "")"
        throw FailedTest(failure: PackTestFailure(message, at: test.name.span))
    }

    /// A refusal in one line: code, what people read, and each finding.
    static func describe(_ answer: Answer) -> String {
        let json = answer.json
        let findings = Self.findings(answer).map { "\($0.path): \($0.message)" }
        let permission = json["permission"]?.text.map { "(\($0))" }
        let parts = [json["code"]?.text, permission, json["detail"]?.text].compactMap(\.self) + findings
        return parts.isEmpty ? "status \(answer.status)" : parts.joined(separator: " ")
    }

    /// The findings of a refusal.
    static func findings(_ answer: Answer) -> [(path: String, message: String)] {
        guard case .array(let errors)? = answer.json["errors"] else { return [] }
        return errors.map { ($0["path"]?.text ?? "", $0["message"]?.text ?? "") }
    }

    /// What a device sends for a step: the same bytes under the same key each time.
    private mutating func mutation(of step: PackTest.Step) throws -> TestRequest {
        let values = step.input.sorted { $0.key < $1.key }.map { "\($0.key): \(TestText.write($0.value))" }
        var name = "\(step.subject.text) \(values)"
        if case .create(_, let key) = step.act { name += " \(key)" }
        if let sent = mutations[name] { return sent }
        var request = try request(of: step)
        request.headers["Idempotency-Key"] = "mutation-\(mutations.count + 1)"
        mutations[name] = request
        return request
    }

    private mutating func request(of step: PackTest.Step) throws -> TestRequest {
        switch step.act {
        case .record(let key, let verb): return try request(step, try record(key), verb)
        case .create(let id, let key):
            let entity = try entity(id)
            let record = keys[key] ?? TestRecord(entity: id, id: kernel.ids.next())
            keys[key] = record
            let body = try json(step.input, entity.fields.map(\.definition), id: record.id)
            return TestRequest("POST", "/api/\(entity.definition.collection)", token: token, json: body)
        case .action(let owner, let id): return try request(step, owner, id)
        }
    }

    private func request(_ step: PackTest.Step, _ record: TestRecord, _ verb: String) throws -> TestRequest {
        let entity = try entity(record.entity)
        let path = "/api/\(entity.definition.collection)/\(record.id.raw)"
        if let move = entity.moves[verb] {
            let name = verb.map { $0 == "_" ? "-" : String($0) }.joined()
            let body = try json(step.input, move.definition.input)
            return TestRequest("POST", "\(path)/moves/\(name)", token: token, json: body)
        }
        let version = try read { scope, backend in
            try backend.record(scope, entity, record.id, rows: .everything, bin: false)?.version
        }
        let headers = ["If-Match": "\"\(version ?? 1)\""]
        switch verb {
        case "update":
            let body = try json(step.input, entity.fields.map(\.definition))
            return TestRequest("PATCH", path, token: token, json: body, headers: headers)
        case "delete": return TestRequest("DELETE", path, token: token, headers: headers)
        default: return TestRequest("POST", "\(path)/restore", token: token)
        }
    }

    private func request(_ step: PackTest.Step, _ owner: String, _ id: String) throws -> TestRequest {
        let model = try kernel.model(of: tenant)
        guard let action = model.actions.values.first(where: { $0.owner == owner && $0.id == id }) else {
            throw TestKernelError("there is no action `\(owner).\(id)`")
        }
        let path = "/api/\(action.path)"
        if case .write = action.body {
            return TestRequest("POST", path, token: token, json: try json(step.input, action.input))
        }
        let query = try members(step.input, action.input).map { (name: $0.name, value: Self.plain($0.value)) }
        return TestRequest("GET", path, query: query, token: token)
    }

    /// A value as it stands in a query.
    private static func plain(_ json: JSONValue) -> String {
        switch json {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .array(let items): items.map(plain).joined(separator: ",")
        case .null, .object: ""
        }
    }

    /// What a step sends, as the API takes it.
    private func json(
        _ input: [String: SeedValue],
        _ fields: [FieldDefinition],
        id: RecordID? = nil
    ) throws -> String {
        var writer = JSONWriter()
        var members = try members(input, fields)
        if let id { members.insert(JSONValue.Member("id", .string(id.raw)), at: 0) }
        writer.value(JSONValue.object(members))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func members(_ input: [String: SeedValue], _ fields: [FieldDefinition]) throws -> [JSONValue.Member] {
        let scope = try kernel.scope(of: tenant)
        let reader = SeedReader(scope: scope) { _, _ in nil }
        return try input.sorted { $0.key < $1.key }.map { name, seed in
            let type = fields.first { $0.id == name }?.type ?? .text()
            return JSONValue.Member(name, try value(seed, type, reader))
        }
    }

    private func value(_ seed: SeedValue, _ type: FieldType, _ reader: SeedReader) throws -> JSONValue {
        if seed.isNull { return .null }
        if let target = type.target { return try reference(seed, to: target) }
        let json = reader.json(seed, type)
        // What is wrong on purpose is sent as a text, not as broken JSON.
        if case .number(let text) = json, Int64(text) == nil { return .string(text) }
        return json
    }

    private func reference(_ seed: SeedValue, to target: EntityID) throws -> JSONValue {
        switch seed {
        case .text(let key, _): return .string(try id(of: key, target)?.raw ?? key)
        case .list(let items, _): return .array(try items.map { try reference($0, to: target) })
        case .mapping: return .null
        }
    }

    /// The record of a key: the test's, else the pack's reference row.
    func id(of key: String, _ target: EntityID) throws -> RecordID? {
        if let record = keys[key], record.entity == target { return record.id }
        return try read { scope, backend in try backend.seeded(scope, pack: pack, entity: target, key: key) }
    }
}
