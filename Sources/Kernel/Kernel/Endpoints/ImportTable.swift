// The body of `POST /api/<collection>/import` is a CSV (see CSV/CSVText.swift) whose header names fields of the collection,
// in any order, each once. `id` may be among them; a row with a `version` changes the record of its id at that version,
// any other row creates one. The other system fields and computed ones may be there, so that an export can be sent back:
// they are not read, and the answer lists them as `ignored`.

/// A CSV whose header fits an entity, each row read or refused on its own.
struct ImportTable: Sendable {
    /// The most rows of one request.
    static let most = 5_000

    /// A line of the table.
    struct Row: Sendable {
        /// From 1, the header not counted.
        let number: Int
        /// The line of the text that it begins in.
        let line: Int
        let change: Result<ImportChange, KernelError>
    }

    /// Columns of the text that are not read.
    let ignored: [String]
    /// The column that a name stands in, from 1.
    let places: [String: Int]
    let rows: [Row]

    /// - Throws: 415, 400 for what is no CSV, 422 for a header that does not fit and for too many rows.
    static func read(_ call: AuthorizedInvocation, _ entity: EntityModel) throws -> ImportTable {
        let lines = try lines(of: call.invocation)
        guard let header = lines.first else {
            throw KernelError(.malformed, "Send a header line with the names of fields.")
        }
        guard lines.count - 1 <= most else {
            throw KernelError.invalid([Finding("rows", "too_many", "At most \(most) rows at once.")])
        }
        let known = CSVColumn.all(of: entity) { field in
            RecordVerb.allCases.contains { verb in
                let access = call.scope.access.access(Permission.record(entity.id, verb))
                return verb != .delete && access?.reachesSomewhere(field.id) ?? false
            }
        }
        let columns = try columns(header, known)
        let rows = lines.dropFirst().enumerated().map { index, line in
            Row(
                number: index + 1,
                line: line.number,
                change: Result { () throws(KernelError) in try ImportChange(line, columns) }
            )
        }
        let names = columns.enumerated().map { ($1.name, $0 + 1) }
        return ImportTable(
            ignored: columns.filter(\.isUnread).map(\.name),
            places: Dictionary(names) { first, _ in first },
            rows: rows
        )
    }

    private static func lines(of invocation: Invocation) throws -> [CSVReader.Line] {
        let sent = invocation.headers.contentType?.lowercased().filter { $0 != " " && $0 != "\"" } ?? ""
        let isUTF8 = !sent.contains("charset=") || sent.contains("charset=utf-8")
        guard sent.split(separator: ";").first == "text/csv", isUTF8 else {
            throw KernelError(.unsupported, "Send text/csv in UTF-8.")
        }
        do {
            return try CSVReader.read(invocation.body)
        } catch {
            throw KernelError(.malformed, "Line \(error.line), column \(error.column): \(error.message)")
        }
    }

    private static func columns(_ header: CSVReader.Line, _ known: [CSVColumn]) throws -> [CSVColumn] {
        let byName = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
        var findings: [Finding] = []
        var seen: Set<String> = []
        let columns = header.cells.enumerated().compactMap { index, cell -> CSVColumn? in
            let name = String(cell.text.drop { $0 == " " })
            let place = "Line \(header.number), column \(index + 1):"
            guard let column = byName[name] else {
                let shown = InputDecoder.shown(name)
                let hint = DidYouMean.question(for: name, in: byName.keys)
                findings.append(Finding(shown, "unknown", "\(place) there is no field `\(shown)`.\(hint)"))
                return nil
            }
            if !seen.insert(name).inserted {
                findings.append(Finding(name, "twice", "\(place) `\(name)` stands twice."))
            }
            return column
        }
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return columns
    }
}

extension CSVColumn {
    /// Whether an import leaves it alone.
    fileprivate var isUnread: Bool { isComputed || (isSystem && !["id", "version"].contains(name)) }
}

/// What one row asks for.
struct ImportChange: Sendable {
    /// The record to change and its version; `nil` for a new record.
    let target: (id: RecordID, version: Int64)?
    /// The cells by field; `id` among them for a new record.
    let values: JSONValue

    init(_ line: CSVReader.Line, _ columns: [CSVColumn]) throws(KernelError) {
        guard line.cells.count == columns.count else {
            let message = "This row has \(line.cells.count) cells, the header \(columns.count)."
            throw KernelError.invalid([Finding("", "cells", message)])
        }
        var members: [JSONValue.Member] = []
        var (id, version): (String?, String?)
        for (cell, column) in zip(line.cells, columns) where !column.isUnread {
            switch (column.isSystem, column.name) {
            case (true, "id"): id = cell.text.isEmpty ? nil : cell.text
            case (true, "version"): version = cell.text.isEmpty ? nil : cell.text
            default: members.append(JSONValue.Member(column.name, column.value(cell)))
            }
        }
        guard let version else {
            target = nil
            let own = id.map { [JSONValue.Member("id", .string($0))] } ?? []
            values = .object(own + members.filter { $0.value != .null })
            return
        }
        guard let number = Int64(version), number > 0 else {
            throw KernelError.invalid([Finding("version", "type", "Must be the version that you read, a whole number.")]
            )
        }
        guard let record = id.flatMap({ RecordID($0) }) else {
            throw KernelError.invalid([Finding("id", "format", "Must be the id of the record whose version this is.")])
        }
        target = (record, number)
        values = .object(members)
    }

    /// Checks what needs no data; see `RecordOperation`.
    func prepared(_ entity: EntityModel, _ scope: TenantScope) throws -> RecordOperation.Prepared {
        guard let target else { return try RecordOperation.create(values).prepared(entity, scope) }
        let access = try RecordOperation.access(.update, entity, scope)
        let fields = RecordInput.known(entity, access, scope)
        let values = values
        return { writer in
            guard let current = try writer.readable(entity, target.id) else { throw KernelError.notFound }
            let seen = try Self.visible(entity, current, writer)
            // An empty cell of a field that this record does not show says nothing about it.
            let sent = (values.members ?? []).filter { $0.value != .null || seen($0.name) }
            var decoder = InputDecoder()
            let typed = try RecordInput.values(of: .object(sent), fields, &decoder)
            // What is as it was is no change, whoever may write it: an export that is sent back changes nothing.
            let changed = typed.filter { !seen($0.key) || !Self.isSame(current[$0.key], $0.value) }
            return try writer.update(entity, id: target.id, version: target.version, values: changed)
        }
    }

    /// Whether a cell says what is there already; an empty one says the empty list too.
    private static func isSame(_ current: Value, _ sent: Value) -> Bool {
        switch (current, sent) {
        case (.references([]), .null), (.choices([]), .null): true
        default: current.isIdentical(to: sent)
        }
    }

    /// Whether the caller sees a field of a record.
    private static func visible(
        _ entity: EntityModel,
        _ record: Record,
        _ writer: RecordWriter
    ) throws -> (String) -> Bool {
        let read = writer.scope.access.access(Permission.record(entity.id, .read))
        let parts = try read.map { try writer.parts($0, entity, record.id) } ?? []
        return { name in parts.contains { $0.fields?.contains(name) ?? true } }
    }
}
