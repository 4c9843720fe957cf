import KernelCrypto

/// One edit that a tenant made of what its capabilities and packs declare; all of them are its overlay.
///
/// Sparse: what is not edited stands in no edit, so that a new version of a pack takes effect there by itself.
package struct OverlayEdit: Hashable, Sendable, Codable {
    /// Where: `entity/customers.site/field/soil` (`DefinitionAddress`).
    package let address: String
    /// Which property: `title.en`; `definition` for a thing of the tenant's own as a whole.
    package let property: String
    /// JSON text in the words of the pack format.
    package let value: String
    /// SHA-256 of what the layers below said when the edit was made, hexadecimal; empty where they said nothing.
    package let base: String
    /// Whether it was taken back; it is kept, so that it can be made again.
    package var isReverted: Bool

    /// The property of a thing of the tenant's own as a whole.
    package static let whole = "definition"
    /// The owner of what the tenant adds; no pack is called so.
    package static let owner = "own"

    package init(address: String, property: String, value: String, base: String, isReverted: Bool = false) {
        self.address = address
        self.property = property
        self.value = value
        self.base = base
        self.isReverted = isReverted
    }

    /// What tells edits apart: one edit for each property.
    package var key: String { "\(address) \(property)" }

    /// Whether it declares a thing of the tenant's own.
    package var isWhole: Bool { property == Self.whole }

    /// The hash of a value below.
    package static func hash(of value: JSONValue?) -> String {
        value.map { SHA256.hex(JSONWriter.text(of: $0)) } ?? ""
    }

    /// The value, read.
    package var json: JSONValue {
        get throws {
            do {
                return try JSONReader.read(Array(value.utf8))
            } catch {
                throw KernelError.unavailable("An edit cannot be read.", cause: "overlay: \(key) is no JSON")
            }
        }
    }

    /// The same edit over another base.
    package func rebased(to base: JSONValue?) -> OverlayEdit {
        OverlayEdit(
            address: address,
            property: property,
            value: value,
            base: Self.hash(of: base),
            isReverted: isReverted
        )
    }
}

/// What becomes of one edit when the layers below it change.
package enum OverlayMerge: Hashable, Sendable {
    /// The tenant's value stays; nothing happened below, or the same.
    case keep
    /// Both changed it: the tenant's value stays unless decided otherwise.
    case conflict(suggestion: String)
    /// Below says now what the tenant wanted.
    case agreed
    /// What it was about is gone: it waits.
    case parked

    /// Merges one edit, property by property.
    /// - Parameters:
    ///   - edit: The tenant's edit.
    ///   - old: The value below before; `nil` where there was none.
    ///   - new: The value below from now on; `nil` where there is none.
    ///   - isThere: Whether what the edit is about is there from now on.
    /// - Returns: What becomes of it.
    /// - Throws: `unavailable` where the edit cannot be read.
    package static func of(_ edit: OverlayEdit, old: JSONValue?, new: JSONValue?, isThere: Bool) throws -> OverlayMerge
    {
        guard isThere else { return .parked }
        if let new, try new == edit.json { return .agreed }
        return old == new ? .keep : .conflict(suggestion: "keep_tenant")
    }
}
