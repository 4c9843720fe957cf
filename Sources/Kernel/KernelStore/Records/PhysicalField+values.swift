import Kernel

extension PhysicalField {
    /// The columns' values for a field's value, one for each of `columns`.
    /// - Throws: 422 `type` for a value of another type, `range` for a decimal that the field's scale cannot hold.
    func encode(_ value: Value) throws -> [SQLValue] {
        if computed != nil { return [] }
        return switch (kind, value) {
        case (_, .null): Array(repeating: .null, count: columns.count)
        case (.text, .text(let text)): [.text(text)]
        case (.int, .int(let number)), (.date, .date(let number)), (.time, .time(let number)),
            (.duration, .duration(let number)):
            [.int(number)]
        case (.decimal(let scale), .decimal(let units, let own)): [.int(try rescale(units, from: own, to: scale))]
        case (.decimal(let scale), .int(let number)): [.int(try rescale(number, from: 0, to: scale))]
        case (.money, .money(let minor, let currency)): [.int(minor), .text(currency)]
        case (.bool, .bool(let flag)): [.flag(flag)]
        case (.datetime(zoned: false), .datetime(let instant, _)): [.int(instant)]
        case (.datetime(zoned: true), .datetime(let instant, let zone)): [.int(instant), .optional(zone)]
        case (.choices, .choices(let options)): [.text(SubRecords.json(choices: options))]
        case (.list(let fields), .list(let rows)): [.text(SubRecords.json(rows, fields))]
        case (.reference, .reference(let id)): [.text(id.raw)]
        case (.geo, .geo(let latitude, let longitude, let accuracy)):
            [.real(latitude), .real(longitude), accuracy.map(SQLValue.real) ?? .null]
        default: throw KernelError.invalid([Finding(id, "type", "`\(id)` takes a value of type \(model.type.word).")])
        }
    }

    /// The value in a row whose columns of this field begin at `column`; links are one column with a JSON array.
    func decode(_ row: any SQLRow, at column: Int) -> Value {
        if row.isNull(column) { return .null }
        switch kind {
        case .text, .sealed: return .text(row.text(column))
        case .int: return .int(row.int(column))
        case .decimal(let scale): return .decimal(units: row.int(column), scale: scale)
        case .money: return .money(minor: row.int(column), currency: row.text(column + 1))
        case .bool: return .bool(row.int(column) != 0)
        case .date: return .date(row.int(column))
        case .time: return .time(row.int(column))
        case .duration: return .duration(row.int(column))
        case .datetime(zoned: false): return .datetime(row.int(column), zone: nil)
        case .datetime(zoned: true): return .datetime(row.int(column), zone: row.optionalText(column + 1))
        case .choices: return .choices(SubRecords.choices(row.text(column)))
        case .list(let fields): return .list(SubRecords.read(row.text(column), fields))
        case .reference: return RecordID(row.text(column)).map(Value.reference) ?? .null
        case .geo:
            let accuracy = row.isNull(column + 2) ? nil : row.real(column + 2)
            return .geo(latitude: row.real(column), longitude: row.real(column + 1), accuracy: accuracy)
        case .link: return .references(IDList.read(row.text(column)))
        }
    }

    private func rescale(_ units: Int64, from: Int, to: Int) throws -> Int64 {
        guard let scaled = ScaledInteger.exactly(units, from: from, to: to) else {
            let message = "`\(id)` holds at most 18 digits, \(to) of them after the point."
            throw KernelError.invalid([Finding(id, "range", message)])
        }
        return scaled
    }
}

/// Integers that stand for decimals.
enum ScaledInteger {
    /// The same number in another scale; `nil` where digits would be lost or 64 bits are too few.
    static func exactly(_ units: Int64, from: Int, to: Int) -> Int64? {
        guard let factor = power(abs(to - from)) else { return nil }
        if to >= from {
            let (product, overflow) = units.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        let (quotient, remainder) = units.quotientAndRemainder(dividingBy: factor)
        return remainder == 0 ? quotient : nil
    }

    /// 10 to a power of 0 to 18; `nil` beyond 64 bits.
    static func power(_ exponent: Int) -> Int64? {
        guard (0...18).contains(exponent) else { return nil }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
