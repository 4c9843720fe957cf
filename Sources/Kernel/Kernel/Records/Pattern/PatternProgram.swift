/// A pattern as steps of a machine that is in many places at once.
///
/// Each scalar of a text moves every place on; a place is held once however many ways lead to it, so that no text takes
/// longer than its length times the number of steps.
struct PatternProgram: Sendable {
    /// The most steps of a program, counted repeats written out.
    static let limit = 1_000

    private enum Step: Sendable {
        /// Takes a scalar of the set and goes to the next step.
        case take(PatternSet)
        /// Goes on at both.
        case fork(Int, Int)
        case jump(Int)
        case accept
    }

    private var steps: [Step] = []

    /// - Throws: where the counted repeats make it too large.
    init(_ node: PatternNode) throws(TextPattern.Refusal) {
        try append(node)
        steps.append(.accept)
    }

    private mutating func append(_ node: PatternNode) throws(TextPattern.Refusal) {
        guard steps.count < Self.limit else { throw TextPattern.Refusal(reason: "its repeats make it too large") }
        switch node {
        case .one(let set): steps.append(.take(set))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .choice(let ways): try append(choice: ways)
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try append(node) }
            if let most {
                try append(node, atMost: most - least)
            } else {
                try append(any: node)
            }
        }
    }

    private mutating func append(choice ways: [PatternNode]) throws(TextPattern.Refusal) {
        var ends: [Int] = []
        for way in ways.dropLast() {
            let fork = reserve()
            try append(way)
            ends.append(reserve())
            steps[fork] = .fork(fork + 1, steps.count)
        }
        if let last = ways.last { try append(last) }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private mutating func append(any node: PatternNode) throws(TextPattern.Refusal) {
        let fork = reserve()
        try append(node)
        steps.append(.jump(fork))
        steps[fork] = .fork(fork + 1, steps.count)
    }

    private mutating func append(_ node: PatternNode, atMost times: Int) throws(TextPattern.Refusal) {
        var forks: [Int] = []
        for _ in 0..<times {
            forks.append(reserve())
            try append(node)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }

    /// A step to be filled in.
    private mutating func reserve() -> Int {
        steps.append(.accept)
        return steps.count - 1
    }

    /// Whether the whole text matches.
    func matches(_ text: String) -> Bool {
        var places = PatternPlaces(steps.count)
        var next = PatternPlaces(steps.count)
        enter(0, &places)
        for scalar in text.unicodeScalars {
            for place in places.list {
                if case .take(let set) = steps[place], set.contains(scalar) { enter(place + 1, &next) }
            }
            guard !next.list.isEmpty else { return false }
            swap(&places, &next)
            next.clear()
        }
        return places.list.contains { if case .accept = steps[$0] { true } else { false } }
    }

    /// Notes a step and those that are reached from it without a scalar.
    private func enter(_ first: Int, _ places: inout PatternPlaces) {
        var waiting = [first]
        while let place = waiting.popLast() {
            guard places.insert(place) else { continue }
            switch steps[place] {
            case .fork(let one, let other): waiting += [other, one]
            case .jump(let target): waiting.append(target)
            case .take, .accept: break
            }
        }
    }
}

/// The places a machine is in: each once, in order of arrival.
private struct PatternPlaces {
    private(set) var list: [Int] = []
    private var isThere: [Bool]

    init(_ count: Int) {
        isThere = Array(repeating: false, count: count)
    }

    mutating func insert(_ place: Int) -> Bool {
        guard !isThere[place] else { return false }
        isThere[place] = true
        list.append(place)
        return true
    }

    mutating func clear() {
        for place in list { isThere[place] = false }
        list.removeAll(keepingCapacity: true)
    }
}
