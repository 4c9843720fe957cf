/// A scoring with its conditions checked against the model.
package struct CompiledScoring: Sendable {
    /// A factor's lines, checked.
    package struct Factor: Sendable {
        package let definition: ScoringDefinition.Factor
        package let lines: [(condition: ExpressionNode, points: Int64)]

        /// The points of the first line that is true, and its place; 0 where none is.
        func points(_ evaluator: ExpressionEvaluator) throws -> (points: Int64, line: Int?) {
            for (index, line) in lines.enumerated() where try evaluator.isTrue(line.condition) {
                return (line.points, index)
            }
            return (0, nil)
        }

        /// The points as an expression.
        var node: ExpressionNode {
            let cases = lines.flatMap { [$0.condition, .literal(.int($0.points))] }
            return .choose(cases + [.literal(.int(0))])
        }
    }

    package let definition: ScoringDefinition
    /// The pack.
    package let owner: String
    package let factors: [Factor]

    /// What gives the fields of the scoring their values.
    package var computed: [String: ExpressionNode] {
        let points: [ExpressionNode] = [.literal(.int(definition.start))] + factors.map(\.node)
        let sum = points.count == 1 ? points[0] : .call(.intAdd, points)
        let (low, high) = (definition.range.low, definition.range.high)
        let score: ExpressionNode =
            .call(.least, [.literal(.int(high)), .call(.greatest, [.literal(.int(low)), sum])])
        guard let last = definition.allBands.last else { return [ScoringDefinition.score: score] }
        let path = ExpressionPath(entity: definition.entity, hops: [], field: ScoringDefinition.score, type: .int)
        let bands = definition.allBands.dropLast().flatMap { band -> [ExpressionNode] in
            [.compare(.greaterOrEqual, .path(path), .literal(.int(band.least))), .literal(.text(band.id))]
        }
        let band: ExpressionNode =
            bands.isEmpty ? .literal(.text(last.id)) : .choose(bands + [.literal(.text(last.id))])
        return [ScoringDefinition.score: score, ScoringDefinition.band: band]
    }

    /// Where a record's score comes from, as JSON.
    ///
    ///     {"score": 72, "band": "hot", "start": 50, "range": [0, 100],
    ///      "factors": [{"id": "size", "title": {"en": "Size"}, "points": 15, "line": 0}, ...]}
    ///
    /// `line` is the place of the line that gave the points, `null` where none did; what it asks stands in the model.
    package func explanation(_ evaluator: ExpressionEvaluator) throws -> [UInt8] {
        let found = try factors.map { (factor: $0, result: try $0.points(evaluator)) }
        let sum = found.reduce(definition.start) { $0 + $1.result.points }
        let score = min(definition.range.high, max(definition.range.low, sum))
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("score")
            writer.int(score)
            writer.key("band")
            if let band = definition.allBands.first(where: { score >= $0.least }) {
                writer.string(band.id)
            } else {
                writer.null()
            }
            writer.key("start")
            writer.int(definition.start)
            writer.key("range")
            writer.array([definition.range.low, definition.range.high]) { $0.int($1) }
            writer.key("factors")
            writer.array(found) { writer, found in
                writer.object { writer in
                    writer.key("id")
                    writer.string(found.factor.definition.id)
                    writer.key("title")
                    writer.localized(found.factor.definition.title)
                    writer.key("points")
                    writer.int(found.result.points)
                    writer.key("line")
                    if let line = found.result.line { writer.int(Int64(line)) } else { writer.null() }
                }
            }
        }
        return writer.bytes
    }
}

extension JSONWriter {
    /// A scoring in the model.
    mutating func scoring(_ scoring: CompiledScoring?) {
        guard let scoring else { return }
        key("scoring")
        object { writer in
            writer.key("owner")
            writer.string(scoring.owner)
            writer.key("start")
            writer.int(scoring.definition.start)
            writer.key("range")
            writer.array([scoring.definition.range.low, scoring.definition.range.high]) { $0.int($1) }
            writer.key("factors")
            writer.array(scoring.factors) { writer, factor in
                writer.object { writer in
                    writer.key("id")
                    writer.string(factor.definition.id)
                    writer.key("title")
                    writer.localized(factor.definition.title)
                    writer.key("lines")
                    writer.array(factor.lines) { writer, line in
                        writer.object { writer in
                            writer.key("if")
                            writer.raw(ExpressionJSON.bytes(of: line.condition))
                            writer.key("points")
                            writer.int(line.points)
                        }
                    }
                }
            }
            writer.key("bands")
            writer.array(scoring.definition.allBands) { writer, band in
                writer.object { writer in
                    writer.key("id")
                    writer.string(band.id)
                    writer.key("title")
                    writer.localized(band.title)
                    writer.key("least")
                    writer.int(band.least)
                }
            }
        }
    }
}
