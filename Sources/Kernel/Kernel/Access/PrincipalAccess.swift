/// Everything a set of roles may do in a model: computed once per (model, roles), shared by every request.
package final class PrincipalAccess: Sendable {
    /// Access to records by permission id, such as `customers.customer.read`; absent means no grant.
    package let records: [String: RecordAccess]
    /// Permission ids held in any scope, sorted; what `/api/me` shows.
    package let permissions: [String]
    /// The spaces the roles sign in to.
    package let spaces: Set<Space>

    package init(records: [String: RecordAccess], permissions: [String], spaces: Set<Space>) {
        self.records = records
        self.permissions = permissions
        self.spaces = spaces
    }

    /// The access that a permission gives, or `nil` when no grant does.
    package func access(_ permission: String) -> RecordAccess? {
        records[permission]
    }
}
