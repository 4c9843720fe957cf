import Kernel

/// Reads the section `formulas`.
struct FormulaDecoder {
    let places: Places

    private static let results = ["money", "int", "bool", "text", "date", "duration"]

    /// The formulas, in the author's order.
    func formulas(_ node: NodeDecoder) -> [FormulaDefinition] {
        (node.entries("a mapping of formulas", keys: .snake) ?? []).compactMap { entry in
            places.note("formula/\(entry.key ?? "")", entry.headSpan)
            return formula(entry)
        }
    }

    private func formula(_ node: NodeDecoder) -> FormulaDefinition? {
        let known = ["title", "needs", "inputs", "tests"]
        guard let keys = node.mapping("a formula", known: known, required: ["value", "result"]) else { return nil }
        let inputs = keys["inputs"].map(self.inputs) ?? []
        let result = keys["result"].flatMap(self.result)
        let value = keys["value"]?.expression()
        let tests = keys["tests"].map { self.tests($0, of: inputs, result) } ?? []
        guard let value, let result else { return nil }
        return FormulaDefinition(
            node.key ?? "",
            title: keys["title"]?.title(),
            needs: keys["needs"]?.id(.permission),
            inputs: inputs,
            value: value,
            result: result,
            tests: tests
        )
    }

    private func inputs(_ node: NodeDecoder) -> [FormulaDefinition.Input] {
        let decoder = FieldDecoder(place: .variable, places: places)
        return (node.entries("a mapping of inputs", keys: .snake) ?? []).compactMap { entry in
            decoder.field(entry).map { field, keys in
                FormulaDefinition.Input(field, from: keys["from"].flatMap(origin))
            }
        }
    }

    /// `leads.lead.square_feet`.
    private func origin(_ node: NodeDecoder) -> FormulaDefinition.Origin? {
        guard let text = node.id(.permission) else { return nil }
        let parts = text.split(separator: ".").map(String.init)
        guard parts.count == 3, let entity = EntityID("\(parts[0]).\(parts[1])") else {
            node.report(.badPath, "`\(text.clipped)` is no field of an entity such as `leads.lead.square_feet`")
            return nil
        }
        return FormulaDefinition.Origin(entity, parts[2], at: node.span)
    }

    /// A word, or for decimals `{ type: decimal, scale: 2 }`.
    private func result(_ node: NodeDecoder) -> FieldType? {
        if !node.isMapping { return node.choice("a result", of: Self.results).flatMap(Self.type) }
        guard let keys = node.mapping("a result", known: ["scale"], required: ["type"]),
            let word = keys["type"]?.choice("a result", of: Self.results + ["decimal"])
        else { return nil }
        guard word == "decimal" else {
            if keys.has("scale") { keys.report(.keyOfOtherType, "a \(word) has no key `scale`", atKey: "scale") }
            return Self.type(word)
        }
        return .decimal(scale: keys["scale"]?.int(in: 0...9).map(Int.init) ?? 2)
    }

    private static func type(_ word: String) -> FieldType? {
        switch word {
        case "money": .money()
        case "int": .int()
        case "bool": .bool
        case "text": .text()
        case "date": .date
        case "duration": .duration
        default: nil
        }
    }

    private func tests(
        _ node: NodeDecoder,
        of inputs: [FormulaDefinition.Input],
        _ result: FieldType?
    ) -> [FormulaDefinition.Test] {
        (node.list("a list of tests") ?? []).compactMap { item in
            guard let keys = item.mapping("a test of a formula", known: ["given"], required: ["expect"]) else {
                return nil
            }
            let given = keys["given"].map { self.given($0, inputs) } ?? [:]
            guard let written = keys["expect"], let result, let expected = expected(written, result), let given else {
                return nil
            }
            return FormulaDefinition.Test(given: given, expected: expected, at: written.span)
        }
    }

    /// The inputs of a test; `nil` once something was reported.
    private func given(_ node: NodeDecoder, _ inputs: [FormulaDefinition.Input]) -> [String: Value]? {
        var values: [String: Value] = [:]
        var isWhole = true
        for entry in node.entries("a mapping of inputs", keys: .snake) ?? [] {
            let id = entry.key ?? ""
            guard let field = inputs.first(where: { $0.field.id == id })?.field else {
                let hint = Spelling.hint(for: id, in: inputs.map(\.field.id))
                entry.report(.formulaGiven, "`\(id)` is no input of the formula", at: entry.headSpan, hint: hint)
                isWhole = false
                continue
            }
            values[id] = value(entry, of: field)
            isWhole = isWhole && values[id] != nil
        }
        return isWhole ? values : nil
    }

    /// What must come out; money as a number of whole units, and `null` for nothing.
    private func expected(_ node: NodeDecoder, _ result: FieldType) -> Value? {
        if case .scalar(let scalar) = node.node, scalar.style == .plain, scalar.text == "null" { return .null }
        if case .money = result {
            return node.decimal(scale: 2).map { .decimal(units: $0, scale: 2) }
        }
        return value(node, of: FieldDefinition("expect", result))
    }

    private func value(_ node: NodeDecoder, of field: FieldDefinition) -> Value? {
        guard let written = node.seedValue() else { return nil }
        let reader = ValueReader(code: .formulaGiven, findings: node.findings, dates: .fixed) { _, _, _ in }
        return reader.value(written, of: field)
    }
}
