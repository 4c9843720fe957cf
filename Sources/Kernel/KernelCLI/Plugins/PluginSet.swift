import Kernel
import Logging

/// The plugins of a process: those that fit in, and why the others do not.
struct PluginSet {
    private(set) var capabilities: [any Capability] = []
    private(set) var refused: [(name: String, refusal: PluginRefusal)] = []

    /// No plugin.
    init() {}

    /// Loads what a list names, one after the other; one that is refused stops none of the others.
    init(_ file: PluginsFile, besides compiled: [any Capability]) {
        for entry in file.entries {
            do throws(PluginRefusal) {
                let capability = try PluginLibrary(path: entry.library).load()
                try Self.requireFit(capability, besides: compiled + capabilities)
                capabilities.append(capability)
            } catch {
                refused.append((entry.name, error))
            }
        }
    }

    /// A catalog with the plugin must be as sound as one without it.
    static func requireFit(_ plugin: any Capability, besides others: [any Capability]) throws(PluginRefusal) {
        let (catalog, diagnostics) = Catalog.build(others + [plugin])
        guard catalog == nil else { return }
        throw .catalog(diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" })
    }

    /// Tells what came of it.
    func report(to logger: Logger) {
        for capability in capabilities {
            let descriptor = type(of: capability).descriptor
            logger.notice(
                "plugin loaded",
                metadata: ["plugin": "\(descriptor.id)", "version": "\(descriptor.version)"]
            )
        }
        for (name, refusal) in refused {
            logger.error("plugin refused; serving without it", metadata: ["plugin": "\(name)", "cause": "\(refusal)"])
        }
    }
}
