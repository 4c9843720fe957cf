import Kernel
import Synchronization

/// A directory that is told its source after it was handed out.
///
/// The runtime asks `Identity` for sessions, and `Identity` asks the runtime's tenants for members: one of the two has
/// to be made first. Until the source is there, a login is refused with 503.
package final class DeferredMemberships: MembershipDirectory {
    private let source = Mutex<(any MembershipDirectory)?>(nil)

    package init() {}

    /// Sets the source.
    package func resolve(_ directory: any MembershipDirectory) {
        source.withLock { $0 = directory }
    }

    package func membership(_ identity: RecordID, in tenant: TenantID) throws -> (active: Bool, spaces: [Space])? {
        guard let directory = source.withLock({ $0 }) else {
            throw KernelError.unavailable("The server is starting.", cause: "no membership directory yet")
        }
        return try directory.membership(identity, in: tenant)
    }
}
