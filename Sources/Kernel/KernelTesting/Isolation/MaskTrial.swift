import Kernel

/// What a member who sees one field of everything gets of the others: in records, pages, the bin, histories, conflicts,
/// answers to writes, filters and orders.
struct MaskTrial: Sendable {
    let ground: IsolationGround

    private static let system = Set(SystemField.allCases.map(\.rawValue) + ["deleted_at"])

    func run(_ report: inout IsolationReport) async throws {
        for entity in ground.entities where ground.reads(entity, in: nil) {
            guard let own = ground.masked.world.first(entity.id) else { continue }
            let version = try ground.version(of: own, entity)
            let writes = writing(entity, own, version)
            let bulks = writes.filter { $0.endpoint == .update }.flatMap { $0.asBulk(entity) }
            for one in reading(entity, own) + guessing(entity) + bulks + writes {
                await ground.kernel.judge(one, in: .masks, &report)
            }
            for (index, move) in entity.definition.moves.enumerated() {
                guard let one = moving(entity, move, salt: 20 + index) else { continue }
                await ground.kernel.judge(one, in: .masks, &report)
            }
        }
    }

    private func request(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        json: String? = nil,
        version: Int64? = nil
    ) -> TestRequest {
        TestRequest(
            method,
            path,
            query: query,
            token: ground.masked.token,
            json: json,
            headers: version.map { ["If-Match": "\"\($0)\""] } ?? [:]
        )
    }

    private func reading(_ entity: EntityModel, _ own: RecordID) -> [IsolationCase] {
        let path = "/api/\(entity.definition.collection)"
        let seen = Self.visible(entity)
        let expand = entity.referring.filter { seen.contains($0.id) }.map { (name: "expand", value: $0.id) }
        let record: @Sendable (Answer) -> String? = { judge($0.json, entity) }
        let page: @Sendable (Answer) -> String? = { answer in
            answer.items.isEmpty ? "the page is empty" : answer.items.lazy.compactMap { judge($0, entity) }.first
        }
        let bin: @Sendable (Answer) -> String? = { $0.items.lazy.compactMap { judge($0, entity) }.first }
        var cases = [
            IsolationCase(.get, "masked", request("GET", "\(path)/\(own)"), expect: [200], check: record),
            IsolationCase(
                .get,
                "masked",
                request("GET", "\(path)/\(own)", query: expand),
                expect: [200],
                check: record
            ),
            IsolationCase(.list, "masked", request("GET", path), expect: [200], check: page),
            IsolationCase(.list, "masked", request("GET", path, query: expand), expect: [200], check: page),
            IsolationCase(.history, "masked", request("GET", "\(path)/\(own)/history"), expect: [200]) { answer in
                answer.items.isEmpty
                    ? "the history is empty" : answer.items.lazy.compactMap { judgeChanges($0, seen) }.first
            },
        ]
        cases.append(
            IsolationCase(.export, "masked", request("GET", "\(path).csv"), expect: [200]) { answer in
                let names = answer.text.prefix { $0 != "\r\n" }.split(separator: ",").map(String.init)
                let allowed = Self.system.union(seen).union(seen.map { "\($0)_zone" })
                if answer.text.split(separator: "\r\n").count < 2 { return "the export is empty" }
                return names.first { !allowed.contains($0) }.map { "the export tells the masked field `\($0)`" }
            }
        )
        if entity.definition.verbs.contains(.delete) {
            let query = [(name: "deleted", value: "true")]
            cases.append(
                IsolationCase(.list, "masked bin", request("GET", path, query: query), expect: [200], check: bin)
            )
        }
        return cases
    }

    /// Filters and orders by a field that is not shown would tell it bit by bit.
    private func guessing(_ entity: EntityModel) -> [IsolationCase] {
        let path = "/api/\(entity.definition.collection)"
        let seen = Self.visible(entity)
        let searched = entity.fields.filter { $0.definition.searchable && !$0.definition.secret }.map(\.id)
        let words = request("GET", path, query: [(name: "q", value: ground.masked.world.samples.marker)])
        // With no searchable field in sight a search could only tell what a hidden one holds.
        let blind = IsolationCase(.list, "words of masked fields", words, expect: [422])
        let search = seen.isDisjoint(with: searched) && !searched.isEmpty ? [blind] : []
        return search
            + entity.fields.map(\.id).filter { !seen.contains($0) }.flatMap { field in
                [("sort", field), ("fields", field), ("expand", field), (field, ""), ("where", "\(field) != null")].map
                {
                    query in
                    let asked = request("GET", path, query: [(name: query.0, value: query.1)])
                    return IsolationCase(.list, "masked field in \(query.0)=\(query.1)", asked, expect: [422])
                }
            }
    }

    private func writing(_ entity: EntityModel, _ own: RecordID, _ version: Int64) -> [IsolationCase] {
        let path = "/api/\(entity.definition.collection)"
        let record: @Sendable (Answer) -> String? = { judge($0.json, entity) }
        let world = ground.masked.world
        var cases: [IsolationCase] = []
        if entity.definition.verbs.contains(.update) {
            let stale = request("PATCH", "\(path)/\(own)", json: "{}", version: version + 7)
            cases.append(
                IsolationCase(.update, "masked conflict", stale, expect: [412]) {
                    judge($0.json["current"] ?? .null, entity)
                }
            )
            let seen = Self.visible(entity)
            let values = world.values(of: entity.changeable, in: entity.id, salt: 8)
            for (field, value) in values.sorted(by: { $0.key < $1.key }) where !seen.contains(field) {
                let json = SampleValues.json([field: value])
                let asked = request("PATCH", "\(path)/\(own)", json: json, version: version)
                cases.append(IsolationCase(.update, "masked field `\(field)` written", asked, expect: [403, 422]))
            }
        }
        if entity.definition.verbs.contains(.create) {
            let values = world.values(of: entity.creatable, in: entity.id, salt: 9)
            let asked = request("POST", path, json: SampleValues.json(values))
            cases.append(IsolationCase(.create, "masked", asked, expect: [201], check: record))
        }
        if let binned = world.binned[entity.id] {
            let asked = request("POST", "\(path)/\(binned)/restore")
            cases.append(IsolationCase(.restore, "masked", asked, expect: [200], check: record))
        }
        return cases
    }

    /// Whether a move is possible depends on its guard; what it answers is masked in any case.
    private func moving(_ entity: EntityModel, _ move: MoveDefinition, salt: Int) -> IsolationCase? {
        guard let own = ground.masked.world.live[entity.id]?.last else { return nil }
        let world = ground.masked.world
        let input = world.samples.values(of: move.input, salt: salt) { world.first($0) }
        let path = "/api/\(entity.definition.collection)/\(own)/moves/\(RouteRequests.hyphens(move.id))"
        let asked = request("POST", path, json: SampleValues.json(input))
        return IsolationCase(.move, "masked", asked, expect: [200, 403, 409, 422]) { answer in
            answer.status == 200 ? judge(answer.json, entity) : nil
        }
    }

    private static func visible(_ entity: EntityModel) -> Set<String> {
        IsolationRoles.seen(entity.definition)
    }

    /// A record may have system fields and the one field; an expanded one is judged like it.
    private func judge(_ json: JSONValue, _ entity: EntityModel) -> String? {
        guard let members = json.members else { return "no record: \(json)" }
        let seen = Self.visible(entity)
        let zones = Set(seen.map { "\($0)_zone" })
        if let told = members.first(where: { !Self.system.union(seen).union(zones).contains($0.name) }) {
            return "the masked field `\(told.name)` is told"
        }
        for member in members where member.value.members != nil {
            guard let target = entity.field(member.name)?.type.target, let model = ground.model.entities[target] else {
                continue
            }
            if let finding = judge(member.value, model) { return finding }
        }
        return nil
    }

    private func judgeChanges(_ entry: JSONValue, _ seen: Set<String>) -> String? {
        let names = (entry["changes"]?.members ?? []).map(\.name)
        let allowed = Self.system.union(seen).union(seen.map { "\($0)_zone" })
        return names.first { !allowed.contains($0) }.map { "the history tells the masked field `\($0)`" }
    }
}
