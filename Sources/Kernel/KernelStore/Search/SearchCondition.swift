import Kernel

/// What `?q=` demands of a row: every word begins a word of a field that is searchable and that the caller reads in that row.
struct SearchCondition {
    private let row: TableRow
    private let access: RecordAccess
    private let compiler: ConditionCompiler
    /// Fields by whether every row shows them.
    private let everywhere: [PhysicalTable.SearchField]
    private let somewhere: [PhysicalTable.SearchField]

    init(_ search: RecordQuery.Search, _ row: TableRow, access: RecordAccess, compiler: ConditionCompiler) {
        self.row = row
        self.access = access
        self.compiler = compiler
        let fields = row.table.searchFields.filter { search.fields.contains($0.id) }
        everywhere = fields.filter { access.reaches($0.id) }
        somewhere = fields.filter { !access.reaches($0.id) && access.reachesSomewhere($0.id) }
    }

    /// The condition; always true for a text without words.
    func condition(_ text: String) throws -> SQLFragment {
        let words = SearchWords.words(text)
        guard !words.isEmpty else { return .always }
        guard !everywhere.isEmpty || !somewhere.isEmpty else { return .never }
        // One look into the index where it can be one.
        if somewhere.isEmpty { return holds(words.map { Self.term($0, everywhere) }.joined(separator: " AND ")) }
        return ConditionCompiler.all(try words.map(condition(word:)))
    }

    private func condition(word: String) throws -> SQLFragment {
        var ways = everywhere.isEmpty ? [] : [holds(Self.term(word, everywhere))]
        for field in somewhere {
            let rows = access.parts.filter { $0.fields?.contains(field.id) ?? true }.map(\.rows)
            let reach = try compiler.filter(.union(rows), row)
            ways.append("\(holds(Self.term(word, [field]))) AND \(reach)")
        }
        return SQLFragment.alternatives(ways)
    }

    private func holds(_ terms: String) -> SQLFragment {
        "\(row.id) IN (SELECT record FROM search WHERE search MATCH \(bind: .text(terms)))"
    }

    /// The word at the beginning of a word of one of the fields, in FTS5's language.
    ///
    /// Keys and words have letters and numbers only: nothing in them ends the quotes.
    private static func term(_ word: String, _ fields: [PhysicalTable.SearchField]) -> String {
        "(" + fields.map { "\"\($0.key)\(word)\" *" }.joined(separator: " OR ") + ")"
    }
}
