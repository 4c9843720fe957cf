import Kernel
import KernelCrypto

/// Seals the values of secret fields before they are bound to a statement, and opens them while a row is written.
package struct FieldSealer: Sendable {
    private let ring: @Sendable () -> KeyRing
    private let random: any RandomSource

    package init(_ ring: @escaping @Sendable () -> KeyRing, random: any RandomSource = SystemBytes()) {
        self.ring = ring
        self.random = random
    }

    /// Without keys: secrets can be neither written nor read.
    package static let none = FieldSealer { KeyRing.empty }

    /// The sealed form of a value for its column.
    /// - Throws: `unavailable` without a key.
    func seal(
        _ value: Value,
        of field: String,
        _ record: RecordID,
        _ scope: TenantScope,
        _ entity: EntityID
    ) throws
        -> SQLValue
    {
        guard let text = value.text else { return .null }
        let place = place(field, record.raw, scope, entity)
        do {
            return .text(try ring().seal(text, at: place, nonce: random.bytes(AESGCM.nonceLength)))
        } catch {
            throw unavailable(error, place)
        }
    }

    /// The value of a sealed one.
    /// - Throws: `unavailable` with the key or the damage as the cause; the data stays as it is.
    func open(
        _ sealed: String,
        of field: String,
        _ record: String,
        _ scope: TenantScope,
        _ entity: EntityID
    ) throws
        -> String
    {
        let place = place(field, record, scope, entity)
        do {
            return try ring().open(sealed, at: place)
        } catch {
            throw unavailable(error, place)
        }
    }

    /// Whether a value is sealed for a place.
    func opens(_ sealed: String, at place: SealedPlace) -> Bool {
        do {
            _ = try ring().open(sealed, at: place)
            return true
        } catch {
            return false
        }
    }

    /// A sealed value, sealed again for another place.
    func resealed(_ sealed: String, from old: SealedPlace, to new: SealedPlace) throws -> String {
        do {
            let ring = ring()
            return try ring.seal(try ring.open(sealed, at: old), at: new, nonce: random.bytes(AESGCM.nonceLength))
        } catch {
            throw KernelError.unavailable(
                "The secrets of `\(old.tenant)` cannot be sealed anew: a key that opens them is missing (--keys).",
                cause: "keys: \(old.entity).\(old.field) of \(old.record) in \(old.tenant): \(error)"
            )
        }
    }

    private func place(_ field: String, _ record: String, _ scope: TenantScope, _ entity: EntityID) -> SealedPlace {
        SealedPlace(tenant: scope.tenant.raw, entity: entity.raw, field: field, record: record)
    }

    private func unavailable(_ error: CryptoError, _ place: SealedPlace) -> KernelError {
        KernelError.unavailable(
            "A sealed value cannot be read or written now.",
            cause: "keys: \(place.entity).\(place.field) of \(place.record) in \(place.tenant): \(error)"
        )
    }
}
