import Synchronization

extension Runtime {
    /// `GET /api/<collection>.csv`: every record that the list of the same query would show, page by page.
    ///
    /// Pages are read on the blocking threads while the client takes them, so that memory stays that of two pages.
    func export(_ call: AuthorizedInvocation) async throws -> Outcome {
        let entity = try call.entity()
        var query = try ListParameters.read(call, entity)
        let strays = call.query.map(\.name).filter { ["limit", "after", "count", "expand"].contains($0) }
        guard strays.isEmpty else {
            throw KernelError.invalid(
                strays.map { Finding($0, "unknown", "A CSV has every record, ids for references.") }
            )
        }
        query.limit = CSVExport.rows
        let access = try readAccess(call, query, entity)
        let wanted = query.fields
        let columns = CSVColumn.all(of: entity) { field in
            !field.secret && access.reachesSomewhere(field.id) && wanted?.contains(field.id) ?? true
        }
        let store = try tenants.store(of: call.tenant)
        let pages = CSVExport(query, columns) { query in
            try await store.readAside(call.scope) { try $0.list(call.scope, query, access) }
        }
        // What is wrong with the query is told before the first byte.
        let first = try await pages.next() ?? []
        // More than the line of names.
        if first.dropLast().contains(UInt8(ascii: "\n")) {
            let shown = wanted?.filter { !(entity.field($0)?.definition.secret ?? false) }
            noteReading(call, entity, access, shown: shown)
        }
        let disposition = "attachment; filename=\"\(entity.definition.collection).csv\""
        let headers = [Outcome.Header("Content-Disposition", disposition)]
        return .streaming("text/csv; charset=utf-8; header=present", headers: headers) { send in
            try await send(first)
            while let piece = try await pages.next() { try await send(piece) }
        }
    }
}

/// A list as CSV, one page after the other.
final class CSVExport: Sendable {
    /// Records of one page.
    static let rows = 500

    private struct State {
        var query: RecordQuery
        var isFirst = true
        var isOver = false
    }

    private let columns: [CSVColumn]
    private let page: @Sendable (RecordQuery) async throws -> RenderedPage
    private let state: Mutex<State>

    init(
        _ query: RecordQuery,
        _ columns: [CSVColumn],
        page: @escaping @Sendable (RecordQuery) async throws -> RenderedPage
    ) {
        self.columns = columns
        self.page = page
        state = Mutex(State(query: query))
    }

    /// The next piece: the header and the first page, then a page each; `nil` at the end.
    func next() async throws -> [UInt8]? {
        let (query, isFirst): (RecordQuery?, Bool) = state.withLock { state in
            defer { state.isFirst = false }
            return (state.isOver ? nil : state.query, state.isFirst)
        }
        guard let query else { return nil }
        let page = try await page(query)
        state.withLock { state in
            state.query.after = page.next
            state.isOver = page.next == nil
        }
        var writer = CSVWriter()
        if isFirst {
            for column in columns { writer.cell(column.name) }
            writer.endLine()
        }
        guard case .array(let items) = try JSONReader.read(page.items) else { return writer.bytes }
        for item in items { line(item, &writer) }
        return writer.bytes
    }

    private func line(_ record: JSONValue, _ writer: inout CSVWriter) {
        let values = Dictionary((record.members ?? []).map { ($0.name, $0.value) }) { first, _ in first }
        for column in columns { writer.cell(column.cell(values[column.name])) }
        writer.endLine()
    }
}
