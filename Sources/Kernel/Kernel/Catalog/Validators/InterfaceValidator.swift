/// A needed interface that nothing offers (P219), or offers in another version only (P220).
///
/// Every pack offers one of its own name and version, so that a pack can say that it stands on another one.
struct InterfaceValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        let offered = draft.capabilities.flatMap(\.descriptor.provides) + draft.packs.map(\.interface)
        let needs =
            draft.capabilities.flatMap { capability in
                capability.descriptor.requires.map { (capability.descriptor.id, $0) }
            } + draft.packs.flatMap { pack in pack.requires.map { (pack.id, $0) } }
        return needs.compactMap { owner, need in
            if offered.contains(where: { $0.meets(need) }) { return nil }
            let versions = offered.filter { $0.id == need.id }.map { "\($0.major).\($0.minor)" }
            guard !versions.isEmpty else {
                let message = "`\(owner)` needs the interface `\(need.id)`, which nothing offers"
                let hint = DidYouMean.hint(for: need.id, in: offered.map(\.id))
                return Diagnostic(code: "P219", message, at: need.span, hint: hint)
            }
            let message = "`\(owner)` needs `\(need)`; offered is \(versions.joined(separator: ", "))"
            return Diagnostic(code: "P220", message, at: need.span)
        }
    }
}

/// Capabilities that need each other in a circle (P221), each circle told once, with its path; packs that do, each of
/// them with the way back to it.
struct InterfaceCycleValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        CapabilityOrder.cycles(among: draft.capabilities.map(\.descriptor)).map { path in
            Diagnostic(code: "P221", "capabilities need each other in a circle: \(path.joined(separator: " -> "))")
        } + packs(in: draft)
    }

    private func packs(in draft: ModelDraft) -> [Diagnostic] {
        let needs = Dictionary(
            draft.packs.map { ($0.id, $0.requires.map(\.id)) },
            uniquingKeysWith: { first, _ in first }
        )
        return draft.packs.compactMap { pack in
            guard let path = Circle.path(from: pack.id, needs, isSmallest: false) else { return nil }
            let message =
                path.count == 2
                ? "the pack `\(pack.id)` needs itself"
                : "packs need each other in a circle: \(path.joined(separator: " -> "))"
            return Diagnostic(code: "P221", message, at: pack.requires.first { $0.id == path[1] }?.span)
        }
    }
}

/// The order in which capabilities stand on each other.
enum CapabilityOrder {
    /// Ids such that each comes after what it needs; ties by id.
    ///
    /// Those in circles come last.
    static func sorted(_ descriptors: [CapabilityDescriptor]) -> [String] {
        var remaining = descriptors.sorted { $0.id < $1.id }
        var done: [String] = []
        while let next = remaining.firstIndex(where: { needs(of: $0, in: descriptors).isSubset(of: done) }) {
            done.append(remaining.remove(at: next).id)
        }
        return done + remaining.map(\.id)
    }

    /// Ids of the capabilities that offer what one needs.
    static func needs(of descriptor: CapabilityDescriptor, in all: [CapabilityDescriptor]) -> Set<String> {
        Set(
            descriptor.requires.compactMap { need in
                all.first { $0.provides.contains { $0.meets(need) } }?.id
            }
        )
    }

    /// Every circle once, from its smallest id, closed: `[a, b, a]`.
    static func cycles(among descriptors: [CapabilityDescriptor]) -> [[String]] {
        let edges = Dictionary(
            descriptors.map { ($0.id, needs(of: $0, in: descriptors).sorted()) },
            uniquingKeysWith: { first, _ in first }
        )
        var found: Set<[String]> = []
        for start in edges.keys.sorted() {
            walk([start], edges, &found)
        }
        return found.sorted { $0.joined() < $1.joined() }
    }

    private static func walk(_ path: [String], _ edges: [String: [String]], _ found: inout Set<[String]>) {
        guard let first = path.first, let last = path.last else { return }
        for next in edges[last] ?? [] {
            if next == first {
                found.insert(path + [next])
            } else if next > first, !path.contains(next) {
                walk(path + [next], edges, &found)
            }
        }
    }
}
