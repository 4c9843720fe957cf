/// A checked part with what is known about its values.
struct TypedNode: Sendable {
    let node: ExpressionNode
    let type: ExpressionType
    let range: ScalarRange
    /// The currency of all its values, where that is fixed.
    let currency: String?

    init(_ node: ExpressionNode, _ type: ExpressionType, _ range: ScalarRange, currency: String? = nil) {
        self.node = node
        self.type = type
        self.range = range
        self.currency = currency
    }

    /// Whether its values are as they are kept somewhere: of the type's scale, and within 64 bits.
    var isStored: Bool {
        switch node {
        case .path, .me, .through, .setting, .input, .rate: true
        default: false
        }
    }

    /// The value, where this is a constant.
    var constant: Value? {
        if case .literal(let value) = node { value } else { nil }
    }

    /// The type in words, with the currency where it is fixed.
    var words: String { type.words + (currency.map { " in \($0)" } ?? "") }
}
