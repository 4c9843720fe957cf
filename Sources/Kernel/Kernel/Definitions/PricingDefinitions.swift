/// A unit that rates are per: what people see, and what it measures.
public struct UnitDefinition: Hashable, Sendable {
    /// Singular snake_case, one space of names for all packs of a tenant.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// What it measures.
    public var measures: Measure

    /// What can be measured.
    public enum Measure: String, Hashable, Sendable, CaseIterable {
        /// A surface.
        case area
        /// Pieces.
        case count
        /// A way between places.
        case distance
        /// An extent.
        case length
        /// Hours, days.
        case time
        /// A content.
        case volume
        /// A mass.
        case weight
    }

    /// A unit.
    public init(_ id: String, title: LocalizedText? = nil, measures: Measure) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.measures = measures
    }
}

/// Prices per unit, in whole units of the tenant's currency; read in expressions as `rates.<card>.<line>`.
///
/// Each line is a setting of the tenant by the id `rates.<card>.<line>`.
public struct RateCardDefinition: Hashable, Sendable {
    /// Decimal places of every rate.
    public static let scale = 4

    /// Singular snake_case, one space of names for all packs of a tenant.
    public let id: String
    /// What people see.
    public var title: LocalizedText
    /// The unit that its rates are per.
    public var unit: String
    /// Who may change the rates: `pack`, `shared` or `tenant`.
    public var owner: Ownership
    /// Its rates.
    public var lines: [Line]

    /// One rate.
    public struct Line: Hashable, Sendable {
        /// Singular snake_case.
        public let id: String
        /// What people see.
        public var title: LocalizedText
        /// The rate where the tenant has none of its own, in units of 10^-4.
        public var units: Int64

        /// A rate.
        public init(_ id: String, title: LocalizedText? = nil, units: Int64) {
            self.id = id
            self.title = title ?? LocalizedText(Naming.words(id))
            self.units = units
        }
    }

    /// A rate card.
    public init(
        _ id: String,
        title: LocalizedText? = nil,
        unit: String,
        owner: Ownership = .shared,
        lines: [Line]
    ) {
        self.id = id
        self.title = title ?? LocalizedText(Naming.words(id))
        self.unit = unit
        self.owner = owner
        self.lines = lines
    }

    /// The setting that holds a rate.
    package static func setting(_ card: String, _ line: String) -> String { "rates.\(card).\(line)" }

    /// The card as its model has it: its own id and its unit's are addresses, `cleaning.labor` and `cleaning.hour`.
    package func addressed(in pack: String) -> RateCardDefinition {
        RateCardDefinition(
            Self.address(id, in: pack),
            title: title,
            unit: Self.address(unit, in: pack),
            owner: owner,
            lines: lines
        )
    }

    /// The address of a name: the pack's own, unless the name says whose it is.
    package static func address(_ name: String, in pack: String) -> String {
        name.contains(".") ? name : "\(pack).\(name)"
    }

    /// Its rates as settings, in order.
    package func settings(of pack: String) -> [SettingDefinition] {
        lines.map { line in
            let field = FieldDefinition(
                RateCardDefinition.setting(Self.address(id, in: pack), line.id),
                .decimal(scale: RateCardDefinition.scale),
                title: line.title,
                defaultValue: .decimal(units: line.units, scale: RateCardDefinition.scale)
            )
            return SettingDefinition(field, owner: owner)
        }
    }
}
