import Foundation

/// Days of the calendar in an IANA time zone, over the changes of summer time: a day has 23, 24 or 25 hours there.
///
/// Days are numbers since 1970-01-01, instants milliseconds since 1970-01-01T00:00:00Z, as in `Value`.
public struct TenantCalendar: Sendable {
    private let zone: TimeZone?

    /// The calendar of a zone; of UTC where the zone is unknown.
    public init(zone: String) {
        self.zone = zone == "UTC" ? nil : TimeZone(identifier: zone)
    }

    /// The day of an instant.
    public func day(of instant: Int64) -> Int64 {
        let local = instant + offset(at: instant)
        let (days, rest) = local.quotientAndRemainder(dividingBy: CalendarText.millisecondsPerDay)
        return rest < 0 ? days - 1 : days
    }

    /// The first instant of a day; in zones whose summer time begins at midnight, 01:00 on the clock.
    public func start(of day: Int64) -> Int64 {
        instant(day: day, seconds: 0)
    }

    /// The instant of a time of day: the first one where clocks show it twice, and where they skip it, what it would have
    /// been without the skip.
    public func instant(day: Int64, seconds: Int64) -> Int64 {
        let local = day * CalendarText.millisecondsPerDay + seconds * 1000
        // No zone is a day away from UTC, so these two are the offsets around the day's own change, if it has one.
        let before = offset(at: local - CalendarText.millisecondsPerDay)
        let after = offset(at: local + CalendarText.millisecondsPerDay)
        if offset(at: local - before) == before { return local - before }
        if offset(at: local - after) == after { return local - after }
        return local - before
    }

    /// The day of the week, 1 for Monday to 7 for Sunday (ISO 8601).
    public static func weekday(of day: Int64) -> Int {
        // 1970-01-01 was a Thursday.
        Int(((day + 3) % 7 + 7) % 7) + 1
    }

    /// A day as `YYYY-MM-DD`.
    public static func text(_ day: Int64) -> String {
        CalendarText.day(day)
    }

    /// An instant as it stands in records, `YYYY-MM-DDTHH:MM:SS.mmmZ`, which expressions read too.
    public static func text(instant: Int64) -> String {
        CalendarText.instant(instant)
    }

    private func offset(at instant: Int64) -> Int64 {
        guard let zone else { return 0 }
        return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) / 1000))) * 1000
    }
}

extension TenantScope {
    /// Days in the tenant's zone.
    public var calendar: TenantCalendar { TenantCalendar(zone: environment.zone) }

    /// A setting: the tenant's value, else the declared default, `null` where nobody declared it.
    public func setting(_ id: String) -> Value {
        ContextLookup.setting(id, self)
    }
}
