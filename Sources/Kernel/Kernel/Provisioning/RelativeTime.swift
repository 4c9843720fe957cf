/// `today`, `today + 3d`, `today - 1d 18:30`: days counted from the day of sowing in the tenant's zone.
package enum RelativeTime {
    /// Days from today and seconds since midnight, where a text is relative.
    package static func parse(_ text: String) -> (days: Int64, seconds: Int64?)? {
        var words = text.split(separator: " ").map(String.init)
        guard words.first == "today" else { return nil }
        words.removeFirst()
        var days: Int64 = 0
        if let sign = words.first, sign == "+" || sign == "-" {
            guard words.count >= 2, words[1].last == "d", let count = Int64(words[1].dropLast()),
                (0...3650).contains(count)
            else { return nil }
            days = sign == "+" ? count : -count
            words.removeFirst(2)
        }
        guard let time = words.first else { return (days, nil) }
        guard words.count == 1, let seconds = CalendarText.parseTime(time.utf8.count == 5 ? time + ":00" : time) else {
            return nil
        }
        return (days, seconds)
    }

    /// The day number of a relative or absolute day.
    static func day(_ text: String, _ scope: TenantScope) -> Int64? {
        if let day = CalendarText.parseDay(text) { return day }
        guard let relative = parse(text), relative.seconds == nil else { return nil }
        return today(scope) + relative.days
    }

    /// The instant of a relative or absolute time; midnight where no time is given.
    static func instant(_ text: String, _ scope: TenantScope) -> Int64? {
        if let instant = CalendarText.parseInstant(text) { return instant }
        guard let relative = parse(text) else { return nil }
        return scope.calendar.instant(day: today(scope) + relative.days, seconds: relative.seconds ?? 0)
    }

    private static func today(_ scope: TenantScope) -> Int64 {
        scope.calendar.day(of: scope.now)
    }
}
