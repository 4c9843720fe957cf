/// What is enabled for a tenant; stored in its database.
package struct TenantState: Hashable, Sendable, Codable {
    /// Capabilities switched on, by id.
    package var capabilities: [String]
    /// Packs switched on: id, version, hash of the source.
    package var packs: [EnabledPack]
    /// Packs switched off whose data is kept, so that their paths answer `capability_disabled`.
    package var dormant: [EnabledPack]
    /// The tenant's values of settings: id to JSON text.
    package var settings: [String: String]
    /// IANA time zone.
    package var zone: String
    /// ISO 4217 currency.
    package var currency: String
    /// BCP 47 language.
    package var language: String

    /// A pack that is on.
    package struct EnabledPack: Hashable, Sendable, Codable {
        package let id: String
        package let version: String
        package let hash: String

        package init(id: String, version: String, hash: String) {
            self.id = id
            self.version = version
            self.hash = hash
        }
    }

    package init(
        capabilities: [String] = [],
        packs: [EnabledPack] = [],
        dormant: [EnabledPack] = [],
        settings: [String: String] = [:],
        zone: String = "UTC",
        currency: String = "EUR",
        language: String = "en"
    ) {
        self.capabilities = capabilities
        self.packs = packs
        self.dormant = dormant
        self.settings = settings
        self.zone = zone
        self.currency = currency
        self.language = language
    }
}
