/// What a principal may do with the records of one entity by one permission.
///
/// One object per role set and model, so that a query compiler can cache by identity.
package final class RecordAccess: Sendable {
    /// One grant's reach: fields and limits count for its own rows only.
    package struct Part: Hashable, Sendable {
        /// The rows reached.
        package let rows: RowFilter
        /// The fields reached; `nil` means all.
        package let fields: Set<String>?
        /// The most that numbers may be, by field.
        package let limits: [String: Int64]

        package init(rows: RowFilter, fields: Set<String>?, limits: [String: Int64]) {
            self.rows = rows
            self.fields = fields
            self.limits = limits
        }

        /// Whether everything that another part gives is given by this one too.
        func covers(_ other: Part) -> Bool {
            let fieldsCovered = fields.map { own in other.fields.map(own.isSuperset) ?? false } ?? true
            return (rows == .everything || rows == other.rows) && fieldsCovered && limits.isEmpty
        }
    }

    /// The grants that make it up, those covered by another left out.
    package let parts: [Part]
    /// The rows reached by any part.
    package let rows: RowFilter
    /// The fields that every part reaches; `nil` means all.
    ///
    /// System fields are always readable and never writable.
    package let fields: Set<String>?

    package init(parts: [Part]) {
        var kept: [Part] = []
        for part in parts where !kept.contains(where: { $0.covers(part) }) {
            kept = kept.filter { !part.covers($0) } + [part]
        }
        self.parts = kept
        rows = .union(kept.map(\.rows))
        fields = kept.reduce(nil as Set<String>?) { common, part in
            guard let own = part.fields else { return common }
            return common.map { $0.intersection(own) } ?? own
        }
    }

    package convenience init(rows: RowFilter, fields: Set<String>?, limits: [String: Int64] = [:]) {
        self.init(parts: [Part(rows: rows, fields: fields, limits: limits)])
    }

    /// Whether every row shows the same fields.
    package var isUniform: Bool {
        parts.allSatisfy { $0.fields == parts.first?.fields }
    }

    /// Whether a declared field is within reach in some rows.
    package func reachesSomewhere(_ field: String) -> Bool {
        parts.contains { $0.fields?.contains(field) ?? true }
    }

    /// Whether a declared field is within reach in every row, so that it may be filtered and sorted by.
    package func reaches(_ field: String) -> Bool {
        fields?.contains(field) ?? true
    }
}
