import Foundation

/// Days, times and instants as text, written and read by hand: the hot path writes thousands of them per second, and
/// Foundation's formatters cost more than the query.
///
/// Formats, all of the proleptic Gregorian calendar, years 0001 to 9999:
/// day `YYYY-MM-DD` · time `HH:MM:SS` · instant `YYYY-MM-DDTHH:MM:SS.mmmZ` (RFC 3339, always UTC, three decimals).
/// Reading is strict and answers `nil` for anything else; an instant may have an offset instead of `Z`, and no or 1 to 9
/// decimals, of which three are kept. Writing clamps to the years above, which no value read here leaves.
package enum CalendarText {
    /// 0001-01-01 as a day number.
    package static let firstDay = dayNumber(year: 1, month: 1, day: 1)
    /// 9999-12-31 as a day number.
    package static let lastDay = dayNumber(year: 9999, month: 12, day: 31)
    /// 0001-01-01T00:00:00.000Z in milliseconds.
    package static let firstInstant = firstDay * millisecondsPerDay
    /// 9999-12-31T23:59:59.999Z in milliseconds.
    package static let lastInstant = (lastDay + 1) * millisecondsPerDay - 1

    private static let millisecondsPerDay: Int64 = 86_400_000

    /// The day of an instant in an IANA zone; in UTC where the zone is unknown.
    package static func day(of milliseconds: Int64, zone: String) -> Int64 {
        var local = milliseconds
        if zone != "UTC", let zone = TimeZone(identifier: zone) {
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            local += Int64(zone.secondsFromGMT(for: date)) * 1000
        }
        return floorDivision(local, millisecondsPerDay).quotient
    }
}

// Writing.
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

// Reading.
extension CalendarText {
    /// The day number of `YYYY-MM-DD`.
    package static func parseDay(_ text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard let day = readDay(&scanner), scanner.isAtEnd else { return nil }
        return day
    }

    /// The seconds since midnight of `HH:MM:SS`.
    package static func parseTime(_ text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard let time = readTime(&scanner), scanner.isAtEnd else { return nil }
        return time
    }

    /// The milliseconds since 1970 of an RFC 3339 date and time.
    package static func parseInstant(_ text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard let day = readDay(&scanner), scanner.skip("T"), let time = readTime(&scanner) else { return nil }
        var milliseconds = day * millisecondsPerDay + time * 1000
        if scanner.skip(".") {
            guard let fraction = scanner.thousandths() else { return nil }
            milliseconds += fraction
        }
        if !scanner.skip("Z") {
            guard let offset = readOffset(&scanner) else { return nil }
            milliseconds -= offset * 60_000
        }
        guard scanner.isAtEnd, (firstInstant...lastInstant).contains(milliseconds) else { return nil }
        return milliseconds
    }

    private static func readDay(_ scanner: inout DigitScanner) -> Int64? {
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), scanner.skip("-"),
            let day = scanner.number(digits: 2),
            year >= 1, (1...12).contains(month), day >= 1, day <= lengthOfMonth(month, year: year)
        else { return nil }
        return dayNumber(year: year, month: month, day: day)
    }

    private static func readTime(_ scanner: inout DigitScanner) -> Int64? {
        guard let hour = scanner.number(digits: 2), scanner.skip(":"),
            let minute = scanner.number(digits: 2), scanner.skip(":"),
            let second = scanner.number(digits: 2),
            hour < 24, minute < 60, second < 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Minutes east of UTC from `+HH:MM` or `-HH:MM`.
    private static func readOffset(_ scanner: inout DigitScanner) -> Int64? {
        let isEast = scanner.skip("+")
        guard isEast || scanner.skip("-"),
            let hours = scanner.number(digits: 2), scanner.skip(":"),
            let minutes = scanner.number(digits: 2), hours < 24, minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
}

// The calendar.
extension CalendarText {
    /// Days since 1970-01-01. Years begin in March here, so that the leap day is the last of its year and the months
    /// before it have fixed lengths; 719,468 is the number of days from 0000-03-01 to 1970-01-01.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }

    /// The inverse of `dayNumber`, for days from 0000-03-01 on.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func lengthOfMonth(_ month: Int64, year: Int64) -> Int64 {
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

/// Reads fixed numbers of ASCII digits.
private struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = nextDigit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// The first three of 1 to 9 decimals.
    mutating func thousandths() -> Int64? {
        var number: Int64 = 0
        var count = 0
        while count < 10, let digit = nextDigit() {
            if count < 3 { number = number * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        while count < 3 {
            number *= 10
            count += 1
        }
        return number
    }

    private mutating func nextDigit() -> Int64? {
        guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else {
            return nil
        }
        position += 1
        return Int64(bytes[position - 1] - UInt8(ascii: "0"))
    }
}
