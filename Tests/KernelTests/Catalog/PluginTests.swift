import Testing

@testable import Kernel

struct PluginTests {
    private struct Guests: Capability {
        static let descriptor = CapabilityDescriptor(
            id: "guests",
            version: Version(1, 2),
            title: "Guests",
            provides: []
        )

        func register(into registrar: inout Registrar) throws {
            registrar.permission(Permission("guests.greet"))
        }
    }

    @Test func `a capability comes out of a pointer as it went in`() throws {
        let taken = Plugin.taken(from: Plugin(Guests()).handedOver())
        #expect(type(of: taken.capability).descriptor.id == "guests")
        var registrar = Registrar(Guests.descriptor)
        try taken.capability.register(into: &registrar)
        #expect(registrar.contribution.permissions.map(\.id) == ["guests.greet"])
    }

    @Test func `the API has a fingerprint and a compiler`() {
        #expect(KernelAPI.fingerprint.count == 32)
        #expect(KernelAPI.fingerprint.allSatisfy { $0.isHexDigit })
        #expect(KernelAPI.compiler.hasPrefix("Swift version "))
    }
}
