import Kernel

/// Reads the section `scoring`.
struct ScoringDecoder {
    private static let points = -1_000_000...Int64(1_000_000)

    /// The scorings, in the author's order.
    func scorings(_ node: NodeDecoder) -> [ScoringDefinition] {
        (node.entries("a mapping of entities", keys: .entity) ?? []).compactMap { entry in
            guard let entity = entry.key.flatMap({ EntityID($0) }),
                let keys = entry.mapping("a scoring", known: ["start", "range", "bands"], required: ["factors"])
            else { return nil }
            return ScoringDefinition(
                entity,
                start: keys["start"]?.int(in: Self.points) ?? 0,
                range: keys["range"].flatMap(range) ?? ScoringDefinition.Bounds(0, 100),
                factors: keys["factors"].map(factors) ?? [],
                bands: keys["bands"].map(bands) ?? [],
                at: entry.headSpan
            )
        }
    }

    /// `[0, 100]`.
    private func range(_ node: NodeDecoder) -> ScoringDefinition.Bounds? {
        guard let items = node.list("the least and the most, such as `[0, 100]`") else { return nil }
        guard items.count == 2 else {
            node.report(.wrongKind, "expected the least and the most, such as `[0, 100]`")
            return nil
        }
        guard let low = items[0].int(in: Self.points), let high = items[1].int(in: Self.points) else { return nil }
        return ScoringDefinition.Bounds(low, high)
    }

    /// A list of lines, or with a title `{ title: Size, lines: [...] }`.
    private func factors(_ node: NodeDecoder) -> [ScoringDefinition.Factor] {
        (node.entries("a mapping of factors", keys: .snake) ?? []).compactMap { entry in
            guard entry.isMapping else {
                return ScoringDefinition.Factor(entry.key ?? "", lines: lines(entry))
            }
            guard let keys = entry.mapping("a factor", known: ["title"], required: ["lines"]) else { return nil }
            return ScoringDefinition.Factor(
                entry.key ?? "",
                title: keys["title"]?.title(),
                lines: keys["lines"].map(lines) ?? []
            )
        }
    }

    private func lines(_ node: NodeDecoder) -> [ScoringDefinition.Line] {
        (node.list("a list of lines such as `{ if: \"beds > 2\", points: 10 }`") ?? []).compactMap { item in
            guard let keys = item.mapping("a line", known: [], required: ["if", "points"]),
                let condition = keys["if"]?.expression(), let points = keys["points"]?.int(in: Self.points)
            else { return nil }
            return ScoringDefinition.Line(condition, points: points)
        }
    }

    /// The least score alone, or with a title: `{ title: Hot, least: 70 }`.
    private func bands(_ node: NodeDecoder) -> [ScoringDefinition.Band] {
        (node.entries("a mapping of bands", keys: .snake) ?? []).compactMap { entry in
            let keys = entry.isMapping ? entry.mapping("a band", known: ["title"], required: ["least"]) : nil
            guard let least = (entry.isMapping ? keys?["least"] : entry)?.int(in: Self.points) else { return nil }
            return ScoringDefinition.Band(entry.key ?? "", title: keys?["title"]?.title(), least: least)
        }
    }
}
