/// A capability on its way from a shared library into the server.
///
/// `kernel plugins build` writes the one function that makes it; a plugin's author never names it.
public final class Plugin: Sendable {
    /// What the library brings.
    public let capability: any Capability

    /// A plugin of a capability.
    public init(_ capability: any Capability) {
        self.capability = capability
    }

    /// A pointer that `taken(from:)` turns back, once.
    public func handedOver() -> UnsafeMutableRawPointer {
        Unmanaged.passRetained(self).toOpaque()
    }

    /// The plugin of such a pointer.
    package static func taken(from pointer: UnsafeMutableRawPointer) -> Plugin {
        Unmanaged<Plugin>.fromOpaque(pointer).takeRetainedValue()
    }
}
