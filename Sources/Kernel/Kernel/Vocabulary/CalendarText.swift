/// Days, times and instants as text, written and read by hand: the hot path writes thousands of them per second, and
/// Foundation's formatters cost more than the query.
///
/// Formats, all of the proleptic Gregorian calendar, years 0001 to 9999:
/// day `YYYY-MM-DD` · time `HH:MM:SS` · instant `YYYY-MM-DDTHH:MM:SS.mmmZ` (RFC 3339, always UTC, three decimals).
/// Reading is strict and answers `nil` for anything else; a time may leave out its seconds, an instant may have an offset
/// instead of `Z`, and no or 1 to 9 decimals, of which three are kept. Writing clamps to the years above, which no value
/// read here leaves.
package enum CalendarText {
    /// 0001-01-01 as a day number.
    package static let firstDay = dayNumber(year: 1, month: 1, day: 1)
    /// 9999-12-31 as a day number.
    package static let lastDay = dayNumber(year: 9999, month: 12, day: 31)
    /// 0001-01-01T00:00:00.000Z in milliseconds.
    package static let firstInstant = firstDay * millisecondsPerDay
    /// 9999-12-31T23:59:59.999Z in milliseconds.
    package static let lastInstant = (lastDay + 1) * millisecondsPerDay - 1

    static let millisecondsPerDay: Int64 = 86_400_000

    /// The day of an instant in an IANA zone; in UTC where the zone is unknown.
    package static func day(of milliseconds: Int64, zone: String) -> Int64 {
        TenantCalendar(zone: zone).day(of: milliseconds)
    }
}

extension CalendarText {
    /// A day number as `YYYY-MM-DD`.
    package static func day(_ days: Int64) -> String {
        text { append(day: days, to: &$0) }
    }

    /// Seconds since midnight as `HH:MM:SS`.
    package static func time(_ seconds: Int64) -> String {
        text { append(time: seconds, to: &$0) }
    }

    /// Milliseconds since 1970 as `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    package static func instant(_ milliseconds: Int64) -> String {
        text { append(instant: milliseconds, to: &$0) }
    }

    /// Appends a day number as `YYYY-MM-DD`.
    package static func append(day days: Int64, to bytes: inout [UInt8]) {
        let (year, month, day) = civil(min(max(days, firstDay), lastDay))
        append(pair: year / 100, to: &bytes)
        append(pair: year % 100, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(pair: month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(pair: day, to: &bytes)
    }

    /// Appends seconds since midnight as `HH:MM:SS`.
    package static func append(time seconds: Int64, to bytes: inout [UInt8]) {
        let seconds = min(max(seconds, 0), 86_399)
        append(pair: seconds / 3600, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(pair: seconds / 60 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(pair: seconds % 60, to: &bytes)
    }

    /// Appends milliseconds since 1970 as `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    package static func append(instant milliseconds: Int64, to bytes: inout [UInt8]) {
        let milliseconds = min(max(milliseconds, firstInstant), lastInstant)
        let (days, rest) = floorDivision(milliseconds, millisecondsPerDay)
        append(day: days, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(time: rest / 1000, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        bytes.append(digit(rest % 1000 / 100))
        append(pair: rest % 100, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func text(_ body: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        body(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(pair number: Int64, to bytes: inout [UInt8]) {
        bytes.append(digit(number / 10))
        bytes.append(digit(number % 10))
    }

    private static func digit(_ number: Int64) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number)
    }
}

extension CalendarText {
    /// Days since 1970-01-01.
    ///
    /// Years begin in March here, so that the leap day is the last of its year and the months before it have fixed
    /// lengths; 719,468 is the number of days from 0000-03-01 to 1970-01-01.
    static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }

    /// The inverse of `dayNumber`, for days from 0000-03-01 on.
    static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    static func lengthOfMonth(_ month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private static func floorDivision(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
