extension ExpressionChecker {
    /// What functions of other languages are called here.
    private static let otherLanguages = [
        "len": "length", "ifnull": "coalesce", "isnull": "coalesce", "nvl": "coalesce", "average": "avg_of",
        "ucase": "upper", "lcase": "lower", "ceiling": "ceil",
    ]

    /// A call of a function.
    mutating func call(_ name: SyntaxName, _ arguments: [SyntaxTree], _ range: ScalarRange) -> TypedNode? {
        guard let counts = ExpressionFunction.arguments[name.text] else {
            let word = name.text.lowercased()
            let asksForNull = arguments.count == 1 && ["isnull", "is_null", "isempty", "is_empty"].contains(word)
            let known = asksForNull ? "write `= null`" : Self.otherLanguages[word].map { "did you mean `\($0)`?" }
            let hint = known ?? DidYouMean.hint(for: name.text, in: ExpressionFunction.names)
            report(.unknownFunction, "There is no function `\(name.text)`", at: name.range, hint: hint)
            return nil
        }
        guard counts.contains(arguments.count) else {
            let takes = ExpressionFunction.words(counts)
            report(.arguments, "`\(name.text)` takes \(takes), not \(arguments.count)", at: range)
            return nil
        }
        let call = FunctionCall(name: name, arguments: arguments, range: range)
        switch name.text {
        case "now": return TypedNode(.now, .datetime, range)
        case "today": return TypedNode(.today, .date, range)
        case "if", "case": return choice(call)
        case "coalesce": return coalesce(call)
        case "any", "all", "exists", "count", "sum", "min_of", "max_of", "avg_of", "first": return aggregate(call)
        case "has_role": return hasRole(call)
        case "in_team": return inTeam(call)
        case "contains", "starts_with", "ends_with", "lower", "upper", "trim", "length", "concat", "text":
            return textCall(call)
        case "abs", "min", "max", "round", "floor", "ceil", "clamp", "percent", "money", "amount", "currency",
            "distance_m":
            return numberCall(call)
        default: return timeCall(call)
        }
    }

    /// Every argument by itself; `nil` after a finding.
    mutating func typed(_ call: FunctionCall) -> [TypedNode]? {
        let typed = call.arguments.map { self.typed($0) }
        let good = typed.compactMap(\.self)
        return good.count == typed.count ? good : nil
    }

    /// What a function gives that has an argument that is always null.
    func null(_ call: FunctionCall) -> TypedNode { TypedNode(.literal(.null), .null, call.range) }

    /// Reports an argument of a type that a function does not take.
    mutating func refuse(_ argument: TypedNode, of call: FunctionCall, needs: String) {
        report(.types, "`\(call.name.text)` needs \(needs), this is \(argument.words)", at: argument.range)
    }

    private mutating func hasRole(_ call: FunctionCall) -> TypedNode? {
        guard case .text(let role) = call.arguments[0].kind else {
            report(.types, "`has_role` needs a role's id as text", at: call.arguments[0].range)
            return nil
        }
        let known = context.entities(context.member)?.fields["roles"].flatMap {
            ExpressionType($0.type).element?.options
        }
        guard let known else {
            report(.notHere, "There are no roles here", at: call.range)
            return nil
        }
        // In a draft the options are not filled in yet.
        if !known.isEmpty, !known.contains(where: { ValueComparison.sameText($0, role) }) {
            let hint = DidYouMean.hint(for: role, in: known)
            report(.unknownOption, "There is no role `\(role)`", at: call.arguments[0].range, hint: hint)
            return nil
        }
        return TypedNode(.member(.literal(.text(role)), of: .me(field: "roles")), .bool, call.range)
    }

    private mutating func inTeam(_ call: FunctionCall) -> TypedNode? {
        let known = context.entities(context.member)?.fields["teams"].flatMap { ExpressionType($0.type).element }
        guard let team = known else {
            report(.notHere, "There are no teams here", at: call.range)
            return nil
        }
        guard let argument = read(call.arguments[0], as: team) else { return nil }
        if argument.type == .null { return TypedNode(.literal(.bool(false)), .bool, call.range) }
        guard argument.type == team else {
            refuse(argument, of: call, needs: "a \(team.words)")
            return nil
        }
        return TypedNode(.member(argument.node, of: .me(field: "teams")), .bool, call.range)
    }
}

/// A call as written.
struct FunctionCall {
    let name: SyntaxName
    let arguments: [SyntaxTree]
    let range: ScalarRange
}
