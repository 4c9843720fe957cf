import Kernel
import KernelPacks

extension PackTestCase {
    /// What was written to the journal about records since the first step.
    func journal() throws -> [(event: String, record: String)] {
        let model = try kernel.model(of: tenant)
        var done = JournalFilter()
        done.success = true
        let tail = try kernel.folder.open(tenant).journalTail(limit: 10_000, after: head, done)
        return try tail.compactMap { bytes in
            let entry = try JSONReader.read(bytes)
            guard let text = entry["entity"]?.text, let id = EntityID(text), let entity = model.entities[id],
                id != AutomationRuns.entity, let action = entry["action"]?.text, let record = entry["record"]?.text
            else { return nil }
            guard action.hasPrefix("moved.") else {
                return (action.contains(".") ? action : "\(id).\(action)", record)
            }
            let state = entity.moves[String(action.dropFirst("moved.".count))]?.definition.to ?? ""
            return ("\(id).\(state)", record)
        }
    }

    /// The keys of records by id, so that people read names.
    var names: [String: String] {
        Dictionary(keys.map { ($0.value.id.raw, $0.key) }, uniquingKeysWith: { first, _ in first })
    }

    func value(_ key: String, _ field: String, _ expected: SeedValue) throws -> [PackTestFailure] {
        let record = try record(key)
        guard let json = try shown(record, field) else {
            return [PackTestFailure("`\(key)` is not there any more", at: expected.span)]
        }
        let wanted = try self.expected(expected, of: field, in: entity(record.entity))
        let got = json[field] ?? .null
        guard wanted != got else { return [] }
        return [
            PackTestFailure(
                "`\(key).\(field)` is not as expected",
                at: expected.span,
                expected: TestText.write(wanted, names: names),
                got: TestText.write(got, names: names)
            )
        ]
    }

    /// A live record with everything in it; `nil` where it is gone.
    private func shown(_ record: TestRecord, _ field: String? = nil) throws -> JSONValue? {
        let entity = try entity(record.entity)
        let all = RecordAccess(rows: .everything, fields: nil)
        // A secret is shown only where it is named.
        let named = field.flatMap { entity.field($0)?.definition.secret == true ? Set([$0]) : nil }
        let rendered = try read { scope, backend in
            try backend.render(scope, entity, record.id, all, fields: named, expand: [], bin: false)
        }
        return try rendered.map { try JSONReader.read($0.json) }
    }

    /// What a value looks like when the API shows it.
    private func expected(_ seed: SeedValue, of field: String, in entity: EntityModel) throws -> JSONValue {
        if seed.isNull { return .null }
        guard let definition = entity.field(field)?.definition else { return try system(seed, field) }
        let scope = try kernel.scope(of: tenant)
        let reader = SeedReader(scope: scope) { try id(of: $0, $1) }
        var writer = JSONWriter()
        writer.value(try reader.value(seed, definition, at: field))
        return try JSONReader.read(writer.bytes)
    }

    private func system(_ seed: SeedValue, _ field: String) throws -> JSONValue {
        guard case .text(let text, _) = seed else { return .null }
        switch SystemField(rawValue: field) {
        case .version: return .number(text)
        case .owner, .createdBy, .updatedBy: return .string(try id(of: text, RecordWorld.people)?.raw ?? text)
        default: return .string(text)
        }
    }

    func count(_ id: EntityID, _ number: PackTest.Word, _ subject: PackTest.Word) throws -> [PackTestFailure] {
        let count = try live(id).count
        guard "\(count)" != number.text else { return [] }
        return [unlike("there is another number of `\(id)`", number, got: "\(count)")]
    }

    private func live(_ id: EntityID) throws -> [RecordID] {
        var query = RecordQuery(entity: id)
        query.limit = 10_000
        return try read { scope, backend in try backend.records(scope, query, rows: .everything).map(\.id) }
    }

    func answer(_ path: [String], _ expected: SeedValue, _ subject: PackTest.Word) throws -> [PackTestFailure] {
        guard let last else { return [] }
        var place: JSONValue = last.json
        for name in path {
            if case .array(let items) = place {
                place = Int(name).flatMap { items.indices.contains($0) ? items[$0] : nil } ?? .null
            } else {
                place = place[name] ?? .null
            }
        }
        let wanted = TestText.write(expected)
        let got = TestText.write(place, names: names)
        guard wanted != got else { return [] }
        let message = "the answer has another `\(path.joined(separator: "."))`"
        return [PackTestFailure(message, at: expected.span, expected: wanted, got: got)]
    }

    /// Every row is a record that the steps made, in the order in which they were made.
    func made(
        _ id: EntityID,
        _ rows: [[String: SeedValue]],
        _ subject: PackTest.Word
    ) throws -> [PackTestFailure] {
        let live = Dictionary(try live(id).map { ($0.raw, $0) }, uniquingKeysWith: { first, _ in first })
        let records = try journal().filter { $0.event == "\(id).created" }.compactMap { live[$0.record] }
        let entity = try entity(id)
        var wanted: [String] = []
        var got: [String] = []
        for (index, row) in rows.enumerated() {
            let shown = index < records.count ? try self.shown(TestRecord(entity: id, id: records[index])) : nil
            for (field, seed) in row.sorted(by: { $0.key < $1.key }) {
                let value = try expected(seed, of: field, in: entity)
                wanted.append("\(index + 1). \(field): \(TestText.write(value, names: names))")
                if let shown {
                    got.append("\(index + 1). \(field): \(TestText.write(shown[field] ?? .null, names: names))")
                }
            }
        }
        let message = "the steps make other records of `\(id)`"
        if records.count != rows.count {
            wanted.append("\(rows.count) in all")
            got.append("\(records.count) in all")
        }
        return wanted == got ? [] : [differs(message, subject.span, wanted, got)]
    }
}

/// Values as a test writes them.
enum TestText {
    /// A value of an answer; ids of records of the test are their keys.
    static func write(_ json: JSONValue, names: [String: String]) -> String {
        switch json {
        case .null: TestNull.word
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): names[text] ?? text
        case .array(let items): "[" + items.map { write($0, names: names) }.joined(separator: ", ") + "]"
        case .object(let members):
            "{ " + members.map { "\($0.name): \(write($0.value, names: names))" }.joined(separator: ", ") + " }"
        }
    }

    /// What the author wrote, in the same form.
    static func write(_ seed: SeedValue) -> String {
        switch seed {
        case .text(let text, _): text
        case .list(let items, _): "[" + items.map(write).joined(separator: ", ") + "]"
        case .mapping(let members, _):
            "{ " + members.sorted { $0.key < $1.key }.map { "\($0.key): \(write($0.value))" }.joined(separator: ", ")
                + " }"
        }
    }
}
