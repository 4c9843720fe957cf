import Kernel

/// Reads the sections `units` and `rate_cards`.
struct PricingDecoder {
    let places: Places

    /// The units, in the author's order.
    func units(_ node: NodeDecoder) -> [UnitDefinition] {
        (node.entries("a mapping of units", keys: .snake) ?? []).compactMap { entry in
            let id = entry.key ?? ""
            places.note("unit/\(id)", entry.headSpan)
            guard let keys = entry.mapping("a unit", known: ["title"], required: ["measures"]),
                let measure = keys["measures"]?.choice("what is measured", UnitDefinition.Measure.self)
            else { return nil }
            return UnitDefinition(id, title: keys["title"]?.title(), measures: measure)
        }
    }

    /// The rate cards, in the author's order.
    func rateCards(_ node: NodeDecoder) -> [RateCardDefinition] {
        (node.entries("a mapping of rate cards", keys: .snake) ?? []).compactMap { entry in
            let id = entry.key ?? ""
            places.note("rate_card/\(id)", entry.headSpan)
            let keys = entry.mapping("a rate card", known: ["title", "owner"], required: ["unit", "lines"])
            guard let keys else { return nil }
            return RateCardDefinition(
                id,
                title: keys["title"]?.title(),
                unit: keys["unit"].flatMap(unit) ?? "",
                owner: keys["owner"]?.ownership() ?? .shared,
                lines: keys["lines"].map(lines) ?? []
            )
        }
    }

    /// A unit of the pack's own, `hour`, or of any, `cleaning.hour`.
    private func unit(_ node: NodeDecoder) -> String? {
        if case .scalar(let scalar) = node.node, scalar.text.contains(".") { return node.id(.entity) }
        return node.id(.snake)
    }

    /// A rate alone, or with a title: `{ title: Specialist, rate: 35 }`.
    private func lines(_ node: NodeDecoder) -> [RateCardDefinition.Line] {
        node.refuseEmpty("rate")
        let bounds = -99_999_999_999_999_999...Int64(99_999_999_999_999_999)
        return (node.entries("a mapping of rates", keys: .snake) ?? []).compactMap { entry in
            let keys = entry.isMapping ? entry.mapping("a rate", known: ["title"], required: ["rate"]) : nil
            let written = entry.isMapping ? keys?["rate"] : entry
            guard let units = written?.decimal(scale: RateCardDefinition.scale, in: bounds) else { return nil }
            return RateCardDefinition.Line(entry.key ?? "", title: keys?["title"]?.title(), units: units)
        }
    }
}
