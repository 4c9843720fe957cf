extension CalendarText {
    /// The day number of `YYYY-MM-DD`.
    package static func parseDay(_ text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard let day = readDay(&scanner), scanner.isAtEnd else { return nil }
        return day
    }

    /// The seconds since midnight of `HH:MM:SS` or `HH:MM`.
    package static func parseTime(_ text: String) -> Int64? {
        var scanner = DigitScanner(text.utf8.count == 5 ? text + ":00" : text)
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
