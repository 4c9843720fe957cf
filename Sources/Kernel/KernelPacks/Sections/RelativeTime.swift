import Kernel

/// A day counted from the day of seeding, perhaps with a time of that day: `today`, `today - 3d`, `today + 1d 18:30`.
package struct RelativeTime: Hashable, Sendable {
    /// Days after the day of seeding; negative before it.
    package let days: Int64
    /// Seconds since midnight, in the tenant's zone; `nil` where only a day was written.
    package let time: Int64?

    /// The farthest day, about a century.
    static let farthest: Int64 = 36_525

    /// Reads the text; `nil` for anything else.
    package init?(_ text: String) {
        var words = text.split(separator: " ", omittingEmptySubsequences: false)[...]
        guard words.popFirst() == "today" else { return nil }
        var days: Int64 = 0
        if let sign = words.first, sign == "+" || sign == "-" {
            guard words.count >= 2, let count = RelativeTime.count(words[words.startIndex + 1]) else { return nil }
            days = sign == "+" ? count : -count
            words = words.dropFirst(2)
        }
        var time: Int64?
        if let word = words.popFirst() {
            guard let seconds = CalendarText.parseTime(String(word)) else { return nil }
            time = seconds
        }
        guard words.isEmpty else { return nil }
        self.days = days
        self.time = time
    }

    private static func count(_ word: Substring) -> Int64? {
        guard word.last == "d", NumberText.isInteger(String(word.dropLast())), let days = Int64(word.dropLast()),
            (0...farthest).contains(days)
        else { return nil }
        return days
    }
}
