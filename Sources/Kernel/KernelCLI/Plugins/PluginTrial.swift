import Kernel
import KernelTesting

/// Tries a loaded plugin on a kernel of its own, in memory of this process and a folder that goes with it: what the
/// isolation suite asks of the product's own capabilities, it asks of the plugin.
struct PluginTrial {
    let capability: any Capability
    /// Texts that cannot be guessed, by `<entity>.<field>`.
    let given: [String: String]

    /// Runs the suite.
    func run() async throws -> IsolationReport {
        let kernel = try TestKernel(capabilities: CompiledCapabilities.all + [capability])
        do {
            let values = given.mapValues { Value.text($0) }
            let report = try await IsolationSuite(kernel, given: values).run()
            try await kernel.close()
            return report
        } catch {
            try await kernel.close()
            throw error
        }
    }
}
