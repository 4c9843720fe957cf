/// Scorings that cannot be (P262): of one entity twice, with reversed bounds, a start or bands outside of them, two bands
/// for the same points, a factor without lines.
struct ScoringValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var owners: [EntityID: String] = [:]
        return draft.scorings.flatMap { scoring -> [Diagnostic] in
            let other = owners.updateValue(scoring.owner, forKey: scoring.content.entity)
            let twice = other.map { ["is scored by `\($0)` and by `\(scoring.owner)`"] } ?? []
            return (twice + Self.reasons(scoring.content)).map { reason in
                Diagnostic(code: "P262", "`\(scoring.content.entity)` \(reason)", at: scoring.span)
            }
        }
    }

    private static func reasons(_ scoring: ScoringDefinition) -> [String] {
        let (low, high) = (scoring.range.low, scoring.range.high)
        guard low < high else { return ["is scored from \(low) to \(high), which holds no range"] }
        var reasons: [String] = []
        if !(low...high).contains(scoring.start) {
            reasons.append("starts with \(scoring.start) points, outside \(low) to \(high)")
        }
        for band in scoring.bands where !(low...high).contains(band.least) {
            reasons.append("has the band `\(band.id)` from \(band.least) points, outside \(low) to \(high)")
        }
        for (band, next) in zip(scoring.bands, scoring.bands.dropFirst()) where band.least == next.least {
            reasons.append("has two bands from \(band.least) points, `\(band.id)` and `\(next.id)`")
        }
        let ids = scoring.allBands.map(\.id)
        if Set(ids).count != ids.count {
            let name = ScoringDefinition.lowest
            reasons.append("has a band `\(name)`, which names what reaches no band; begin it at \(low)")
        }
        reasons += scoring.factors.filter(\.lines.isEmpty).map { "has the factor `\($0.id)` without a line" }
        return reasons
    }
}
