import Foundation
import Kernel
import Testing

struct CalendarTextTests {
    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (59, "1970-03-01"), (11_016, "2000-02-29"), (11_017, "2000-03-01"),
        (-719_162, "0001-01-01"), (2_932_896, "9999-12-31"), (-25_509, "1900-02-28"), (-25_508, "1900-03-01"),
        (20_833, "2027-01-15"),
    ])
    func `a day is written and read`(day: Int64, text: String) {
        #expect(CalendarText.day(day) == text)
        #expect(CalendarText.parseDay(text) == day)
    }

    @Test func `every day of the calendar's 400 years follows the one before`() throws {
        var (year, month, day) = (1700, 1, 1)
        let first = try #require(CalendarText.parseDay("1700-01-01"))
        let last = try #require(CalendarText.parseDay("2100-12-31"))
        for number in first...last {
            let text = CalendarText.day(number)
            let expected = [pad(year, 4), pad(month, 2), pad(day, 2)].joined(separator: "-")
            guard text == expected, CalendarText.parseDay(text) == number else {
                Issue.record("Day \(number) is \(text), not \(expected).")
                return
            }
            day += 1
            if day > length(month, year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2101)
    }

    @Test func `days and instants are what Foundation makes of them`() throws {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for milliseconds in stride(from: Int64(-2_000_000_000_123), through: 4_000_000_000_123, by: 7_777_777_777) {
            let text = CalendarText.instant(milliseconds)
            let date = try format.parse(text)
            #expect(Int64((date.timeIntervalSince1970 * 1000).rounded()) == milliseconds, "\(text)")
            #expect(CalendarText.parseInstant(text) == milliseconds)
        }
    }

    @Test(arguments: [
        "", "2027", "2027-1-15", "2027-01-15 ", " 2027-01-15", "2027-02-29", "2100-02-29", "2027-13-01", "2027-00-01",
        "2027-01-00", "2027-04-31", "0000-01-01", "10000-01-01", "2027/01/15", "２０２７-01-15", "-027-01-15",
        "2027-01-15T",
    ])
    func `what is no day is refused`(text: String) {
        #expect(CalendarText.parseDay(text) == nil)
    }

    @Test(arguments: [(0, "00:00:00"), (86_399, "23:59:59"), (3661, "01:01:01")])
    func `a time is written and read`(seconds: Int64, text: String) {
        #expect(CalendarText.time(seconds) == text)
        #expect(CalendarText.parseTime(text) == seconds)
    }

    @Test func `a time may leave out its seconds`() {
        #expect(CalendarText.parseTime("18:30") == 66_600)
    }

    @Test(arguments: [
        "", "24:00:00", "23:60:00", "23:59:60", "1:00:00", "18:3", "18", "18:30:00Z", "18:30:00.5", "-1:30",
    ])
    func `what is no time is refused`(text: String) {
        #expect(CalendarText.parseTime(text) == nil)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -1),
        ("1970-01-01T00:00:00.5Z", 500), ("1970-01-01T00:00:00.123456789Z", 123), ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T19:30:00-04:30", 0), ("1970-01-01T00:00:00+00:00", 0), ("2027-01-15T08:00:00Z", 1_800_000_000_000),
        ("0001-01-01T00:00:00.000Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func `an instant is read`(text: String, milliseconds: Int64) {
        #expect(CalendarText.parseInstant(text) == milliseconds)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z", "1970-01-01t00:00:00z", "1970-01-01T00:00:00z",
        "1970-01-01T00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00.1234567890Z", "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00+0100",
        "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00ZZ", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "1970-01-01T00:00:00,5Z",
    ])
    func `what is no instant is refused`(text: String) {
        #expect(CalendarText.parseInstant(text) == nil)
    }

    @Test func `what lies beyond the calendar is written as its end`() {
        #expect(CalendarText.instant(.max) == "9999-12-31T23:59:59.999Z")
        #expect(CalendarText.instant(.min) == "0001-01-01T00:00:00.000Z")
        #expect(CalendarText.day(.max) == "9999-12-31")
        #expect(CalendarText.time(-1) == "00:00:00")
        #expect(CalendarText.time(.max) == "23:59:59")
    }

    @Test func `the day of an instant is that of the zone`() {
        let morning = CalendarText.parseInstant("2027-01-15T00:30:00Z") ?? 0
        #expect(CalendarText.day(of: morning, zone: "UTC") == 20_833)
        #expect(CalendarText.day(of: morning, zone: "America/New_York") == 20_832)
        #expect(CalendarText.day(of: morning, zone: "Pacific/Kiritimati") == 20_833)
        #expect(CalendarText.day(of: -1, zone: "UTC") == -1)
        // Berlin is one hour ahead of UTC in winter and two in summer.
        #expect(
            CalendarText.day(of: CalendarText.parseInstant("2027-07-14T22:30:00Z") ?? 0, zone: "Europe/Berlin")
                == 21_014
        )
        #expect(
            CalendarText.day(of: CalendarText.parseInstant("2027-01-14T22:30:00Z") ?? 0, zone: "Europe/Berlin")
                == 20_832
        )
        #expect(CalendarText.day(of: morning, zone: "Nowhere/Town") == 20_833)
    }

    private func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    private func length(_ month: Int, _ year: Int) -> Int {
        if month == 2 { return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}
