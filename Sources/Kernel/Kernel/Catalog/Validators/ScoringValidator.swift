/// Scorings that cannot be (P262): of one entity twice, with reversed bounds, a start or bands outside of them, two bands
/// for the same points, a factor without lines.
struct ScoringValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        var owners: [EntityID: String] = [:]
        return draft.scorings.flatMap { scoring -> [Diagnostic] in
            let other = owners.updateValue(scoring.owner, forKey: scoring.content.entity)
            let twice = other.map { ["is scored by `\($0)` and by `\(scoring.owner)`"] } ?? []
            return (twice.map { ($0, "") } + Self.reasons(scoring.content)).map { reason, part in
                let address = "scoring/\(scoring.content.entity)/\(part)"
                let span = draft.span(at: address, by: scoring.owner) ?? scoring.span
                return Diagnostic(code: "P262", "`\(scoring.content.entity)` \(reason)", at: span)
            }
        }
    }

    private static func reasons(_ scoring: ScoringDefinition) -> [(reason: String, part: String)] {
        let (low, high) = (scoring.range.low, scoring.range.high)
        guard low < high else { return [("is scored from \(low) to \(high), which holds no range", "range")] }
        var reasons: [(reason: String, part: String)] = []
        if !(low...high).contains(scoring.start) {
            reasons.append(("starts with \(scoring.start) points, outside \(low) to \(high)", "start"))
        }
        for band in scoring.bands where !(low...high).contains(band.least) {
            let reason = "has the band `\(band.id)` from \(band.least) points, outside \(low) to \(high)"
            reasons.append((reason, "bands/\(band.id)"))
        }
        for (band, next) in zip(scoring.bands, scoring.bands.dropFirst()) where band.least == next.least {
            let reason = "has two bands from \(band.least) points, `\(band.id)` and `\(next.id)`"
            reasons.append((reason, "bands/\(next.id)"))
        }
        let ids = scoring.allBands.map(\.id)
        if Set(ids).count != ids.count {
            let name = ScoringDefinition.lowest
            reasons.append(
                ("has a band `\(name)`, which names what reaches no band; begin it at \(low)", "bands/\(name)")
            )
        }
        reasons += scoring.factors.filter(\.lines.isEmpty).map {
            ("has the factor `\($0.id)` without a line", "factors/\($0.id)")
        }
        return reasons
    }
}
