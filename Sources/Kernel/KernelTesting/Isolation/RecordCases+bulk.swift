import Kernel

extension IsolationCase {
    /// The same request as one operation of a bulk, all or nothing and partial; `nil` where it is none that a bulk has.
    func asBulk(_ entity: EntityModel) -> [IsolationCase] {
        guard let operation = BulkOperation.json(of: scenario.request) else { return [] }
        return [false, true].map { isPartial in
            let request = TestRequest(
                "POST",
                "/api/\(entity.definition.collection)/bulk",
                query: isPartial ? [("partial", "true")] : [],
                token: scenario.request.token,
                json: "{\"ops\":[\(operation)]}"
            )
            // Without any permission to write, the door itself is closed.
            let expected = scenario.statuses
            let closed = expected.isDisjoint(with: [403, 405]) ? [] : expected.intersection([405]).union([403])
            let single = check
            var one = IsolationCase(
                .bulk,
                "\(scenario.name), in a bulk",
                request,
                expect: isPartial ? closed.union([200]) : expected.union(expected.contains(201) ? [200] : closed)
            ) { answer in
                guard isPartial, answer.status == 200 else {
                    return answer.status == 200
                        ? single(answer.bulkResult ?? answer) : BulkOperation.judge(answer, single)
                }
                guard let inner = answer.bulkResult else { return "a bulk without a result: \(answer.text)" }
                return expected.contains(inner.status)
                    ? BulkOperation.judge(inner, single) : "the operation was answered \(inner.status): \(answer.text)"
            }
            one.scenario.mustNotContain = scenario.mustNotContain
            return one
        }
    }
}

/// Operations of a bulk from the requests of the single routes.
enum BulkOperation {
    /// The operation that a request of a single route is.
    static func json(of request: TestRequest) -> String? {
        let segments = request.path.split(separator: "/").map(String.init)
        let body = request.json ?? "{}"
        let version = request.headers["If-Match"].map { ",\"version\":\($0.filter(\.isNumber))" } ?? ""
        switch (request.method, segments.count) {
        case ("POST", 2): return "{\"op\":\"create\",\"set\":\(body)}"
        case ("PATCH", 3): return "{\"op\":\"update\",\"id\":\"\(segments[2])\"\(version),\"set\":\(body)}"
        case ("DELETE", 3): return "{\"op\":\"delete\",\"id\":\"\(segments[2])\"\(version)}"
        case ("POST", 5) where segments[3] == "moves":
            let move = String(segments[4].map { $0 == "-" ? "_" : $0 })
            return "{\"op\":\"move\",\"id\":\"\(segments[2])\"\(version),\"move\":\"\(move)\",\"args\":\(body)}"
        default: return nil
        }
    }

    /// What is wrong with an answer about one operation, as the single route's own check says.
    ///
    /// Paths of findings are told as the single route tells them.
    static func judge(_ answer: Answer, _ single: (Answer) -> String?) -> String? {
        single(answer.unlocated)
    }
}

extension Answer {
    /// The answer of a bulk's only operation, as the single route would give it.
    fileprivate var bulkResult: Answer? {
        guard case .array(let results)? = json["results"], results.count == 1, let result = results.first,
            case .number(let status)? = result["status"], let code = Int(status)
        else { return nil }
        var writer = JSONWriter()
        if let body = result["record"] ?? result["problem"] { writer.value(body) }
        return Answer(status: code, body: writer.bytes)
    }

    /// The same problem without the place of the operation in its findings; a finding that says nothing else is dropped.
    fileprivate var unlocated: Answer {
        guard status >= 400, case .array(let findings)? = json["errors"], let members = json.members else {
            return self
        }
        let inner = findings.compactMap { finding -> JSONValue? in
            guard let path = finding["path"]?.text, path.hasPrefix("ops[") else { return finding }
            var rest = path.drop { $0 != "." }.dropFirst()
            guard !rest.isEmpty else { return nil }
            for part in ["set.", "args."] where rest.hasPrefix(part) { rest = rest.dropFirst(part.count) }
            return .object(
                (finding.members ?? []).map { $0.name == "path" ? .init("path", .string(String(rest))) : $0 }
            )
        }
        let rest = members.filter { $0.name != "errors" }
        var writer = JSONWriter()
        writer.value(.object(inner.isEmpty ? rest : rest + [.init("errors", .array(inner))]))
        return Answer(status: status, body: writer.bytes)
    }
}
