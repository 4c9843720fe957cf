/// How the records of an entity are scored: points to start with, and points for what is true of a record.
///
/// The entity gets two computed fields, `score` and, where there are bands, `score_band`.
public struct ScoringDefinition: Hashable, Sendable {
    /// The field that holds the score.
    public static let score = "score"
    /// The field that holds the band.
    public static let band = "score_band"
    /// The band of what reaches none of the others.
    public static let lowest = "cold"

    /// The entity.
    public let entity: EntityID
    /// The points to start with.
    public var start: Int64
    /// The least and the most that a score is.
    public var range: Bounds
    /// What gives points.
    public var factors: [Factor]
    /// Names for scores, the highest first.
    public var bands: [Band]
    /// Where it stands.
    public let span: SourceSpan?

    /// The least and the most.
    public struct Bounds: Hashable, Sendable {
        /// The least.
        public let low: Int64
        /// The most.
        public let high: Int64

        /// Bounds.
        public init(_ low: Int64, _ high: Int64) {
            self.low = low
            self.high = high
        }
    }

    /// Lines of which the first that is true gives its points; none gives 0.
    public struct Factor: Hashable, Sendable {
        /// Singular snake_case.
        public let id: String
        /// What people see.
        public var title: LocalizedText
        /// The lines, in the order in which they are asked.
        public var lines: [Line]

        /// A factor.
        public init(_ id: String, title: LocalizedText? = nil, lines: [Line]) {
            self.id = id
            self.title = title ?? LocalizedText(Naming.words(id))
            self.lines = lines
        }
    }

    /// A condition and its points.
    public struct Line: Hashable, Sendable {
        /// Over the record.
        public var condition: ExpressionSource
        /// The points where it is true.
        public var points: Int64

        /// A line.
        public init(_ condition: ExpressionSource, points: Int64) {
            self.condition = condition
            self.points = points
        }
    }

    /// A name for scores of at least so many points.
    public struct Band: Hashable, Sendable {
        /// Singular snake_case.
        public let id: String
        /// What people see.
        public var title: LocalizedText
        /// The least score.
        public var least: Int64

        /// A band.
        public init(_ id: String, title: LocalizedText? = nil, least: Int64) {
            self.id = id
            self.title = title ?? LocalizedText(Naming.words(id))
            self.least = least
        }
    }

    /// A scoring.
    public init(
        _ entity: EntityID,
        start: Int64 = 0,
        range: Bounds = Bounds(0, 100),
        factors: [Factor],
        bands: [Band] = [],
        at span: SourceSpan? = nil
    ) {
        self.entity = entity
        self.start = start
        self.range = range
        self.factors = factors
        self.bands = bands.sorted { $0.least > $1.least }
        self.span = span
    }

    /// The bands with the one for all the rest, where a score could reach none.
    package var allBands: [Band] {
        guard let last = bands.last, last.least > range.low else { return bands }
        return bands + [Band(Self.lowest, title: LocalizedText(["en": "Cold", "de": "Kalt"]), least: range.low)]
    }

    /// The fields that it adds; what gives their values is made when it is compiled.
    package var fields: [FieldDefinition] {
        let source = ExpressionSource("null", at: span)
        let titles = (
            score: LocalizedText(["en": "Score", "de": "Bewertung"]),
            band: LocalizedText(["en": "Score band", "de": "Stufe der Bewertung"])
        )
        let score = FieldDefinition(Self.score, .int(), title: titles.score, compute: source)
        var seen: Set<String> = []
        let options = allBands.filter { seen.insert($0.id).inserted }.map { Choice($0.id, title: $0.title) }
        guard !options.isEmpty else { return [score] }
        return [score, FieldDefinition(Self.band, .choice(options), title: titles.band, compute: source)]
    }
}
