import Kernel
import KernelStore

/// What a test puts in place of the kernel's own parts, to show that a suite notices.
///
/// The product has no switch for it.
package struct Substitutes: Sendable {
    /// Who is signed in.
    package var sessions: @Sendable (any SessionAuthority) -> any SessionAuthority = { $0 }
    /// Which store is a tenant's.
    package var directory: @Sendable (any StoreDirectory) -> any StoreDirectory = { $0 }
    /// What reads and writes records.
    package var engine: @Sendable (any RecordEngine) -> any RecordEngine = { $0 }

    /// The kernel's own parts.
    package init() {}
}
