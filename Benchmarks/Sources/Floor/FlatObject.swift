/// The members of a JSON object as a client of the benchmark sends it: texts without escapes, numbers, one nested object.
struct FlatObject {
    private var values: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []

    init(_ bytes: [UInt8]) throws {
        var at = 1
        guard bytes.first == 0x7b, bytes.last == 0x7d else { throw Failure("not an object") }
        values.reserveCapacity(12)
        while at < bytes.count - 1 {
            guard bytes[at] == 0x22, let end = bytes[(at + 1)...].firstIndex(of: 0x22) else {
                throw Failure("not a name")
            }
            let name = bytes[(at + 1)..<end]
            let start = end + 2
            let stop = try Self.end(of: start, in: bytes)
            values.append((name, bytes[start..<stop]))
            at = stop + 1
        }
    }

    /// The value's bytes, a text's without its quotes.
    func bytes(_ name: String) -> ArraySlice<UInt8>? {
        guard let value = values.first(where: { $0.name.elementsEqual(name.utf8) })?.value else { return nil }
        return value.first == 0x22 ? value.dropFirst().dropLast() : value
    }

    func text(_ name: String) -> String? { bytes(name).flatMap { String(validating: $0, as: UTF8.self) } }

    /// Every member, its value as sent.
    var members: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] { values }

    /// A number of a nested object.
    func number(_ name: String, within object: String) -> Int64? {
        guard let nested = bytes(object), let inner = try? FlatObject(Array(nested)) else { return nil }
        return inner.bytes(name).map { $0.reduce(0) { $0 * 10 + Int64($1) - 48 } }
    }

    private static func end(of start: Int, in bytes: [UInt8]) throws -> Int {
        var at = start
        switch bytes[start] {
        case 0x22:
            at = bytes[(start + 1)...].firstIndex(of: 0x22).map { $0 + 1 } ?? bytes.count
        case 0x7b:
            at = bytes[start...].firstIndex(of: 0x7d).map { $0 + 1 } ?? bytes.count
        default:
            while bytes[at] != 0x2c, bytes[at] != 0x7d { at += 1 }
        }
        guard at < bytes.count else { throw Failure("cut") }
        return at
    }

    /// Milliseconds of `2026-01-31T08:00:00.000Z`.
    func instant(_ name: String) -> Int64? {
        guard let text = bytes(name), text.count == 24 else { return nil }
        func number(_ from: Int, _ count: Int) -> Int64 {
            text.dropFirst(from).prefix(count).reduce(0) { $0 * 10 + Int64($1) - 48 }
        }
        let month = number(5, 2)
        let year = number(0, 4) - (month <= 2 ? 1 : 0)
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + number(8, 2) - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + ofYear - 719_468
        return ((days * 24 + number(11, 2)) * 60 + number(14, 2)) * 60_000 + number(17, 2) * 1_000 + number(20, 3)
    }
}
