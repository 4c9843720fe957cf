import Kernel

/// Random checked trees over `lab.sample`, as the checker could make them.
struct RandomExpressions {
    private let fields: [FieldModel]
    private var generator: Seeded

    init(_ entity: EntityModel, seed: UInt64) {
        fields = entity.fields
        generator = Seeded(seed)
    }

    mutating func condition(depth: Int = 3) -> ExpressionNode {
        guard depth > 0, Int.random(in: 0..<5, using: &generator) > 0 else { return leaf() }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return .and(conditions(depth))
        case 1: return .or(conditions(depth))
        case 2, 3: return .not(condition(depth: depth - 1))
        default: return leaf()
        }
    }

    private mutating func conditions(_ depth: Int) -> [ExpressionNode] {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in condition(depth: depth - 1) }
    }

    private mutating func leaf() -> ExpressionNode {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return nullTest()
        case 1: return numbers()
        case 2: return texts()
        case 3: return several()
        case 4: return path("done").0
        case 5: return .compare(pick([.equal, .notEqual]), texts(), .literal(.bool(.random(using: &generator))))
        case 6: return ambient()
        case 7: return amongConstants()
        default: return comparison()
        }
    }

    /// A path to a field, in one case of three over `friend`.
    private mutating func path(_ id: String) -> (ExpressionNode, FieldModel) {
        let field = fields.first { $0.id == id } ?? fields[0]
        let hops =
            Int.random(in: 0..<3, using: &generator) == 0
            ? [ExpressionPath.Hop(field: "friend", target: "lab.sample")] : []
        return (.path(ExpressionPath(entity: "lab.sample", hops: hops, field: id, type: .null)), field)
    }

    private mutating func literal(_ field: FieldModel) -> ExpressionNode {
        var value = Value.null
        while value.isNull { value = SampleValues.random(field, &generator) }
        return .literal(value)
    }

    private mutating func nullTest() -> ExpressionNode {
        let (node, _) = path(pick(fields.map(\.id)))
        return .compare(pick([.equal, .notEqual]), node, .literal(.null))
    }

    private mutating func comparison() -> ExpressionNode {
        let id = pick(["name", "day", "at", "length", "seen", "met", "price", "color", "friend", "done", "note"])
        let (left, field) = path(id)
        let isOrdered = !["color", "friend", "done"].contains(id)
        let right = Bool.random(using: &generator) ? path(id).0 : literal(field)
        return .compare(pick(isOrdered ? Self.all : [.equal, .notEqual]), left, right)
    }

    private mutating func numbers() -> ExpressionNode {
        let ids = ["amount", "ratio", "fine"]
        let (left, _) = path(pick(ids))
        let (right, field) = path(pick(ids))
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return .compare(pick(Self.all), left, right)
        case 1: return .compare(pick(Self.all), left, literal(field))
        default: return .compare(pick(Self.all), literal(field), left)
        }
    }

    private mutating func texts() -> ExpressionNode {
        let (whole, _) = path(pick(["name", "note", "mail"]))
        let part: ExpressionNode =
            Bool.random(using: &generator) ? .literal(.text(pick(SampleValues.texts))) : path("web").0
        return Bool.random(using: &generator) ? .contains(whole, part) : .startsWith(whole, part)
    }

    private mutating func several() -> ExpressionNode {
        if Bool.random(using: &generator) {
            let item = Bool.random(using: &generator) ? path("color").0 : .literal(.text(pick(["red", "green"])))
            return .member(item, of: path("tags").0)
        }
        let item = Bool.random(using: &generator) ? path("friend").0 : .literal(.reference(Lab.id(4)))
        return .member(item, of: path("peers").0)
    }

    private mutating func amongConstants() -> ExpressionNode {
        let (node, field) = path(pick(["name", "amount", "ratio", "price", "color", "friend", "day", "met"]))
        let constants = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            SampleValues.random(field, &generator)
        }
        return .member(node, of: .constants(constants))
    }

    /// What does not come from the record.
    private mutating func ambient() -> ExpressionNode {
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: return .compare(pick(Self.all), path("met").0, .now)
        case 1: return .compare(pick(Self.all), .today, path("day").0)
        case 2: return .compare(pick([.equal, .notEqual]), path("friend").0, .me(field: nil))
        case 3: return .compare(pick(Self.all), path("fine").0, .setting("limit"))
        case 4: return .compare(pick(Self.all), .setting("motto"), path("name").0)
        case 5: return .member(path("color").0, of: .setting("palette"))
        default: return .setting("strict")
        }
    }

    private mutating func pick<T>(_ values: [T]) -> T {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }

    private static let all: [ComparisonOperator] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]
}
