import Kernel
import KernelPacks
import KernelStore
import Synchronization

extension TestKernel {
    /// What kernels of one run share: what never changes, what follows from it, and threads.
    ///
    /// Nothing of a tenant's data is here, so that no kernel can tell whether there are others.
    package final class Shared: Sendable {
        /// What the author's capabilities make.
        let own: Catalog
        /// The same with what the suites need.
        let all: Catalog
        let packs: any PackLibrary
        let plans = QueryPlans()
        let cache = ModelCache()
        let pool = BlockingPool(name: "testing", threads: 2)
        /// Models made by the kernels; kept, so that what the store prepared for one is never met by another.
        let models = Mutex<[TenantState: TenantModel]>([:])

        /// - Throws: `TestKernelError` when the capabilities do not fit together.
        package init(
            capabilities: [any Capability],
            packs: [String] = [],
            library: (any PackLibrary)? = nil
        ) throws {
            own = try Self.catalog(capabilities)
            all = library == nil ? try Self.catalog(capabilities + [IsolationRoles(of: own)]) : own
            self.packs = library ?? IsolationPacks(PackFolders(folders: packs), over: own)
        }

        private static func catalog(_ capabilities: [any Capability]) throws -> Catalog {
            let (catalog, diagnostics) = Catalog.build(capabilities)
            guard let catalog else {
                let errors = diagnostics.filter { $0.severity == .error }
                throw TestKernelError(errors.map { "\($0.code): \($0.message)" }.joined(separator: "\n"))
            }
            return catalog
        }
    }
}
