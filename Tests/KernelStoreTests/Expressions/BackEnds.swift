import Foundation
import Kernel
import KernelSQLite

@testable import KernelStore

/// Values in one text form, so that those of three back ends can be compared.
enum CanonicalValue {
    static func text(_ value: WideValue) -> String {
        if let units = value.units { return "n\(units)" }
        guard case .plain(let value) = value else { return "null" }
        switch value {
        case .null, .int, .decimal: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .money(let minor, let currency): return "m\(minor) \(currency)"
        case .text(let text): return "t\(text)"
        case .date(let number): return "d\(number)"
        case .time(let number): return "c\(number)"
        case .duration(let number): return "n\(Int128(number) * 1_000_000_000)"
        case .datetime(let number, _): return "i\(number)"
        case .reference(let id): return "t\(id.raw)"
        case .references, .choices, .list, .geo: return "several"
        }
    }

    /// The value in a row whose columns for an operand begin at `column`.
    static func text(_ operand: Operand, _ row: any SQLRow, _ column: Int) -> String {
        if row.isNull(column) { return "null" }
        switch operand.form {
        case .bool: return row.int(column) == 0 ? "false" : "true"
        case .number(let scale): return text(.plain(.decimal(units: row.int(column), scale: scale)))
        case .wide, .wideMoney: return text(SQLDialect.wide(.text(row.text(column))))
        case .money: return "m\(row.int(column)) \(row.text(column + 1))"
        case .text: return "t\(row.text(column))"
        case .date: return "d\(row.int(column))"
        case .time: return "c\(row.int(column))"
        case .duration: return "n\(Int128(row.int(column)) * 1_000_000_000)"
        case .datetime: return "i\(row.int(column))"
        case .geo, .several: return "several"
        }
    }
}

/// Records in memory, for the back end in Swift.
final class RecordsInMemory {
    private let records: [RecordID: Record]
    private let order: [Record]

    init(_ records: [Record]) {
        self.records = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        order = records
    }

    func record(_ id: RecordID) -> EvaluationRecord? { records[id].map(evaluated) }

    func evaluated(_ record: Record) -> EvaluationRecord {
        EvaluationRecord(
            id: record.id,
            path: { path in self.follow(path.hops, record).map { self.value(path.field, $0) } ?? .null },
            related: { relation in self.related(relation, record) }
        )
    }

    private func follow(_ hops: [ExpressionPath.Hop], _ record: Record) -> Record? {
        hops.reduce(record) { place, hop in
            place.flatMap { self.value(hop.field, $0).reference }.flatMap { records[$0] }
        }
    }

    private func value(_ field: String, _ record: Record) -> Value {
        switch field {
        case "id": .reference(record.id)
        case "version": .int(record.version)
        case "created_at": .datetime(record.createdAt, zone: nil)
        default: record[field]
        }
    }

    private func related(_ relation: ExpressionRelation, _ record: Record) -> [EvaluationRecord] {
        guard let place = follow(relation.hops, record) else { return [] }
        let found = order.filter { other in
            switch relation.kind {
            case .tenant: true
            case .far(_, let field):
                other[field].reference == place.id || ValueComparison.contains(other[field], .reference(place.id))
            case .references(_, let field): ValueComparison.contains(place[field], .reference(other.id))
            case .list: false
            }
        }
        return found.map { evaluated($0) }
    }
}

/// The back end in JavaScript: node, with many expressions at once.
enum NodeEvaluator {
    struct Failed: Error {
        let message: String
    }

    /// For each tree the values for every record, as `CanonicalValue` has them.
    static func run(_ input: String) throws -> [[String]] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "expressions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, target) = (folder.appending(path: "in.json"), folder.appending(path: "out.json"))
        try Data(input.utf8).write(to: source)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "node", root.appending(path: "JavaScript/agreement.mjs").path(), source.path(), target.path(),
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(message: "node ended with \(process.terminationStatus); scripts/prepare installs it")
        }
        return try JSONDecoder().decode([[String]].self, from: Data(contentsOf: target))
    }

    /// A record, with 64-bit numbers as text: JSON's are doubles in JavaScript.
    static func write(_ record: Record, _ fields: [FieldModel], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("id")
            writer.string(record.id.raw)
            writer.key("version")
            writer.string(String(record.version))
            writer.key("created_at")
            writer.string(CalendarText.instant(record.createdAt))
            for field in fields {
                writer.key(field.id)
                write(record[field.id], field.definition, to: &writer)
            }
        }
    }

    /// Values by field, in the same form.
    static func write(_ values: [String: Value], _ fields: [FieldDefinition], to writer: inout JSONWriter) {
        writer.object { writer in
            for field in fields {
                writer.key(field.id)
                write(values[field.id] ?? .null, field, to: &writer)
            }
        }
    }

    private static func write(_ value: Value, _ field: FieldDefinition, to writer: inout JSONWriter) {
        switch (value, field.type) {
        case (.int(let number), _), (.duration(let number), _): writer.string(String(number))
        case (.money(let minor, let currency), _):
            writer.object { writer in
                writer.key("amount")
                writer.string(String(minor))
                writer.key("currency")
                writer.string(currency)
            }
        case (.list(let rows), .list(let fields)):
            writer.array(rows) { writer, row in
                writer.object { writer in
                    for field in fields {
                        writer.key(field.id)
                        write(row[field.id] ?? .null, field, to: &writer)
                    }
                }
            }
        default: writer.value(value)
        }
    }

    /// Fields by id: the type, of a list the fields.
    static func write(_ fields: [FieldDefinition], to writer: inout JSONWriter) {
        writer.object { writer in
            for field in fields {
                writer.key(field.id)
                if case .list(let parts) = field.type {
                    write(parts, to: &writer)
                } else {
                    writer.string(field.type.word)
                }
            }
        }
    }
}
