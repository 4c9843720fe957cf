/// Reads a pattern; see `TextPattern` for the language.
struct PatternParser {
    /// Groups within groups.
    private static let deepest = 20
    /// The highest count of a repeat.
    private static let mostRepeats = 200

    private let scalars: [UnicodeScalar]
    private var index = 0
    private var depth = 0

    init(_ scalars: [UnicodeScalar]) {
        self.scalars = scalars
    }

    private var next: UnicodeScalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    private func refused(_ reason: String) -> TextPattern.Refusal {
        TextPattern.Refusal(reason: reason)
    }

    /// The whole pattern.
    mutating func whole() throws(TextPattern.Refusal) -> PatternNode {
        _ = take("^")
        let node = try choice()
        guard index == scalars.count else { throw refused("a `)` closes nothing") }
        return node
    }

    private mutating func choice() throws(TextPattern.Refusal) -> PatternNode {
        var ways = [try sequence()]
        while take("|") { ways.append(try sequence()) }
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func sequence() throws(TextPattern.Refusal) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if scalar == "$", index == scalars.count - 1 {
                index += 1
                break
            }
            nodes.append(try repeated(try atom()))
        }
        return .sequence(nodes)
    }

    private mutating func atom() throws(TextPattern.Refusal) -> PatternNode {
        guard let scalar = next else { throw refused("something is missing at its end") }
        index += 1
        switch scalar {
        case "(": return try group()
        case "[": return .one(try set())
        case "\\": return .one(try escaped())
        case ".": return .one(.any)
        case "^", "$": throw refused("a `\(scalar)` stands inside; it always matches the whole text")
        case "*", "+", "?": throw refused("a `\(scalar)` repeats nothing")
        case "{", "}", "]": throw refused("a `\(scalar)` stands alone; write `\\\(scalar)` for the sign itself")
        default: return .one(PatternSet(scalar))
        }
    }

    private mutating func group() throws(TextPattern.Refusal) -> PatternNode {
        if take("?") {
            guard take(":") else { throw refused("`(?` begins something other than `(?:`") }
        }
        guard depth < Self.deepest else { throw refused("its groups are nested more than \(Self.deepest) deep") }
        depth += 1
        defer { depth -= 1 }
        let node = try choice()
        guard take(")") else { throw refused("a group has no end") }
        return node
    }

    private mutating func repeated(_ node: PatternNode) throws(TextPattern.Refusal) -> PatternNode {
        let result: PatternNode
        if take("*") {
            result = .repeated(node, least: 0, most: nil)
        } else if take("+") {
            result = .repeated(node, least: 1, most: nil)
        } else if take("?") {
            result = .repeated(node, least: 0, most: 1)
        } else if take("{") {
            result = try counted(node)
        } else {
            return node
        }
        if let after = next, after == "*" || after == "+" || after == "?" || after == "{" {
            throw refused("a repeat is repeated")
        }
        return result
    }

    private mutating func counted(_ node: PatternNode) throws(TextPattern.Refusal) -> PatternNode {
        guard let least = try count() else { throw refused("a `{` has no count") }
        var most: Int? = least
        if take(",") { most = try count() }
        guard take("}") else { throw refused("a count has no `}`") }
        if let most, most < least { throw refused("a count ends below its beginning") }
        return .repeated(node, least: least, most: most)
    }

    private mutating func count() throws(TextPattern.Refusal) -> Int? {
        var digits = ""
        while let scalar = next, PatternSet.digit.contains(scalar) {
            digits.unicodeScalars.append(scalar)
            index += 1
        }
        guard !digits.isEmpty else { return nil }
        guard digits.utf8.count <= 3, let count = Int(digits), count <= Self.mostRepeats else {
            throw refused("a count is above \(Self.mostRepeats)")
        }
        return count
    }

    private mutating func escaped() throws(TextPattern.Refusal) -> PatternSet {
        guard let scalar = next else { throw refused("it ends in a `\\`") }
        index += 1
        switch scalar {
        case "d": return .digit
        case "D": return PatternSet.digit.inverted
        case "w": return .word
        case "W": return PatternSet.word.inverted
        case "s": return .blank
        case "S": return PatternSet.blank.inverted
        case "p": return try property()
        case "t": return PatternSet("\t")
        case "n": return PatternSet("\n")
        case "r": return PatternSet("\r")
        default:
            guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                throw refused("`\\\(scalar)` is not known")
            }
            return PatternSet(scalar)
        }
    }

    private mutating func property() throws(TextPattern.Refusal) -> PatternSet {
        var name = ""
        guard take("{") else { throw refused("`\\p` has no `{`") }
        while let scalar = next, scalar != "}" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take("}"), let found = PatternClass(rawValue: name) else {
            throw refused("`\\p{\(name)}` is not known; L, Lu, Ll and N are")
        }
        return PatternSet([], classes: [found])
    }

    private mutating func set() throws(TextPattern.Refusal) -> PatternSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var classes: Set<PatternClass> = []
        while !take("]") {
            let first = try member()
            // A `-` before the end is itself.
            let isRange = next == "-" && index + 1 < scalars.count && scalars[index + 1] != "]"
            guard isRange else {
                ranges += first.ranges
                classes.formUnion(first.classes)
                continue
            }
            index += 1
            let last = try member()
            guard let low = Self.single(first), let high = Self.single(last), low <= high else {
                throw refused("a range of a set is none")
            }
            ranges.append(low...high)
        }
        guard !ranges.isEmpty || !classes.isEmpty else { throw refused("a set is empty") }
        return PatternSet(ranges, classes: classes, isNegated: isNegated)
    }

    private mutating func member() throws(TextPattern.Refusal) -> PatternSet {
        guard let scalar = next else { throw refused("a set has no `]`") }
        index += 1
        return scalar == "\\" ? try escaped() : PatternSet(scalar)
    }

    private static func single(_ set: PatternSet) -> UInt32? {
        guard set.classes.isEmpty, set.ranges.count == 1, set.ranges[0].lowerBound == set.ranges[0].upperBound else {
            return nil
        }
        return set.ranges[0].lowerBound
    }
}
