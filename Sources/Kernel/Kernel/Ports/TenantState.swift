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

    /// What the tenant changed of what its capabilities and packs declare.
    package var overlay: [OverlayEdit] = []
    /// What its packs retired and its store still holds.
    package var retired: [RetiredThing] = []

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

extension TenantState {
    private enum CodingKeys: String, CodingKey {
        case capabilities, packs, dormant, settings, zone, currency, language, overlay, retired
    }

    /// Reads a state as a receipt keeps it; those of older servers know no overlay and nothing retired.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            capabilities: try values.decode([String].self, forKey: .capabilities),
            packs: try values.decode([EnabledPack].self, forKey: .packs),
            dormant: try values.decode([EnabledPack].self, forKey: .dormant),
            settings: try values.decode([String: String].self, forKey: .settings),
            zone: try values.decode(String.self, forKey: .zone),
            currency: try values.decode(String.self, forKey: .currency),
            language: try values.decode(String.self, forKey: .language)
        )
        overlay = try values.decodeIfPresent([OverlayEdit].self, forKey: .overlay) ?? []
        retired = try values.decodeIfPresent([RetiredThing].self, forKey: .retired) ?? []
    }
}
