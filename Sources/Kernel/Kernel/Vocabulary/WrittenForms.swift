/// How figures stand in a text of a language: days, times, numbers, amounts of money, yes and no.
///
/// Written by hand after the Unicode CLDR, since a contract must read the same on every machine whatever its libraries
/// know. A language that is not here has the forms of ISO 8601 and a point: `2027-01-05`, `1234.50`.
package struct WrittenForms: Hashable, Sendable {
    /// How a day is put together.
    enum Order: Hashable {
        /// `5. Januar 2027`, with what stands behind the day and behind the month.
        case dayFirst(String, String)
        /// `January 5, 2027`.
        case monthFirst
    }

    let order: Order
    let months: [String]
    let point: String
    let grouping: String
    let yes: String
    let no: String
    /// Whether the day has twice twelve hours.
    let isTwelveHours: Bool

    /// The forms of a language tag such as `de` or `en-GB`.
    package static func of(_ tag: String) -> WrittenForms {
        known[tag] ?? known[String(tag.prefix { $0 != "-" })] ?? plain
    }

    init(
        _ order: Order,
        _ months: String,
        point: String = ",",
        grouping: String = ".",
        yes: String,
        no: String,
        isTwelveHours: Bool = false
    ) {
        self.order = order
        self.months = months.split(separator: " ").map(String.init)
        self.point = point
        self.grouping = grouping
        self.yes = yes
        self.no = no
        self.isTwelveHours = isTwelveHours
    }
}

extension WrittenForms {
    /// `5. Januar 2027`; days are numbers since 1970-01-01.
    package func day(_ days: Int64) -> String {
        let (year, month, day) = CalendarText.civil(min(max(days, CalendarText.firstDay), CalendarText.lastDay))
        guard months.indices.contains(Int(month) - 1) else { return CalendarText.day(days) }
        let name = months[Int(month) - 1]
        switch order {
        case .monthFirst: return "\(name) \(day), \(year)"
        case .dayFirst(let behindDay, let behindMonth): return "\(day)\(behindDay) \(name)\(behindMonth) \(year)"
        }
    }

    /// `18:30` or `6:30 PM`; seconds since midnight.
    package func time(_ seconds: Int64) -> String {
        let text = String(CalendarText.time(seconds).prefix(5))
        guard isTwelveHours else { return text }
        let hour = seconds / 3600
        return "\(hour % 12 == 0 ? 12 : hour % 12)\(text.suffix(3)) \(hour < 12 ? "AM" : "PM")"
    }

    /// `1 h 30 min`; seconds.
    package func duration(_ seconds: Int64) -> String {
        let whole = seconds.magnitude
        let parts = [(whole / 3600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")].filter { $0.0 > 0 }
        let text = parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
        return parts.isEmpty ? "0 min" : (seconds < 0 ? "-" : "") + text
    }

    /// `1.234,50`, with as many places as the scale has.
    ///
    /// Whole numbers are in groups from five digits on, since one of four may be a year.
    package func number(_ units: Int64, scale: Int = 0) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let whole = Array(padded.dropLast(scale))
        let sign = units < 0 ? "-" : ""
        let isGrouped = whole.count > (scale > 0 ? 3 : 4)
        let shown = isGrouped ? grouped(whole) : String(whole)
        return sign + shown + (scale > 0 ? point + padded.suffix(scale) : "")
    }

    /// `1.234,50 EUR`, in minor units; the code, since a sign may be that of several currencies.
    package func money(_ minor: Int64, _ currency: String) -> String {
        let scale = CurrencyDigits.of(currency) ?? 2
        let digits = String(minor.magnitude)
        guard scale == 0, digits.count == 4 else { return "\(number(minor, scale: scale)) \(currency)" }
        return "\(minor < 0 ? "-" : "")\(grouped(Array(digits))) \(currency)"
    }

    /// Yes or no.
    package func bool(_ flag: Bool) -> String { flag ? yes : no }

    private func grouped(_ digits: [Character]) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += grouping }
            text.append(digit)
        }
        return text
    }
}
