import Kernel

/// Writes the row of a statement as the JSON of a record (http-contract, "Record JSON"), straight from the statement's
/// buffers.
///
/// Which members, in which order, with which escaped keys, is prepared once per model, access and request shape.
final class RowRenderer: Sendable {
    /// How the value of a column is written.
    indirect enum Form: Sendable {
        /// Text, escaped.
        case text
        /// Text that JSON never escapes, such as an id.
        case plain
        /// Text that is JSON already.
        case json
        case int
        case bool
        case decimal(scale: Int)
        /// Minor units, and the currency in the next column.
        case money
        case date
        case time
        case instant
        /// Latitude, and longitude in the next column.
        case geo
        /// A secret, opened while the row is written.
        case sealed(field: String)
        /// The id of a record that another part of the row shows, where the caller may read it.
        case record(RowRenderer)
        /// Records found by a statement of their own, from the id of the row's record.
        case records(LinkedRecords)
    }

    /// One member of the object.
    struct Member: Sendable {
        /// Comma or brace, name in quotes, colon.
        let key: [UInt8]
        /// The first column of its value.
        let column: Int
        let form: Form
        /// Columns of which one must be true for the member to be shown; empty where every row shows it.
        var gate: [Int] = []

        init(_ name: String, isFirst: Bool = false, column: Int, form: Form) {
            var writer = JSONWriter()
            writer.string(name)
            key = Array((isFirst ? "{" : ",").utf8) + writer.bytes + Array(":".utf8)
            self.column = column
            self.form = form
        }
    }

    /// What writing a row needs beyond the row.
    struct Surroundings {
        /// Writes the records that the record of an id links to.
        let follow: (_ records: LinkedRecords, _ id: String, _ writer: inout JSONWriter) throws -> Void
        /// Opens the secret of a field and a record.
        let open: (_ sealed: String, _ entity: EntityID, _ field: String, _ id: String) throws -> String
    }

    /// What one member is to the loop over a row: numbers only, so that no reference is counted on the way.
    private struct Step {
        /// How the value is written; `other` has its form in ``RowRenderer/forms``.
        enum Kind { case text, plain, json, int, bool, instant, other }

        /// Its key's place in ``RowRenderer/keys``.
        let keyStart: Int
        let keyEnd: Int
        let column: Int
        let kind: Kind
        let isGated: Bool
    }

    /// The keys of all members, one after the other.
    private let keys: [UInt8]
    private let steps: [Step]
    /// By member.
    private let forms: [Form]
    private let gates: [[Int]]

    private let entity: EntityID

    init(_ members: [Member], of entity: EntityID) {
        self.entity = entity
        var keys: [UInt8] = []
        steps = members.map { member in
            keys += member.key
            return Step(
                keyStart: keys.count - member.key.count,
                keyEnd: keys.count,
                column: member.column,
                kind: Self.kind(member.form),
                isGated: !member.gate.isEmpty
            )
        }
        self.keys = keys
        forms = members.map(\.form)
        gates = members.map(\.gate)
    }

    private static func kind(_ form: Form) -> Step.Kind {
        switch form {
        case .text: .text
        case .plain: .plain
        case .json: .json
        case .int: .int
        case .bool: .bool
        case .instant: .instant
        case .decimal, .money, .date, .time, .geo, .sealed, .record, .records: .other
        }
    }

    /// Writes the object.
    func write(_ row: any SQLRow, to writer: inout JSONWriter, _ around: Surroundings) throws {
        try keys.withUnsafeBufferPointer { keys in
            for (index, step) in steps.enumerated() {
                if step.isGated, !gates[index].contains(where: { row.int($0) != 0 }) { continue }
                writer.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: keys[step.keyStart..<step.keyEnd]))
                if row.isNull(step.column) {
                    writer.null()
                    continue
                }
                switch step.kind {
                case .text: writer.string(utf8: row.utf8(step.column))
                case .plain: quoted(row.utf8(step.column), &writer)
                case .json: writer.bytes.append(contentsOf: row.utf8(step.column))
                case .int: writer.int(row.int(step.column))
                case .bool: writer.bool(row.int(step.column) != 0)
                case .instant: quoted(&writer) { CalendarText.append(instant: row.int(step.column), to: &$0) }
                case .other: try write(row, step.column, forms[index], to: &writer, around)
                }
            }
        }
        writer.bytes.append(UInt8(ascii: "}"))
    }

    /// Whether the row has the record: its id is there.
    func isPresent(_ row: any SQLRow) -> Bool {
        steps.first.map { !row.isNull($0.column) } ?? false
    }

    private func write(
        _ row: any SQLRow,
        _ column: Int,
        _ form: Form,
        to writer: inout JSONWriter,
        _ around: Surroundings
    ) throws {
        switch form {
        case .decimal(let scale): quoted(&writer) { Self.append(row.int(column), scale: scale, to: &$0) }
        case .money:
            writer.raw("{\"amount\":")
            writer.int(row.int(column))
            writer.raw(",\"currency\":")
            writer.string(utf8: row.utf8(column + 1))
            writer.raw("}")
        case .date: quoted(&writer) { CalendarText.append(day: row.int(column), to: &$0) }
        case .time: quoted(&writer) { CalendarText.append(time: row.int(column), to: &$0) }
        case .geo:
            writer.raw("{\"lat\":")
            writer.double(row.real(column))
            writer.raw(",\"lng\":")
            writer.double(row.real(column + 1))
            writer.raw("}")
        case .record(let renderer):
            if renderer.isPresent(row) {
                try renderer.write(row, to: &writer, around)
            } else {
                quoted(row.utf8(column), &writer)
            }
        case .records(let records): try around.follow(records, row.text(column), &writer)
        case .sealed(let field):
            writer.string(try around.open(row.text(column), entity, field, row.text(steps[0].column)))
        // The loop over the steps has written these.
        case .text, .plain, .json, .int, .bool, .instant: break
        }
    }

    private func quoted(_ text: UnsafeBufferPointer<UInt8>, _ writer: inout JSONWriter) {
        writer.bytes.append(UInt8(ascii: "\""))
        writer.bytes.append(contentsOf: text)
        writer.bytes.append(UInt8(ascii: "\""))
    }

    private func quoted(_ writer: inout JSONWriter, _ body: (inout [UInt8]) -> Void) {
        writer.bytes.append(UInt8(ascii: "\""))
        body(&writer.bytes)
        writer.bytes.append(UInt8(ascii: "\""))
    }

    /// `-12.50` for units of a scale.
    static func append(_ units: Int64, scale: Int, to bytes: inout [UInt8]) {
        if units < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = units.magnitude
        var places = 0
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            places += 1
            if places == scale { bytes.append(UInt8(ascii: ".")) }
        } while rest > 0 || places <= scale
        bytes[start...].reverse()
    }
}

/// The records behind a `references` field that a request wants to see, each in place of its id.
final class LinkedRecords: Sendable {
    /// For `SQLArgument.record`: the target's id in column 0, then the target as the renderer reads it.
    let statement: SQLFragment
    /// Writes one target.
    let renderer: RowRenderer

    init(statement: SQLFragment, renderer: RowRenderer) {
        self.statement = statement
        self.renderer = renderer
    }
}
