import Kernel

extension RecordCases {
    /// Every page and every filter once more as CSV: nothing hidden may be in it.
    func exports(_ entity: EntityModel) -> [IsolationCase] {
        let path = "/api/\(entity.definition.collection).csv"
        let asked = pages(entity) + filters(entity)
        return asked.compactMap { one in
            let strays = ["limit", "after", "count", "expand"]
            let query = one.scenario.request.query.filter { !strays.contains($0.name) }
            // Orders are the list's own; one export without any says as much.
            let skipped = ["after", "sort"]
            guard !one.scenario.request.query.contains(where: { skipped.contains($0.name) }) else { return nil }
            let isFilter =
                !query.isEmpty && one.scenario.request.query.contains { $0.name == "deleted" } && query.count > 1
            let request = TestRequest("GET", path, query: query, token: asker.token)
            var copy = IsolationCase(.export, "\(one.scenario.name), as CSV", request, expect: one.scenario.statuses) {
                // A hidden value finds nothing: the header is all.
                answer in
                guard isFilter, answer.status == 200 else { return nil }
                let lines = answer.text.split(separator: "\r\n").count
                return lines == 1 ? nil : "something is found: \(answer.text.prefix(300))"
            }
            copy.scenario.mustNotContain = one.scenario.mustNotContain
            return copy
        }
    }

    /// Rows that change a hidden record, and rows that name one.
    func imports(_ entity: EntityModel) -> [IsolationCase] {
        let ids = [hidden.first(entity.id), hidden.binned[entity.id]].compactMap { $0 }
        var texts = ids.map { "id,version\r\n\($0.raw),1\r\n\($0.raw),2\r\n" }
        for field in entity.creatable {
            guard let id = field.type.target.flatMap(hidden.first) else { continue }
            texts.append("\(field.id)\r\n\(id.raw)\r\n")
        }
        if texts.isEmpty { texts.append("id\r\n") }
        return texts.flatMap { text in
            [false, true].map { isRehearsal in
                let request = TestRequest(
                    "POST",
                    "/api/\(entity.definition.collection)/import",
                    query: isRehearsal ? [("dry_run", "true")] : [],
                    token: asker.token,
                    json: text,
                    headers: ["Content-Type": "text/csv"]
                )
                // A field that the caller may neither read nor write is an unknown column.
                return IsolationCase(.importRows, "\(name), hidden id", request, expect: [200, 403, 405, 422]) {
                    answer in
                    guard answer.status == 200 else { return nil }
                    return answer.json["created"] == .number("0") && answer.json["updated"] == .number("0")
                        ? nil : "a row was taken: \(answer.text)"
                }.hiding(secrets)
            }
        }
    }
}
