import Kernel

/// Work and breaks by day: a stretch over midnight is split where the day ends in the zone, whatever its length.
struct DaySums {
    /// Milliseconds of a day; work without breaks.
    struct Sum {
        var work: Int64 = 0
        var breaks: Int64 = 0
    }

    let days: ClosedRange<Int64>
    private(set) var sums: [Sum]
    private let starts: [Int64]
    private let calendar: TenantCalendar
    private let now: Int64

    init(days: ClosedRange<Int64>, calendar: TenantCalendar, now: Int64) {
        self.days = days
        self.calendar = calendar
        self.now = now
        starts = (days.lowerBound...days.upperBound + 1).map(calendar.start)
        sums = Array(repeating: Sum(), count: days.count)
    }

    /// Adds an entry; one that runs counts until now.
    mutating func add(_ span: WorkSpan) {
        guard let start = span.start else { return }
        let end = span.end ?? max(start, now)
        var place = start
        for pause in span.pauses {
            let over = min(pause.end ?? end, end)
            spread(place, pause.start) { $0.work += $1 }
            spread(pause.start, over) { $0.breaks += $1 }
            place = max(place, over)
        }
        spread(place, end) { $0.work += $1 }
    }

    private mutating func spread(_ from: Int64, _ to: Int64, _ add: (inout Sum, Int64) -> Void) {
        guard from < to else { return }
        let first = max(days.lowerBound, calendar.day(of: from))
        let last = min(days.upperBound, calendar.day(of: to))
        guard first <= last else { return }
        for day in first...last {
            let index = Int(day - days.lowerBound)
            let share = min(to, starts[index + 1]) - max(from, starts[index])
            if share > 0 { add(&sums[index], share) }
        }
    }
}

/// What a day's sum is rounded to; what was recorded is never rounded.
struct Rounding {
    let minutes: Int64
    let way: String
    let breaksPaid: Bool

    /// Seconds of work that count.
    func worked(_ sum: DaySums.Sum) -> Int64 {
        (sum.work + (breaksPaid ? sum.breaks : 0)) / 1000
    }

    /// The same, rounded.
    func rounded(_ seconds: Int64) -> Int64 {
        let step = minutes * 60
        guard step > 0 else { return seconds }
        let below = seconds / step * step
        let rest = seconds - below
        let isUp =
            switch way {
            case "up": rest > 0
            case "down": false
            default: rest * 2 >= step
            }
        return isUp ? below + step : below
    }
}

/// Totals as JSON: weeks and the whole are sums of their days, so that the figures add up.
enum TotalsText {
    private struct Figures {
        var worked: Int64 = 0
        var breaks: Int64 = 0
        var rounded: Int64 = 0

        var text: String {
            "\"worked_seconds\":\(worked),\"break_seconds\":\(breaks),\"rounded_seconds\":\(rounded)"
        }

        static func + (left: Figures, right: Figures) -> Figures {
            Figures(
                worked: left.worked + right.worked,
                breaks: left.breaks + right.breaks,
                rounded: left.rounded + right.rounded
            )
        }
    }

    static func body(_ sums: DaySums, _ rule: Rounding, weekStart: Int) -> String {
        let days = zip(sums.days, sums.sums).map { day, sum in
            let worked = rule.worked(sum)
            return (day, Figures(worked: worked, breaks: sum.breaks / 1000, rounded: rule.rounded(worked)))
        }
        var weeks: [(from: Int64, to: Int64, figures: Figures)] = []
        for (day, figures) in days {
            if let last = weeks.last, TenantCalendar.weekday(of: day) != weekStart {
                weeks[weeks.count - 1] = (last.from, day, last.figures + figures)
            } else {
                weeks.append((day, day, figures))
            }
        }
        let whole = days.reduce(Figures()) { $0 + $1.1 }
        let dayTexts = days.map { "{\"date\":\"\(TenantCalendar.text($0))\",\($1.text)}" }
        let weekTexts = weeks.map { week in
            let (from, to) = (TenantCalendar.text(week.from), TenantCalendar.text(week.to))
            return "{\"from\":\"\(from)\",\"to\":\"\(to)\",\(week.figures.text)}"
        }
        let (from, to) = (TenantCalendar.text(sums.days.lowerBound), TenantCalendar.text(sums.days.upperBound))
        return "\"from\":\"\(from)\",\"to\":\"\(to)\",\(whole.text),"
            + "\"days\":[\(dayTexts.joined(separator: ","))],\"weeks\":[\(weekTexts.joined(separator: ","))]"
    }
}
