import Foundation
import Kernel
import KernelPacks
import Testing

/// Findings that no pack can cause, since its decoder is stricter or its ids cannot clash: capabilities cause them.
@Suite struct CapabilityCodesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: PackCode
        let capabilities: [any Capability]

        var testDescription: String { code.rawValue }
    }

    static let cases = [
        Case(code: .entityOfOther, capabilities: [Foreign()]), Case(code: .spelling, capabilities: [Misspelt()]),
        Case(code: .tableTwice, capabilities: [Misspelt(), Spelt()]),
        Case(code: .eventTwice, capabilities: [Spelt(), Twin()]),
        Case(code: .actionTwice, capabilities: [Spelt(), Twin()]), Case(code: .badScale, capabilities: [Spelt()]),
        Case(code: .secretLabel, capabilities: [Spelt()]), Case(code: .capabilityCircle, capabilities: [Hen(), Egg()]),
        Case(code: .checkTwice, capabilities: [Spelt()]), Case(code: .notRegistered, capabilities: [Failing()]),
    ]

    @Test(arguments: cases)
    func `a capability is told so`(sample: Case) throws {
        let (catalog, diagnostics) = Catalog.build(sample.capabilities)
        #expect(catalog == nil)
        #expect(diagnostics.map(\.code).contains(sample.code.rawValue))
        let told = DiagnosticRenderer(sources: []).text(diagnostics)
        let file = "Tests/Fixtures/capabilities/\(sample.code.rawValue).txt"
        if ProcessInfo.processInfo.environment["KERNEL_GOLDEN"] == "update" {
            try told.write(toFile: Fixtures.path(file), atomically: true, encoding: .utf8)
        }
        #expect(Fixtures.text(file) == told, "write it with KERNEL_GOLDEN=update, then read it")
    }
}

private func descriptor(_ id: String, needs: String? = nil) -> CapabilityDescriptor {
    CapabilityDescriptor(
        id: id,
        version: Version(1, 0),
        title: "Sample",
        provides: [Interface(id, 1, 0)],
        requires: needs.map { [Interface($0, 1, 0)] } ?? []
    )
}

private let action = ActionDefinition(
    owner: "a-b",
    id: "run",
    permission: Permission("a-b.run"),
    body: .read { _, _ in .nothing }
)

private struct Foreign: Capability {
    static let descriptor = CapabilityCodesDescriptors.foreign
    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition("other.thing", collection: "things", fields: [FieldDefinition("name", .text())])
        )
    }
}

private struct Misspelt: Capability {
    static let descriptor = CapabilityCodesDescriptors.misspelt
    func register(into registrar: inout Registrar) throws {
        registrar.entity(EntityDefinition("a_b.c", collection: "others", fields: [FieldDefinition("name", .text())]))
    }
}

private struct Spelt: Capability {
    static let descriptor = CapabilityCodesDescriptors.spelt
    func register(into registrar: inout Registrar) throws {
        let fields = [
            FieldDefinition("code", .text(), secret: true), FieldDefinition("share", .decimal(scale: 12)),
        ]
        let checks = ["1 = 1", "2 = 2"].map { CheckDefinition("same", ExpressionSource($0), else: "Never.") }
        registrar.entity(
            EntityDefinition("a-b.c", collection: "cs", label: "Code {code}", fields: fields, checks: checks)
        )
        registrar.event(EventDefinition("a-b.done", title: "Done"))
        registrar.permission(action.permission)
        registrar.action(action)
    }
}

private struct Twin: Capability {
    static let descriptor = CapabilityCodesDescriptors.twin
    func register(into registrar: inout Registrar) throws {
        registrar.event(EventDefinition("a-b.done", title: "Done"))
        registrar.action(action)
    }
}

private struct Hen: Capability {
    static let descriptor = CapabilityCodesDescriptors.hen
    func register(into registrar: inout Registrar) throws {}
}

private struct Egg: Capability {
    static let descriptor = CapabilityCodesDescriptors.egg
    func register(into registrar: inout Registrar) throws {}
}

private struct Failing: Capability {
    struct Refusal: Error {}

    static let descriptor = CapabilityCodesDescriptors.failing
    func register(into registrar: inout Registrar) throws { throw Refusal() }
}

private enum CapabilityCodesDescriptors {
    static let foreign = descriptor("foreign")
    static let misspelt = descriptor("a_b")
    static let spelt = descriptor("a-b")
    static let twin = descriptor("twin")
    static let hen = descriptor("hen", needs: "egg")
    static let egg = descriptor("egg", needs: "hen")
    static let failing = descriptor("failing")
}
