import KernelPacks
import Testing

@Suite struct RelativeTimeTests {
    @Test(
        arguments: [
            ("today", 0, nil), ("today + 1d", 1, nil), ("today - 30d", -30, nil), ("today 18:30", 0, 66_600),
            ("today + 1d 18:30", 1, 66_600), ("today - 7d 06:00:05", -7, 21_605), ("today + 0d", 0, nil),
            ("today + 36525d", 36_525, nil),
        ] as [(String, Int64, Int64?)]
    )
    func `days and times`(text: String, days: Int64, time: Int64?) throws {
        let relative = try #require(RelativeTime(text))
        #expect(relative.days == days)
        #expect(relative.time == time)
    }

    @Test(arguments: [
        "", "Today", "tomorrow", "today+1d", "today +1d", "today + 1", "today + d", "today + 1w", "today + -1d",
        "today + 01d", "today + 36526d", "today + 99999999999999999999d", "today 24:00", "today  18:30", "today ",
        " today", "today 18:30 +1d", "today + 1d + 1d", "today + 1d 18:30 x", "today +", "2026-11-22",
    ])
    func `nothing else`(text: String) {
        #expect(RelativeTime(text) == nil)
    }
}
