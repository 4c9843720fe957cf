import Kernel

extension ConditionCompiler {
    /// A field of a part of a list, as `SubRecords` writes it.
    func part(_ id: String, _ row: TableRow) throws -> Operand {
        guard let field = row.parts?.first(where: { $0.id == id }) else { throw Operand.unsupported }
        func member(_ path: String) -> SQLFragment {
            "json_extract(\(row.column("value")), \(bind: .text(path)))"
        }
        let value = member("$.\(id)")
        func read(_ operation: SQLFragment) -> SQLFragment { "\(operation)(\(value))" }
        switch field.type {
        case .text, .longText, .email, .phone, .url, .choice, .reference: return Operand(.text, [value])
        case .int: return Operand(.number(scale: 0), [value])
        case .duration: return Operand(.duration, [value])
        case .bool: return Operand(.bool, [value])
        case .decimal: return Operand(.wide, [read("kernel_read_decimal")])
        case .date: return Operand(.date, [read("kernel_date_of_text")])
        case .time: return Operand(.time, [read("kernel_time_of_text")])
        case .datetime: return Operand(.datetime, [read("kernel_read_instant")])
        case .money: return Operand(.money, [member("$.\(id).amount"), member("$.\(id).currency")])
        case .geo: return Operand(.geo, [member("$.\(id).lat"), member("$.\(id).lng")])
        case .choices, .list: return Operand(.several, [value])
        case .references: throw Operand.unsupported
        }
    }
}
