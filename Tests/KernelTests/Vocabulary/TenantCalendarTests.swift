import Testing

@testable import Kernel

struct TenantCalendarTests {
    private static let hour: Int64 = 3_600_000

    struct Case: Sendable, CustomTestStringConvertible {
        let zone: String
        let day: String
        let start: String
        let hours: Int64

        var testDescription: String { "\(zone) \(day)" }
    }

    static let cases = [
        Case(zone: "UTC", day: "2026-03-29", start: "2026-03-29T00:00:00.000Z", hours: 24),
        Case(zone: "Europe/Berlin", day: "2026-03-28", start: "2026-03-27T23:00:00.000Z", hours: 24),
        Case(zone: "Europe/Berlin", day: "2026-03-29", start: "2026-03-28T23:00:00.000Z", hours: 23),
        Case(zone: "Europe/Berlin", day: "2026-10-25", start: "2026-10-24T22:00:00.000Z", hours: 25),
        Case(zone: "America/New_York", day: "2026-03-08", start: "2026-03-08T05:00:00.000Z", hours: 23),
        Case(zone: "America/New_York", day: "2026-11-01", start: "2026-11-01T04:00:00.000Z", hours: 25),
        // Summer time begins at midnight: the day begins at one o'clock.
        Case(zone: "Asia/Beirut", day: "2026-03-29", start: "2026-03-28T22:00:00.000Z", hours: 23),
        // It ends at midnight: the last hour of the day before comes twice.
        Case(zone: "Asia/Beirut", day: "2026-10-24", start: "2026-10-23T21:00:00.000Z", hours: 25),
        // It ends at one o'clock: midnight comes twice, and the day begins with the first one.
        Case(zone: "America/Havana", day: "2026-11-01", start: "2026-11-01T04:00:00.000Z", hours: 25),
        Case(zone: "Australia/Lord_Howe", day: "2026-04-06", start: "2026-04-05T13:30:00.000Z", hours: 24),
        // An island that went from one side of the date line to the other had no such day.
        Case(zone: "Pacific/Apia", day: "2011-12-30", start: "2011-12-30T10:00:00.000Z", hours: 0),
        Case(zone: "Pacific/Apia", day: "2011-12-31", start: "2011-12-30T10:00:00.000Z", hours: 24),
        Case(zone: "no/where", day: "1969-12-31", start: "1969-12-31T00:00:00.000Z", hours: 24),
    ]

    @Test(arguments: cases) func `a day begins and ends where its zone says`(sample: Case) throws {
        let calendar = TenantCalendar(zone: sample.zone)
        let day = try #require(CalendarText.parseDay(sample.day))
        let (start, next) = (calendar.start(of: day), calendar.start(of: day + 1))
        #expect(TenantCalendar.text(instant: start) == sample.start)
        #expect(next - start == sample.hours * Self.hour)
        guard sample.hours > 0 else { return }
        #expect(calendar.day(of: start) == day)
        #expect(calendar.day(of: next - 1) == day)
        #expect(calendar.day(of: start - 1) < day)
    }

    @Test func `days follow each other without a gap for years`() {
        for zone in ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata", "America/Sao_Paulo"] {
            let calendar = TenantCalendar(zone: zone)
            for day in Int64(16_000)..<21_000 {
                let (start, next) = (calendar.start(of: day), calendar.start(of: day + 1))
                #expect((23...25).contains((next - start) / Self.hour), "\(zone) \(TenantCalendar.text(day))")
                #expect(calendar.day(of: start) == day && calendar.day(of: next - 1) == day)
            }
        }
    }

    @Test func `a time that clocks show twice is its first, one that they skip is an hour on`() throws {
        let calendar = TenantCalendar(zone: "Europe/Berlin")
        let (autumn, spring) = (
            try #require(CalendarText.parseDay("2026-10-25")), try #require(CalendarText.parseDay("2026-03-29"))
        )
        #expect(
            TenantCalendar.text(instant: calendar.instant(day: autumn, seconds: 9000)) == "2026-10-25T00:30:00.000Z"
        )
        #expect(
            TenantCalendar.text(instant: calendar.instant(day: spring, seconds: 9000)) == "2026-03-29T01:30:00.000Z"
        )
        #expect(
            TenantCalendar.text(instant: calendar.instant(day: spring, seconds: 7199)) == "2026-03-29T00:59:59.000Z"
        )
    }

    @Test(arguments: [("1970-01-01", 4), ("1969-12-29", 1), ("2026-11-22", 7), ("2024-02-29", 4), ("0001-01-01", 1)])
    func `weeks begin with Monday`(day: String, weekday: Int) throws {
        #expect(TenantCalendar.weekday(of: try #require(CalendarText.parseDay(day))) == weekday)
    }
}
