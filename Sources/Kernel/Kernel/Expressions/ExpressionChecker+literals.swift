extension ExpressionChecker {
    /// A literal with the type that it has by itself.
    mutating func literal(_ tree: SyntaxTree) -> TypedNode? {
        switch tree.kind {
        case .text(let text): return TypedNode(.literal(.text(text)), .text, tree.range)
        case .bool(let flag): return TypedNode(.literal(.bool(flag)), .bool, tree.range)
        case .null: return TypedNode(.literal(.null), .null, tree.range)
        default:
            if let number = Self.number(tree) { return numberLiteral(number, tree.range) }
            if let seconds = Self.seconds(tree) {
                return TypedNode(.literal(.duration(seconds)), .duration, tree.range)
            }
            return nil
        }
    }

    /// Whether a tree with signs before it is a number or a duration as written.
    static func isLiteral(_ tree: SyntaxTree) -> Bool {
        number(tree) != nil || seconds(tree) != nil
    }

    private mutating func numberLiteral(_ number: SyntaxNumber, _ range: ScalarRange) -> TypedNode? {
        guard let units = Int64(exactly: number.units) else {
            report(.literal, "The number does not fit in 64 bits", at: range)
            return nil
        }
        if number.scale == 0 { return TypedNode(.literal(.int(units)), .int, range) }
        let type = ExpressionType.decimal(scale: number.scale)
        return TypedNode(.literal(.decimal(units: units, scale: number.scale)), type, range)
    }

    /// A number with its signs.
    private static func number(_ tree: SyntaxTree) -> SyntaxNumber? {
        switch tree.kind {
        case .number(let number): number
        case .negative(let inner): number(inner).map { SyntaxNumber(-$0.units, scale: $0.scale) }
        default: nil
        }
    }

    /// A duration with its signs.
    ///
    /// The longest literal has a negative counterpart: it was read without a sign.
    private static func seconds(_ tree: SyntaxTree) -> Int64? {
        switch tree.kind {
        case .duration(let seconds): seconds
        case .negative(let inner): seconds(inner).map { -$0 }
        default: nil
        }
    }

    /// A tree read as the type of the other side: a bare name as an option, a text as a date and the like.
    ///
    /// With `orField` a bare name that is no option may be a field.
    mutating func read(_ tree: SyntaxTree, as type: ExpressionType, orField: Bool = false) -> TypedNode? {
        if let options = type.options, let name = tree.bareName {
            if let option = options.first(where: { ValueComparison.sameText($0, name.text) }) {
                countNode()
                return TypedNode(.literal(.text(option)), type, tree.range)
            }
            if orField, (try? resolve([name])) != nil { return typed(tree) }
            reportUnknownOption(name.text, options, at: tree.range, isField: (try? resolve([name])) != nil)
            return nil
        }
        if case .text(let text) = tree.kind {
            countNode()
            return read(text, as: type, tree.range)
        }
        if case .call(let name, let arguments) = tree.kind, type.options != nil,
            let counts = ExpressionFunction.arguments[name.text], counts.contains(arguments.count)
        {
            // Options may stand where a choice is made between them.
            let call = FunctionCall(name: name, arguments: arguments, range: tree.range)
            countNode()
            if name.text == "if" || name.text == "case" { return choice(call, as: type) }
            if name.text == "coalesce" { return coalesce(call, as: type) }
        }
        return typed(tree)
    }

    private mutating func read(_ text: String, as type: ExpressionType, _ range: ScalarRange) -> TypedNode? {
        switch type {
        case .date: return read(CalendarText.parseDay(text).map(Value.date), type, range, "2026-11-22")
        case .time: return read(CalendarText.parseTime(text).map(Value.time), type, range, "18:30")
        case .datetime:
            let value = CalendarText.parseInstant(text).map { Value.datetime($0, zone: nil) }
            return read(value, type, range, "2026-11-22T18:30:00Z")
        case .reference:
            let example = "01976d2e-7c00-7000-8000-000000000000"
            return read(RecordID(text).map(Value.reference), type, range, example)
        case .choice(let options):
            if let option = options.first(where: { ValueComparison.sameText($0, text) }) {
                return TypedNode(.literal(.text(option)), type, range)
            }
            reportUnknownOption(text, options, at: range, isField: false)
            return nil
        default: return TypedNode(.literal(.text(text)), .text, range)
        }
    }

    private mutating func read(
        _ value: Value?,
        _ type: ExpressionType,
        _ range: ScalarRange,
        _ example: String
    ) -> TypedNode? {
        if let value { return TypedNode(.literal(value), type, range) }
        report(.literal, "This text is not a \(type.words)", at: range, hint: "write it like \"\(example)\"")
        return nil
    }

    private mutating func reportUnknownOption(
        _ name: String,
        _ options: [String],
        at range: ScalarRange,
        isField: Bool
    ) {
        let shown = options.prefix(12).map { "`\($0)`" }.joined(separator: ", ") + (options.count > 12 ? ", ..." : "")
        let hint = isField ? "a field here stands in backquotes" : DidYouMean.hint(for: name, in: options)
        report(.unknownOption, "`\(name)` is not one of the values \(shown)", at: range, hint: hint)
    }
}
