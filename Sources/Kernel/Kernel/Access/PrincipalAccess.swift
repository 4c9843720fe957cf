/// Everything a set of roles may do in a model: computed once per (model, roles), shared by every request.
package final class PrincipalAccess: Sendable {
    /// Access to records by permission id, such as `customers.customer.read`; absent means no grant.
    package let records: [String: RecordAccess]
    /// Permission ids held in any scope, sorted; what `/api/me` shows.
    package let permissions: [String]
    /// The spaces the roles sign in to.
    package let spaces: Set<Space>

    /// Whether a row rule lets other rows through at another time.
    package let dependsOnTime: Bool

    /// What may be seen of the bin, by entity address: the rows of the delete permission, the fields of the read permission.
    private let bins: [String: RecordAccess]

    package init(records: [String: RecordAccess], permissions: [String], spaces: Set<Space>) {
        bins = Self.bins(of: records)
        dependsOnTime = records.values.contains { access in access.parts.contains { $0.rows.dependsOnTime } }
        self.records = records
        self.permissions = permissions
        self.spaces = spaces
    }

    private static func bins(of records: [String: RecordAccess]) -> [String: RecordAccess] {
        let suffix = ".\(RecordVerb.delete.rawValue)"
        var bins: [String: RecordAccess] = [:]
        for (permission, bin) in records where permission.hasSuffix(suffix) {
            let entity = String(permission.dropLast(suffix.count))
            guard let read = records["\(entity).\(RecordVerb.read.rawValue)"] else { continue }
            bins[entity] = RecordAccess(rows: .intersection([bin.rows, read.rows]), fields: read.fields)
        }
        return bins
    }

    /// The access to the bin of an entity, or `nil` when no grant gives it.
    package func bin(_ entity: EntityID) -> RecordAccess? {
        bins[entity.raw]
    }

    /// The access that a permission gives, or `nil` when no grant does.
    package func access(_ permission: String) -> RecordAccess? {
        records[permission]
    }
}
