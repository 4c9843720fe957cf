import Foundation
import Kernel
import Testing

@testable import KernelStore

/// SQL, Swift and JavaScript give the same value for the same expression and record.
///
/// A case is one expression and one record. `KERNEL_EXPRESSION_SEEDS=FROM-TO` runs other seeds; each is 5,000 cases.
struct BackEndAgreementTests {
    static let records = 20
    static let expressions = 250
    static var seeds: ClosedRange<Int> {
        let bounds = ProcessInfo.processInfo.environment["KERNEL_EXPRESSION_SEEDS"]?.split(separator: "-").compactMap {
            Int($0)
        }
        if let bounds, bounds.count == 2, bounds[0] <= bounds[1] { return bounds[0]...bounds[1] }
        return 1...20
    }
    private static let zones = [
        "Europe/Berlin", "UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
        "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Kiritimati", "Europe/Dublin",
    ]

    @Test
    func `every function of the language is made`() {
        var texts = GeneratedExpressions(GeneratedValues(zone: .of("UTC")), options: ["red"], seed: 1)
        var missing = Set(ExpressionFunction.names)
        for _ in 0..<4_000 where !missing.isEmpty {
            let (text, _) = texts.expression()
            for head in text.split(separator: "(") {
                let name = head.reversed().prefix { $0.isLetter || $0 == "_" }.reversed()
                missing.remove(String(name))
            }
        }
        #expect(missing.isEmpty)
    }

    @Test(arguments: seeds)
    func `the three back ends agree`(seed: Int) throws {
        let bench = try Bench(seed: UInt64(seed), zone: Self.zones[seed % Self.zones.count])
        var texts = GeneratedExpressions(bench.values, options: bench.options, seed: UInt64(seed) &* 7919)
        var asked: [(text: String, node: ExpressionNode)] = []
        var refused = 0
        while asked.count < Self.expressions, refused < Self.expressions * 20 {
            let (text, _) = texts.expression()
            if let node = bench.checked(text) { asked.append((text, node)) } else { refused += 1 }
        }
        try #require(asked.count == Self.expressions, "The generator makes too little that the checker takes.")
        let inSwift = try asked.map { try bench.swift($0.node) }
        let inSQL = try asked.map { try bench.sql($0.node) }
        let inJavaScript = try bench.javaScript(asked.map(\.node))
        var interesting = 0
        for (index, item) in asked.enumerated() {
            let (swift, sql, script) = (inSwift[index], inSQL[index], inJavaScript[index])
            if Set(swift).count > 1 { interesting += 1 }
            // Days, times and instants are all Number in JavaScript.
            let plain = swift.map { ["d", "c", "i"].contains($0.prefix(1)) ? "#\($0.dropFirst())" : $0 }
            guard swift != sql || plain != script else { continue }
            let place = swift.indices.first { swift[$0] != sql[$0] || plain[$0] != script[$0] } ?? 0
            Issue.record(
                """
                seed \(seed), record \(place): \(item.text)
                  means \(ExpressionPrinter.text(of: item.node))
                  Swift \(swift[place])
                  SQL   \(sql[place])
                  node  \(script[place])
                """
            )
        }
        #expect(interesting > Self.expressions / 4, "Expressions that are the same for all records compare little.")
    }
}

/// A store with generated records, and an expression's values in each back end.
struct Bench {
    let lab: Lab
    let values: GeneratedValues
    let options: [String]
    private let records: [Record]
    private let memory: RecordsInMemory
    private let member: [String: Value]
    private let scope: TenantScope
    private let rules: ZoneRules

    init(seed: UInt64, zone: String) throws {
        var generator = Seeded(seed)
        rules = .of(zone)
        values = GeneratedValues(zone: rules)
        lab = try Lab(GeneratedCatalog.contributions(&generator))
        let entity = try lab.entity(GeneratedCatalog.entity)
        let ids = (1...BackEndAgreementTests.records + 2).map { Lab.id($0) }
        let (lab, values) = (lab, values)
        var settings: [String: Value] = [:]
        for (id, setting) in lab.model.settings.sorted(by: { $0.key < $1.key }) {
            settings[id] = values.value(setting.field, ids, &generator)
        }
        let me = Lab.id(900)
        let members = try lab.entity("access.member")
        var own: [String: Value] = [:]
        for field in members.fields { own[field.id] = values.value(field.definition, ids, &generator) }
        member = own
        var teams: [RecordID] = []
        if case .references(let ids)? = own["teams"] { teams = ids }
        scope = lab.scope(me, teams: teams, environment: TenantEnvironment(settings: settings, zone: zone))
        let scope = scope
        _ = try lab.write { try lab.insert(members.id, 900, own, in: $0) }
        records = try lab.write { transaction in
            try ids.indices.map { number in
                var fields: [String: Value] = [:]
                for field in entity.fields { fields[field.id] = values.value(field.definition, ids, &generator) }
                // Two are in the bin: references to them lead nowhere.
                let isBinned = number >= BackEndAgreementTests.records
                let binned = isBinned ? Lab.now : nil
                let id = try lab.insert(entity.id, number + 1, fields, deletedAt: binned, in: transaction)
                return try #require(try transaction.record(scope, entity, id, rows: .everything, bin: isBinned))
            }
        }.filter { $0.deletedAt == nil }
        memory = RecordsInMemory(records)
        options =
            entity.fields.compactMap { field in
                if case .choice(let options) = field.type { options.map(\.id) } else { nil }
            }.first ?? []
    }

    func checked(_ text: String) -> ExpressionNode? {
        guard let entity = lab.model.entities[GeneratedCatalog.entity] else { return nil }
        var context = CheckingContext(model: lab.model, entity: entity, readable: .everything)
        context.input = inputs
        context.rates = ["gen.labor": ["hour": FieldDefinition("hour", GeneratedCatalog.rate)]]
        context.pack = "gen"
        return ExpressionCompiler.result(ExpressionSource(text), in: context).node
    }

    private var inputs: [FieldDefinition] {
        lab.model.settings.values.map(\.field).filter { $0.id.hasPrefix("input_") }.map { field in
            FieldDefinition(String(field.id.dropFirst("input_".count)), field.type)
        }
    }

    private func setting(_ id: String) -> Value { scope.environment.settings[id] ?? .null }

    func swift(_ node: ExpressionNode) throws -> [String] {
        try records.map { record in
            let known = memory.evaluated(record)
            let context = EvaluationContext(
                now: scope.now,
                today: rules.local(scope.now).day,
                me: scope.principal.member,
                memberField: { member[$0] ?? .null },
                setting: setting,
                input: { setting("input_\($0)") },
                zone: rules,
                rate: { _, line in setting("rate_labor_\(line)") },
                record: { _, id in memory.record(id) },
                related: known.related,
                path: known.path
            )
            return CanonicalValue.text(try ExpressionEvaluator(context).wide(node))
        }
    }

    /// As a value of each row.
    func sql(_ node: ExpressionNode) throws -> [String] {
        try lab.read { backend in
            let schema = try backend.schema(scope)
            let compiler = ConditionCompiler(schema, access: scope.access, shape: .page)
            let row = compiler.row(try schema.table(GeneratedCatalog.entity), .live)
            let bound = node.inputsAsSettings
            let operand = node == .literal(.null) ? Operand(.text, ["NULL"]) : try compiler.operand(bound, row)
            let statement: SQLFragment = """
                SELECT \(.joined(operand.parts, ", ")) FROM \(name: row.table.name) AS \(name: row.alias) \
                WHERE \(row.isLive) ORDER BY \(row.id)
                """
            do {
                return try backend.connection.rows(statement.text, try statement.values(scope)) {
                    CanonicalValue.text(operand, $0, 0)
                }
            } catch {
                return records.map { _ in "\(error): \(statement.text)" }
            }
        }
    }

    /// What a condition fails with where it narrows the rows of another.
    func failure(of node: ExpressionNode) throws -> String? {
        try lab.read { backend in
            let schema = try backend.schema(scope)
            let compiler = ConditionCompiler(schema, access: scope.access, shape: .page)
            let row = compiler.row(try schema.table(GeneratedCatalog.entity), .live)
            let condition = try compiler.condition(node.inputsAsSettings, row)
            let statement: SQLFragment = """
                SELECT \(row.id) FROM \(name: row.table.name) AS \(name: row.alias) \
                WHERE \(row.isLive) AND (\(row.id) <> '' OR \(enclosed: condition)) ORDER BY \(row.id)
                """
            do {
                _ = try backend.connection.rows(statement.text, try statement.values(scope)) { $0.text(0) }
                return nil
            } catch {
                return "\(error): \(condition.nesting) pieces"
            }
        }
    }

    func javaScript(_ nodes: [ExpressionNode]) throws -> [[String]] {
        let entity = try lab.entity(GeneratedCatalog.entity)
        var writer = JSONWriter(capacity: 1 << 20)
        writer.object { writer in
            writer.key("now")
            writer.int(scope.now)
            writer.key("today")
            writer.int(rules.local(scope.now).day)
            writer.key("zone")
            rules.write(to: &writer)
            writer.key("me")
            writer.string(scope.principal.member?.raw ?? "")
            let settings = lab.model.settings.values.map(\.field).sorted { $0.id < $1.id }
            let members = try? lab.entity("access.member").fields.map(\.definition)
            for (name, fields, values) in [
                ("settings", settings, scope.environment.settings), ("member", members ?? [], member),
            ] {
                writer.key("\(name)_types")
                NodeEvaluator.write(fields, to: &writer)
                writer.key(name)
                NodeEvaluator.write(values, fields, to: &writer)
            }
            writer.key("fields")
            NodeEvaluator.write(entity.fields.map(\.definition), to: &writer)
            writer.key("records")
            writer.array(records) { NodeEvaluator.write($1, entity.fields, to: &$0) }
            writer.key("trees")
            writer.array(nodes) { ExpressionJSON.write($1, to: &$0) }
        }
        return try NodeEvaluator.run(String(decoding: writer.bytes, as: UTF8.self))
    }
}
