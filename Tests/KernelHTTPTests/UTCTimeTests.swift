import Foundation
import Testing

@testable import KernelHTTP

/// Civil time by arithmetic, compared with Foundation's calendar.
struct UTCTimeTests {
    @Test(
        arguments: [
            (Int64(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399_999, "Sun, 28 Feb 2100 23:59:59 GMT"),
        ]
    )
    func `the Date header has its fixed form`(milliseconds: Int64, text: String) {
        #expect(UTCTime(milliseconds: milliseconds).httpDate == text)
    }

    @Test
    func `every day of four centuries is the calendar's day`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        var mismatches = 0
        for day in stride(from: Int64(-40_000), to: 110_000, by: 13) {
            let milliseconds = day * 86_400_000 + 12_345_678
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
            let time = UTCTime(milliseconds: milliseconds)
            let same =
                time.year == parts.year && time.month == parts.month && time.day == parts.day && time.hour == parts.hour
                && time.minute == parts.minute && time.second == parts.second
                && time.weekday + 1 == parts.weekday
            if !same { mismatches += 1 }
        }
        #expect(mismatches == 0)
    }

    @Test
    func `log times have milliseconds`() {
        #expect(UTCTime(milliseconds: 784_111_777_042).rfc3339 == "1994-11-06T08:49:37.042Z")
    }

    @Test
    func `the Date header changes with the second`() {
        let dates = DateHeader()
        #expect(dates.text(at: 999) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(dates.text(at: 1_000) == "Thu, 01 Jan 1970 00:00:01 GMT")
        #expect(dates.text(at: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}
