import Kernel

/// Random texts of expressions about `gen.thing`, of a wanted type; most of them pass the checker.
struct GeneratedExpressions {
    enum Kind: CaseIterable {
        case bool, int, decimal, money, text, date, time, duration, datetime, reference
    }

    private let values: GeneratedValues
    private let options: [String]
    private var generator: Seeded
    /// Whether names are those of a part of a list, and how many records there are around.
    private var isPart = false
    private var outer = 0

    init(_ values: GeneratedValues, options: [String], seed: UInt64) {
        self.values = values
        self.options = options
        generator = Seeded(seed)
    }

    mutating func expression() -> (text: String, kind: Kind) {
        let kind: Kind = chance(3) ? .bool : pick(Kind.allCases)
        return (make(kind, Int.random(in: 1...3, using: &generator)), kind)
    }

    /// One that may be nested so deep.
    mutating func expression(depth: Int) -> String { make(pick(Kind.allCases), depth) }

    private mutating func make(_ kind: Kind, _ depth: Int) -> String {
        if depth <= 0 || chance(5) { return leaf(kind) }
        if chance(9) { return "if(\(make(.bool, depth - 1)), \(make(kind, depth - 1)), \(make(kind, depth - 1)))" }
        if chance(14) { return "coalesce(\(make(kind, depth - 1)), \(make(kind, depth - 1)))" }
        if chance(16) { return cases(kind, depth - 1) }
        if kind != .bool, kind != .reference, chance(24) {
            return "clamp(\(make(kind, depth - 1)), \(make(kind, depth - 1)), \(make(kind, depth - 1)))"
        }
        if kind != .bool, kind != .reference, chance(8) {
            return "\(pick(["min", "max"]))(\(make(kind, depth - 1)), \(make(kind, depth - 1)))"
        }
        if chance(5), let several = several(kind, depth - 1) { return several }
        switch kind {
        case .bool: return condition(depth - 1)
        case .int: return int(depth - 1)
        case .decimal: return decimal(depth - 1)
        case .money: return money(depth - 1)
        case .text: return text(depth - 1)
        case .date: return date(depth - 1)
        case .time: return chance(2) ? "time(\(make(.datetime, depth - 1)))" : "time(\(make(.text, depth - 1)))"
        case .duration: return duration(depth - 1)
        case .datetime: return instant(depth - 1)
        case .reference: return leaf(.reference)
        }
    }

    /// One value after each condition, and one for all others.
    private mutating func cases(_ kind: Kind, _ depth: Int) -> String {
        let pairs = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            "\(make(.bool, depth)), \(make(kind, depth))"
        }
        return "case(\(pairs.joined(separator: ", ")), \(make(kind, depth)))"
    }

    private mutating func condition(_ depth: Int) -> String {
        switch Int.random(in: 0..<14, using: &generator) {
        case 12: return "has_role(\"\(pick(GeneratedCatalog.roles))\")"
        case 13: return "in_team(\(make(.reference, isPart ? 0 : depth)))"
        case 0: return "(\(make(.bool, depth)) and \(make(.bool, depth)))"
        case 1: return "(\(make(.bool, depth)) or \(make(.bool, depth)))"
        case 2: return "not (\(make(.bool, depth)))"
        case 3: return "\(pick(["contains", "starts_with", "ends_with"]))(\(make(.text, depth)), \(make(.text, depth)))"
        case 4: return "(\(make(pick(Kind.allCases), depth))) \(pick(["=", "!="])) null"
        case 5: return isPart ? "good" : "color \(pick(["=", "!=", "in", "not in"])) ".completed(by: pick(options))
        case 6: return isPart ? "good" : "\(pick(["color", "other"])) in tags"
        case 7: return isPart ? "good" : "(\(make(.reference, 0))) in \(pick(["peers", "friend.peers"]))"
        case 8:
            let kind = pick([Kind.int, .text, .date, .decimal])
            let items = (0..<3).map { _ in leaf(kind) }.joined(separator: ", ")
            return "(\(make(kind, depth))) \(pick(["in", "not in"])) [\(items)]"
        default:
            let kind = pick(Kind.allCases.filter { $0 != .bool && $0 != .reference })
            return "(\(make(kind, depth))) \(pick(["=", "!=", "<", "<=", ">", ">="])) (\(make(kind, depth)))"
        }
    }

    private mutating func number(_ depth: Int) -> String { make(chance(2) ? .int : .decimal, depth) }

    private mutating func int(_ depth: Int) -> String {
        switch Int.random(in: 0..<11, using: &generator) {
        case 0...3: return "(\(make(.int, depth)) \(pick(["+", "-", "*", "%"])) \(make(.int, depth)))"
        case 4: return "\(pick(["round", "floor", "ceil"]))(\(make(.decimal, depth)))"
        case 5: return "length(\(make(.text, depth)))"
        case 6: return "\(pick(["year", "month", "day", "weekday"]))(\(make(chance(2) ? .date : .datetime, depth)))"
        case 7: return "hour(\(make(chance(2) ? .time : .datetime, depth)))"
        case 8: return "days_between(\(make(.date, depth)), \(make(.datetime, depth)))"
        case 9: return "minutes_between(\(make(.datetime, depth)), \(make(.datetime, depth)))"
        default:
            return isPart ? "abs(many)" : pick(["distance_m(place, home)", "-(\(make(.int, depth)))", "abs(whole)"])
        }
    }

    private mutating func decimal(_ depth: Int) -> String {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0...3: return "(\(number(depth)) \(pick(["+", "-", "*", "/", "%"])) \(make(.decimal, depth)))"
        case 4: return "(\(number(depth)) / \(number(depth)))"
        case 5: return "round(\(make(.decimal, depth)), \(Int.random(in: -3...9, using: &generator)))"
        case 6: return "percent(\(make(.decimal, depth)), \(number(depth)))"
        case 7: return pick(["amount(\(make(.money, depth)))", "(\(make(.money, depth)) / \(make(.money, depth)))"])
        default: return "\(pick(["hours", "minutes"]))(\(make(.duration, depth)))"
        }
    }

    private mutating func money(_ depth: Int) -> String {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: return "(\(make(.money, depth)) \(pick(["+", "-"])) \(make(.money, depth)))"
        case 2: return "(\(make(.money, depth)) \(pick(["*", "/"])) \(number(depth)))"
        case 3: return "percent(\(make(.money, depth)), \(number(depth)))"
        case 4: return "money(\(number(depth)), \(pick(["\"EUR\"", "\"JPY\"", "currency(\(make(.money, depth)))"])))"
        default: return "abs(-(\(make(.money, depth))))"
        }
    }

    private mutating func text(_ depth: Int) -> String {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return "(\(make(.text, depth)) & \(make(.text, depth)))"
        case 1: return "concat(\(make(.text, depth)), \(isPart ? "what" : "color"), \(make(.text, depth)))"
        case 2, 3: return "\(pick(["lower", "upper", "trim"]))(\(make(.text, depth)))"
        case 4: return "currency(\(make(.money, depth)))"
        default:
            return "text(\(make(pick([.bool, .int, .decimal, .money, .date, .time, .datetime]), depth)))"
        }
    }

    private mutating func date(_ depth: Int) -> String {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return "\(pick(["start_of_week", "start_of_month"]))(\(make(chance(2) ? .date : .datetime, depth)))"
        case 1: return "add_days(\(make(.date, depth)), \(make(.int, depth)))"
        case 2: return "add_months(\(make(.date, depth)), \(make(.int, depth)))"
        case 3: return "date(\(make(.text, depth)))"
        default: return "date(\(make(.datetime, depth)))"
        }
    }

    private mutating func duration(_ depth: Int) -> String {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return "(\(make(.duration, depth)) \(pick(["+", "-"])) \(make(.duration, depth)))"
        case 1: return "(\(make(.duration, depth)) \(pick(["*", "/"])) \(number(depth)))"
        case 2: return "(\(make(.datetime, depth)) - \(make(.datetime, depth)))"
        default: return "abs(-(\(make(.duration, depth))))"
        }
    }

    private mutating func instant(_ depth: Int) -> String {
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return "(\(make(.datetime, depth)) \(pick(["+", "-"])) \(make(.duration, depth)))"
        case 1: return "add_days(\(make(.datetime, depth)), \(Int.random(in: -400...400, using: &generator)))"
        default: return "add_months(\(make(.datetime, depth)), \(make(.int, depth)))"
        }
    }

    /// A function over several records or parts.
    private mutating func several(_ kind: Kind, _ depth: Int) -> String? {
        if outer >= 2 || isPart { return nil }
        let isList = chance(3)
        let relation =
            isList ? "lines" : pick(["fans", "peers", "peer_of", "friend.fans", "friend.peers", "tenant.thing"])
        (outer, isPart) = (outer + 1, isList)
        defer { (outer, isPart) = (outer - 1, false) }
        switch kind {
        case .bool:
            return "\(pick(["any", "all", "exists"]))(\(relation), \(make(.bool, depth)))"
        case .int where chance(2): return "count(\(relation), \(make(.bool, depth)))"
        case .decimal where chance(2): return "avg_of(\(relation), \(number(depth)))"
        case .int, .decimal, .money, .duration:
            return "\(pick(["sum", "min_of", "max_of"]))(\(relation), \(make(kind, depth)))"
        case .reference:
            return isList ? nil : "first(\(relation), \(make(pick([.int, .text, .decimal, .date]), depth)))"
        default: return "\(pick(["min_of", "max_of"]))(\(relation), \(make(kind, depth)))"
        }
    }

    /// What does not depend on the record: of the principal, of the tenant, of the input.
    private mutating func given(_ kind: Kind) -> String {
        if kind == .reference {
            return pick(["me.thing", "input.thing", "me.thing.friend", "input.thing.friend.friend"])
        }
        if kind == .decimal, chance(4) { return "rates.labor.hour" }
        if chance(2) { return "\(pick(["settings.setting_", "input.", "me.own_"]))\(kind)" }
        let (part, depth) = ((isPart, outer), pick(["me.thing", "input.thing", "input.thing.friend"]))
        (isPart, outer) = (false, 0)
        defer { (isPart, outer) = part }
        return "\(depth).\(own(kind))"
    }

    private mutating func leaf(_ kind: Kind) -> String {
        if chance(6) { return given(kind) }
        if kind != .reference, chance(3) { return literal(kind) }
        let name = own(kind)
        if isPart { return name }
        if outer > 0, chance(4) { return "parent.\(name)" }
        return chance(4) ? "friend.\(name)" : name
    }

    /// A field of the record, or of the part of a list.
    private mutating func own(_ kind: Kind) -> String {
        let own: [Kind: [String]] =
            isPart
            ? [
                .bool: ["good"], .int: ["many"], .decimal: ["each"], .money: ["fee"], .text: ["what"], .date: ["on"],
                .time: ["at"], .duration: ["took"], .datetime: ["when"], .reference: ["parent.friend"],
            ]
            : [
                .bool: ["yes", "sure"], .int: ["whole", "number", "version"], .decimal: ["fine", "rough"],
                .money: ["price", "cost"], .text: ["text", "note"], .date: ["day_a", "day_b"], .time: ["clock"],
                .duration: ["long", "longer"], .datetime: ["starts", "ends", "created_at"],
                .reference: ["friend", "id"],
            ]
        return pick(own[kind] ?? ["id"])
    }

    private mutating func literal(_ kind: Kind) -> String {
        switch kind {
        case .bool: return pick(["true", "false"])
        case .int: return String(max(values.integer(&generator), -Int64.max))
        case .decimal:
            let scale = Int.random(in: 1...9, using: &generator)
            return ExactDecimal.text(Int128(values.units(&generator)), scale: scale)
        case .money: return "money(\(pick(["0.01", "12.5", "-3"])), \"EUR\")"
        case .text: return quoted(pick(GeneratedValues.texts))
        case .date: return chance(3) ? "today()" : "date(\"\(CalendarText.day(values.day(&generator)))\")"
        case .time: return "time(\"\(pick(["00:00", "12:34:56", "23:59:59"]))\")"
        case .duration: return pick(["1 min", "90 min", "2 h", "7 d", "-1 h"])
        case .datetime: return "now()"
        case .reference: return "id"
        }
    }

    private func quoted(_ text: String) -> String {
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

    private mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &generator)] }
}

extension String {
    /// A comparison with an option: `in` takes a list of it.
    fileprivate func completed(by option: String) -> String {
        self + (hasSuffix("in ") ? "[\(option)]" : option)
    }
}
