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

    private let entity: EntityID
    private let members: [Member]

    init(_ members: [Member], of entity: EntityID) {
        self.members = members
        self.entity = entity
    }

    /// Writes the object.
    func write(_ row: any SQLRow, to writer: inout JSONWriter, _ around: Surroundings) throws {
        for member in members {
            if !member.gate.isEmpty, !member.gate.contains(where: { row.int($0) != 0 }) { continue }
            writer.bytes.append(contentsOf: member.key)
            if row.isNull(member.column) {
                writer.null()
            } else {
                try write(row, member.column, member.form, to: &writer, around)
            }
        }
        writer.bytes.append(UInt8(ascii: "}"))
    }

    /// Whether the row has the record: its id is there.
    func isPresent(_ row: any SQLRow) -> Bool {
        members.first.map { !row.isNull($0.column) } ?? false
    }

    private func write(
        _ row: any SQLRow,
        _ column: Int,
        _ form: Form,
        to writer: inout JSONWriter,
        _ around: Surroundings
    ) throws {
        switch form {
        case .text: row.withUTF8(column) { writer.string(utf8: $0) }
        case .plain: quoted(&writer) { bytes in row.withUTF8(column) { bytes.append(contentsOf: $0) } }
        case .json: row.withUTF8(column) { writer.bytes.append(contentsOf: $0) }
        case .int: writer.int(row.int(column))
        case .bool: writer.bool(row.int(column) != 0)
        case .decimal(let scale): quoted(&writer) { Self.append(row.int(column), scale: scale, to: &$0) }
        case .money:
            writer.raw("{\"amount\":")
            writer.int(row.int(column))
            writer.raw(",\"currency\":")
            row.withUTF8(column + 1) { writer.string(utf8: $0) }
            writer.raw("}")
        case .date: quoted(&writer) { CalendarText.append(day: row.int(column), to: &$0) }
        case .time: quoted(&writer) { CalendarText.append(time: row.int(column), to: &$0) }
        case .instant: quoted(&writer) { CalendarText.append(instant: row.int(column), to: &$0) }
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
                try write(row, column, .plain, to: &writer, around)
            }
        case .records(let records): try around.follow(records, row.text(column), &writer)
        case .sealed(let field):
            writer.string(try around.open(row.text(column), entity, field, row.text(members[0].column)))
        }
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
