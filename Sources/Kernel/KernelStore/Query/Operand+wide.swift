import Kernel

extension Operand {
    var isNumber: Bool {
        switch form {
        case .number, .wide: true
        default: false
        }
    }

    var isAmount: Bool { form == .money || form == .wideMoney }

    /// The value as an argument of a function.
    /// - Throws: 422 for what is no argument: a point, several values.
    var wide: SQLFragment {
        get throws {
            switch form {
            case .number(scale: 0): return parts[0]
            case .number(let scale):
                if let units {
                    let value = WideValue.plain(.decimal(units: units, scale: scale))
                    return "\(bind: SQLDialect.argument(value))"
                }
                return "kernel_scaled(\(parts[0]), \(bind: .int(Int64(scale))))"
            case .money: return "(\(parts[0]) || ' ' || \(parts[1]))"
            case .geo, .several: throw Operand.unsupported
            default: return parts[0]
            }
        }
    }

    /// The value as the columns of a kind of field: at its scale, rounded half away from zero.
    func columns(as kind: PhysicalKind) throws -> [SQLFragment] {
        switch (kind, form) {
        case (.decimal(let scale), .number(let own)) where own == scale: return parts
        case (.decimal(let scale), _) where isNumber:
            return ["kernel_units(\(try wide), \(bind: .int(Int64(scale))))"]
        case (.money, .wideMoney): return ["kernel_minor(\(parts[0]))", "kernel_currency(\(parts[0]))"]
        default:
            // The zone of an instant, the exactness of a point: parts that an expression does not give.
            let missing = max(0, kind.parts.count - parts.count)
            return parts.prefix(kind.parts.count) + Array(repeating: "NULL", count: missing)
        }
    }

    /// What sorts as the value does.
    var sortable: SQLFragment {
        get throws {
            switch form {
            case .wide, .wideMoney: "kernel_sortable(\(parts[0]))"
            case .geo, .several: throw Operand.unsupported
            default: parts[0]
            }
        }
    }

    /// Values that take one another's place, in one form.
    static func alike(_ operands: [Operand]) throws -> (form: Form, parts: [[SQLFragment]]) {
        guard let first = operands.first else { throw unsupported }
        if operands.allSatisfy({ $0.form == first.form }) { return (first.form, operands.map { $0.parts }) }
        if operands.allSatisfy(\.isNumber) { return (.wide, try operands.map { [try $0.decimal] }) }
        if operands.allSatisfy(\.isAmount) { return (.wideMoney, try operands.map { [try $0.wide] }) }
        throw unsupported
    }

    /// A number as a decimal, an int too.
    private var decimal: SQLFragment {
        get throws { form == .number(scale: 0) ? "kernel_decimal(\(parts[0]))" : try wide }
    }

    /// The form of what a function gives; `nil` for one of its operands.
    static func form(_ kind: OperandKind) -> Form? {
        switch kind {
        case .bool: .bool
        case .int: .number(scale: 0)
        case .decimal, .number: .wide
        case .money: .wideMoney
        case .text: .text
        case .date: .date
        case .time: .time
        case .duration: .duration
        case .datetime: .datetime
        case .geo, .ordered: nil
        }
    }
}
