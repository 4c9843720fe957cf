extension CalendarText {
    /// Appends `2026-11-22`.
    package static func append(day: Int64, to bytes: inout [UInt8]) {
        let date = date(day)
        append(date.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.day, 2, to: &bytes)
    }

    /// Appends `18:30:15`.
    package static func append(timeOfDay seconds: Int64, to bytes: inout [UInt8]) {
        append(seconds / 3600, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(seconds / 60 % 60, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(seconds % 60, 2, to: &bytes)
    }

    /// Appends `2026-11-22T18:30:15.000Z`: RFC 3339, UTC, three decimals.
    package static func append(instant: Int64, to bytes: inout [UInt8]) {
        let day = floorDivide(instant, dayMilliseconds)
        let rest = instant - day * dayMilliseconds
        append(day: day, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(timeOfDay: rest / 1000, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(rest % 1000, 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `2026-11-22`.
    package static func text(day: Int64) -> String {
        var bytes: [UInt8] = []
        append(day: day, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `2026-11-22T18:30:15.000Z`.
    package static func text(instant: Int64) -> String {
        var bytes: [UInt8] = []
        append(instant: instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `18:30:15`.
    package static func text(timeOfDay seconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(timeOfDay: seconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ number: Int64, _ width: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(48 + number / divisor % 10))
            divisor /= 10
        }
    }
}
