/// What the tenant of a demo is like: where its clocks are, what it counts in, what it is written in.
///
/// What is `nil` is as in every tenant of a demo: `Europe/Berlin`, `EUR`, `en`.
package struct DemoCompany: Hashable, Sendable {
    /// An IANA time zone.
    package var zone: String?
    /// An ISO 4217 code.
    package var currency: String?
    /// A language tag.
    package var language: String?

    /// A company like any other, or one of which something is known.
    package init(zone: String? = nil, currency: String? = nil, language: String? = nil) {
        self.zone = zone
        self.currency = currency
        self.language = language
    }

    /// The same, where this says nothing what another says.
    package func or(_ other: DemoCompany) -> DemoCompany {
        DemoCompany(
            zone: zone ?? other.zone,
            currency: currency ?? other.currency,
            language: language ?? other.language
        )
    }
}
