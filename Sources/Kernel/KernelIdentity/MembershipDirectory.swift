import Kernel

/// Tells from a tenant's own records who is a member there.
package protocol MembershipDirectory: Sendable {
    /// Whether a member is active, and the spaces that are open to it, the one to land in first; `nil` when the
    /// identity is no member of the tenant.
    func membership(_ identity: RecordID, in tenant: TenantID) throws -> (active: Bool, spaces: [Space])?
}
