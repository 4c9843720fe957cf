import Synchronization

/// A moment in UTC, split into civil fields by arithmetic: no locale, no time zone data.
struct UTCTime {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    let millisecond: Int
    /// 0 is Sunday.
    let weekday: Int

    init(milliseconds: Int64) {
        let daysSince1970 = Self.floored(milliseconds, 86_400_000)
        let ofDay = Int(milliseconds - daysSince1970 * 86_400_000)
        hour = ofDay / 3_600_000
        minute = ofDay / 60_000 % 60
        second = ofDay / 1_000 % 60
        millisecond = ofDay % 1_000
        weekday = Int(((daysSince1970 + 4) % 7 + 7) % 7)
        // Counted from 0000-03-01, so that the leap day is the last day of a year and of a 400-year era.
        let days = daysSince1970 + 719_468
        let era = Self.floored(days, 146_097)
        let ofEra = days - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        day = Int(ofYear - (153 * shifted + 2) / 5 + 1)
        month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        year = Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the form of the `Date` header (RFC 9110 section 5.6.7).
    var httpDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var text: [UInt8] = Array("\(days[weekday]), ".utf8)
        Self.append(day, 2, " ", to: &text)
        text += "\(months[month - 1]) ".utf8
        Self.append(year, 4, " ", to: &text)
        Self.append(hour, 2, ":", to: &text)
        Self.append(minute, 2, ":", to: &text)
        Self.append(second, 2, " ", to: &text)
        return String(decoding: text, as: UTF8.self) + "GMT"
    }

    /// `1994-11-06T08:49:37.000Z`.
    var rfc3339: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        Self.append(year, 4, "-", to: &text)
        Self.append(month, 2, "-", to: &text)
        Self.append(day, 2, "T", to: &text)
        Self.append(hour, 2, ":", to: &text)
        Self.append(minute, 2, ":", to: &text)
        Self.append(second, 2, ".", to: &text)
        Self.append(millisecond, 3, "Z", to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Digits with leading zeros, then a mark; by hand, since every log line has a time.
    private static func append(_ number: Int, _ width: Int, _ mark: Unicode.Scalar, to text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
        text.append(UInt8(ascii: mark))
    }

    private static func floored(_ number: Int64, _ by: Int64) -> Int64 {
        number >= 0 ? number / by : (number - by + 1) / by
    }
}

/// The `Date` header, made once a second.
final class DateHeader: Sendable {
    private let cached = Mutex<(second: Int64, text: String)>((.min, ""))

    func text(at milliseconds: Int64) -> String {
        let second = milliseconds / 1_000
        return cached.withLock { cached in
            if cached.second != second {
                cached = (second, UTCTime(milliseconds: milliseconds).httpDate)
            }
            return cached.text
        }
    }
}
