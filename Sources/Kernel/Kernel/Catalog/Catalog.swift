import KernelCrypto

/// Everything this process knows of capabilities: immutable and validated.
///
/// Packs join it tenant by tenant.
package struct Catalog: Sendable {
    /// Capabilities that tenants may have, in dependency order.
    package let capabilities: [CapabilityContribution]
    /// Capabilities of the platform's own tenant alone, in dependency order.
    package let platform: [CapabilityContribution]
    /// SHA-256 over the canonical description of everything registered, hexadecimal.
    package let hash: String

    /// Registers capabilities and checks all of them together.
    /// - Returns: the catalog, or `nil` with findings when one is an error.
    package static func build(_ capabilities: [any Capability]) -> (catalog: Catalog?, diagnostics: [Diagnostic]) {
        var contributions: [CapabilityContribution] = []
        var diagnostics: [Diagnostic] = []
        for capability in capabilities {
            let descriptor = type(of: capability).descriptor
            var registrar = Registrar(descriptor)
            do {
                try capability.register(into: &registrar)
                let (contribution, findings) = registrar.contribution.translated()
                contributions.append(contribution)
                diagnostics += findings
            } catch {
                diagnostics.append(Diagnostic(code: "P240", "`\(descriptor.id)` could not register: \(error)"))
            }
        }
        let order = CapabilityOrder.sorted(contributions.map(\.descriptor))
        contributions.sort {
            (order.firstIndex(of: $0.descriptor.id) ?? 0) < (order.firstIndex(of: $1.descriptor.id) ?? 0)
        }
        let platform = contributions.filter(\.descriptor.isForPlatform)
        let common = contributions.filter { !$0.descriptor.isForPlatform }
        let built = ModelBuilder.build(capabilities: common, packs: [])
        // Two models: what is on for the platform alone may share names with what is never on beside it.
        let own = ModelBuilder.build(capabilities: common.filter(\.descriptor.isCore) + platform, packs: [])
        diagnostics += built.diagnostics + own.diagnostics.filter { !built.diagnostics.contains($0) }
        guard let model = built.model, let ownModel = own.model,
            !diagnostics.contains(where: { $0.severity == .error })
        else { return (nil, diagnostics) }
        let catalog = Catalog(
            capabilities: common,
            platform: platform,
            hash: hash(of: contributions, platform.isEmpty ? [model] : [model, ownModel])
        )
        return (catalog, diagnostics)
    }

    /// The models' hashes with what a model leaves out: who offers and needs what, and events.
    private static func hash(of contributions: [CapabilityContribution], _ models: [TenantModel]) -> String {
        let lines = contributions.map { contribution in
            let descriptor = contribution.descriptor
            let provides = descriptor.provides.map(\.description).sorted()
            let requires = descriptor.requires.map(\.description).sorted()
            let optional = descriptor.optional.map(\.description).sorted()
            let events = contribution.events.map(\.id).sorted()
            return "\(descriptor.id) \(descriptor.isCore) \(provides) \(requires) \(optional) \(events)"
        }
        return SHA256.hex(Array((models.map(\.hash) + lines).joined(separator: "\n").utf8))
    }

    /// Capabilities of these ids with everything they need and the core ones, in dependency order.
    package func closure(of ids: [String]) -> [CapabilityContribution] {
        var wanted = Set(ids).union(capabilities.filter(\.descriptor.isCore).map(\.descriptor.id))
        let all = capabilities + platform
        for capability in all.reversed() where wanted.contains(capability.descriptor.id) {
            wanted.formUnion(CapabilityOrder.needs(of: capability.descriptor, in: all.map(\.descriptor)))
        }
        return all.filter { wanted.contains($0.descriptor.id) }
    }

    /// What is on for the platform's own tenant; empty where nothing is made for it.
    package var ofPlatform: [CapabilityContribution] {
        platform.isEmpty ? [] : closure(of: platform.map(\.descriptor.id))
    }

    /// The ids of capabilities that offer what a pack needs.
    package func providers(of needs: [Interface]) -> [String] {
        needs.compactMap { need in
            capabilities.first { $0.descriptor.provides.contains { $0.meets(need) } }?.descriptor.id
        }
    }
}
