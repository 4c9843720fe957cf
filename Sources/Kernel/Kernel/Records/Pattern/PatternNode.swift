/// What a pattern says.
indirect enum PatternNode: Hashable, Sendable {
    /// One scalar of a set.
    case one(PatternSet)
    /// One after the other.
    case sequence([PatternNode])
    /// One of them.
    case choice([PatternNode])
    /// At least `least` times, at most `most` times; `nil`: any number.
    case repeated(PatternNode, least: Int, most: Int?)
}

/// Scalars that may stand at one place.
struct PatternSet: Hashable, Sendable {
    /// First and last scalar of each range.
    var ranges: [ClosedRange<UInt32>]
    /// Kinds of letters and numbers that belong to it.
    var classes: Set<PatternClass> = []
    /// Whether the set is all the others.
    var isNegated = false

    /// One scalar.
    init(_ scalar: UnicodeScalar) {
        ranges = [scalar.value...scalar.value]
    }

    init(_ ranges: [ClosedRange<UInt32>], classes: Set<PatternClass> = [], isNegated: Bool = false) {
        self.ranges = ranges
        self.classes = classes
        self.isNegated = isNegated
    }

    func contains(_ scalar: UnicodeScalar) -> Bool {
        let isNamed = ranges.contains { $0.contains(scalar.value) } || classes.contains { $0.contains(scalar) }
        return isNamed != isNegated
    }

    /// The ranges with those that it leaves out in place of those that it names.
    var inverted: PatternSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return PatternSet(gaps)
    }

    /// Anything but a line end (ECMA-262, LineTerminator).
    static let any = PatternSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)
    static let digit = PatternSet([0x30...0x39])
    static let word = PatternSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// WhiteSpace and LineTerminator of ECMA-262.
    static let blank = PatternSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
}

/// General categories of Unicode that a pattern may name: `\p{L}`.
enum PatternClass: String, Hashable, Sendable {
    case letter = "L"
    case upper = "Lu"
    case lower = "Ll"
    case number = "N"

    func contains(_ scalar: UnicodeScalar) -> Bool {
        switch (self, scalar.properties.generalCategory) {
        case (.letter, .uppercaseLetter), (.letter, .lowercaseLetter), (.letter, .titlecaseLetter),
            (.letter, .modifierLetter), (.letter, .otherLetter), (.upper, .uppercaseLetter), (.lower, .lowercaseLetter),
            (.number, .decimalNumber), (.number, .letterNumber), (.number, .otherNumber):
            true
        default: false
        }
    }
}
