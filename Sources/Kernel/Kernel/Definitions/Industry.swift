/// The trade that a pack is for, by the codes of official statistics, so that an operator finds the pack of a company.
public struct Industry: Hashable, Sendable {
    /// A kind of trade in kebab-case, such as `construction`.
    public var category: String?
    /// Codes of the North American Industry Classification System, 2 to 6 digits.
    public var naics: [String]
    /// Codes of the Standard Industrial Classification, 2 to 4 digits.
    public var sic: [String]

    /// A trade.
    public init(category: String? = nil, naics: [String] = [], sic: [String] = []) {
        self.category = category
        self.naics = naics
        self.sic = sic
    }
}
