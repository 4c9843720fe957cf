/// A work order's JSON, written by hand from a row of `Query.point` or `Query.list`.
enum WorkOrderJSON {
    private enum Form { case text, plain, int, tenths, instant, json, money }

    private static let members: [(key: [UInt8], column: Int32, form: Form)] = {
        let all: [(String, Int32, Form)] = [
            ("id", 0, .plain), ("version", 1, .int), ("created_at", 2, .instant), ("updated_at", 3, .instant),
            ("created_by", 4, .plain), ("updated_by", 5, .plain), ("owner", 6, .plain), ("state", 7, .plain),
            ("title", 8, .text), ("number", 9, .text), ("description", 10, .text), ("customer", 11, .plain),
            ("site", 12, .plain), ("priority", 13, .plain), ("starts", 14, .instant), ("ends", 15, .instant),
            ("actual_start", 16, .instant), ("actual_end", 17, .instant), ("team", 18, .plain),
            ("assignees", 19, .json), ("notes", 20, .text), ("hold_reason", 21, .text),
            ("estimated_value", 22, .money), ("actual_cost", 24, .money), ("service_types", 26, .json),
            ("area_m2", 27, .tenths), ("rating", 28, .int), ("inspection_remark", 29, .text),
        ]
        return all.map { (Array("\($0.1 == 0 ? "{" : ",")\"\($0.0)\":".utf8), $0.1, $0.2) }
    }()

    static func write(_ row: Statement, to out: inout [UInt8]) {
        for member in members {
            out.append(contentsOf: member.key)
            if row.isNull(member.column) {
                out.append(contentsOf: "null".utf8)
                continue
            }
            switch member.form {
            case .text: text(row.utf8(member.column), to: &out)
            case .plain:
                out.append(0x22)
                out.append(contentsOf: row.utf8(member.column))
                out.append(0x22)
            case .int: number(row.int(member.column), to: &out)
            case .tenths:
                out.append(0x22)
                number(row.int(member.column) / 10, to: &out)
                out += [0x2e, 0x30 + UInt8(row.int(member.column) % 10), 0x22]
            case .instant: instant(row.int(member.column), to: &out)
            case .json: out.append(contentsOf: row.utf8(member.column))
            case .money:
                out.append(contentsOf: "{\"amount\":".utf8)
                number(row.int(member.column), to: &out)
                out.append(contentsOf: ",\"currency\":".utf8)
                text(row.utf8(member.column + 1), to: &out)
                out.append(0x7d)
            }
        }
        out.append(0x7d)
    }

    static func text(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        out.append(0x22)
        if bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) {
            out.append(contentsOf: bytes)
        } else {
            for byte in bytes {
                switch byte {
                case 0x22, 0x5c: out += [0x5c, byte]
                case 0..<0x20:
                    out.append(contentsOf: "\\u00\(byte < 16 ? "0" : "1")\(String(byte & 15, radix: 16))".utf8)
                default: out.append(byte)
                }
            }
        }
        out.append(0x22)
    }

    static func text(_ string: String, to out: inout [UInt8]) {
        var string = string
        string.withUTF8 { text($0, to: &out) }
    }

    static func number(_ number: Int64, to out: inout [UInt8]) {
        if number < 0 { out.append(0x2d) }
        let start = out.count
        var rest = number.magnitude
        repeat {
            out.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        out[start...].reverse()
    }

    /// `"2026-01-31T08:00:00.000Z"`.
    static func instant(_ milliseconds: Int64, to out: inout [UInt8]) {
        let (days, ofDay) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
        let shifted = days + 719_468
        let era = shifted / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        out.append(0x22)
        digits(year + era * 400 + (civilMonth <= 2 ? 1 : 0), 4, 0x2d, to: &out)
        digits(civilMonth, 2, 0x2d, to: &out)
        digits(ofYear - (153 * month + 2) / 5 + 1, 2, 0x54, to: &out)
        digits(ofDay / 3_600_000, 2, 0x3a, to: &out)
        digits(ofDay / 60_000 % 60, 2, 0x3a, to: &out)
        digits(ofDay / 1_000 % 60, 2, 0x2e, to: &out)
        digits(ofDay % 1_000, 3, 0x5a, to: &out)
        out.append(0x22)
    }

    private static func digits(_ number: Int64, _ width: Int, _ mark: UInt8, to out: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            out.append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
        out.append(mark)
    }
}
