import Testing

@testable import Kernel

struct RelativeTimeTests {
    @Test(
        arguments: [
            ("today", Int64(0), nil), ("today + 3d", 3, nil), ("today - 1d", -1, nil), ("today 18:30", 0, 66_600),
            ("today - 1d 18:30", -1, 66_600), ("today + 0d 00:00:05", 0, 5), ("today + 3650d", 3650, nil),
        ] as [(String, Int64, Int64?)]
    )
    func `days from today and a time are read`(text: String, days: Int64, seconds: Int64?) throws {
        let parsed = try #require(RelativeTime.parse(text))
        #expect(parsed.days == days)
        #expect(parsed.seconds == seconds)
    }

    @Test(arguments: [
        "", "tomorrow", "Today", "today +", "today + d", "today + 3", "today + 3h", "today + -3d", "today + 3651d",
        "today 25:00", "today 18:30 + 1d", "today + 1d 18:30 x", "+ 3d", "2026-11-22",
    ])
    func `anything else is not relative`(text: String) {
        #expect(RelativeTime.parse(text) == nil)
    }

    private func scope(_ zone: String, now: Int64 = Shop.now) throws -> TenantScope {
        let model = try Shop.model([Shop.access])
        return TenantScope(
            tenant: .platform,
            principal: .system(reason: "test"),
            model: model,
            requestID: "r",
            teams: [],
            access: AccessResolver.system(in: model),
            now: now,
            environment: TenantEnvironment(zone: zone)
        )
    }

    @Test(arguments: [
        ("UTC", "today", "2026-11-22"), ("Pacific/Auckland", "today", "2026-11-23"),
        ("UTC", "today - 22d", "2026-10-31"),
        ("UTC", "2020-02-29", "2020-02-29"),
    ])
    func `a day is counted from today in the tenant's zone`(zone: String, text: String, day: String) throws {
        #expect(RelativeTime.day(text, try scope(zone)).map { CalendarText.day($0) } == day)
    }

    @Test func `a day has no time`() throws {
        #expect(RelativeTime.day("today 18:30", try scope("UTC")) == nil)
        #expect(RelativeTime.day("2026-11-22T00:00:00Z", try scope("UTC")) == nil)
    }

    @Test(arguments: [
        ("UTC", "today", "2026-11-22T00:00:00.000Z"), ("Europe/Berlin", "today", "2026-11-21T23:00:00.000Z"),
        ("Europe/Berlin", "today + 1d 18:30", "2026-11-23T17:30:00.000Z"),
        ("America/New_York", "today 08:00", "2026-11-22T13:00:00.000Z"),
        ("Pacific/Auckland", "today 08:00", "2026-11-22T19:00:00.000Z"),
        ("UTC", "2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.000Z"),
        ("No/Where", "today 01:00", "2026-11-22T01:00:00.000Z"),
    ])
    func `an instant is a local time of the tenant's zone`(zone: String, text: String, instant: String) throws {
        #expect(RelativeTime.instant(text, try scope(zone)).map { CalendarText.instant($0) } == instant)
    }

    /// Berlin skips 02:00 to 03:00 on 2026-03-29, New York on 2026-03-08; both repeat an hour in autumn.
    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T00:59:00.000Z"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"),
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00:00.000Z"),
        ("America/New_York", "2026-03-08", "01:59", "2026-03-08T06:59:00.000Z"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30:00.000Z"),
        ("America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00:00.000Z"),
        ("Europe/Berlin", "2026-10-25", "01:59", "2026-10-24T23:59:00.000Z"),
        ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00:00.000Z"),
        ("America/New_York", "2026-11-01", "00:59", "2026-11-01T04:59:00.000Z"),
        ("America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00:00.000Z"),
    ])
    func `in the hour that a summer time skips the offset before it counts`(
        zone: String,
        day: String,
        time: String,
        instant: String
    ) throws {
        let noon = try #require(CalendarText.parseInstant("\(day)T12:00:00Z"))
        let found = RelativeTime.instant("today \(time)", try scope(zone, now: noon))
        #expect(found.map { CalendarText.instant($0) } == instant)
    }
}
