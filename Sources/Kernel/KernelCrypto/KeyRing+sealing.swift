// A sealed value as text:
//
//   v1.<key id>.<base64 of IV|TAG|DATA>
//
// The cipher's key is HKDF(key of the ring, salt = tenant, purpose): each tenant has one of its own. Associated data:
// tenant, entity, field, record and key id, so that a value opens where it was sealed and nowhere else.

extension KeyRing {
    /// The key of one tenant and one purpose, from a key of the ring.
    private static func derived(_ key: Key, _ place: SealedPlace) -> [UInt8] {
        let purpose = Array("kernel sealed fields".utf8)
        return HKDFSHA256.derive(key: key.bytes, salt: Array(place.tenant.utf8), purpose: purpose, count: 32)
    }

    /// Seals a text for a place: `v1.<key id>.<base64 of IV|TAG|DATA>`.
    /// - Throws: `CryptoError.noKey` for an empty ring.
    package func seal(_ text: String, at place: SealedPlace, nonce: [UInt8]) throws(CryptoError) -> String {
        guard let key = keys.last else { throw .noKey("none") }
        let sealed = try AESGCM.seal(
            Array(text.utf8),
            key: Self.derived(key, place),
            nonce: nonce,
            associated: place.associated(key.id)
        )
        return "v1.\(key.id).\(Base64.encode(sealed))"
    }

    /// Opens what `seal` made for the same place.
    /// - Throws: `noKey` with the id of the key that is not there; `notAuthentic` for everything else.
    package func open(_ sealed: String, at place: SealedPlace) throws(CryptoError) -> String {
        let parts = sealed.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", let bytes = Base64.decode(parts[2]) else { throw .notAuthentic }
        guard let key = keys.first(where: { $0.id == parts[1] }) else { throw .noKey(String(parts[1].prefix(8))) }
        let text = try AESGCM.open(bytes, key: Self.derived(key, place), associated: place.associated(key.id))
        return String(decoding: text, as: UTF8.self)
    }
}
