import Foundation
import Synchronization

/// When the clocks of a time zone change: the only rules of zones that expressions know, the same in every back end.
///
/// Read from the server's zone data once per zone and process. Before the first change its offset is the first one, after
/// the last change the last one; changes of the years 1900 to 2099 are known.
package struct ZoneRules: Hashable, Sendable {
    /// The zone's IANA name.
    package let name: String
    /// Seconds east of UTC before the first change.
    package let first: Int64
    /// Instants, ascending, each with the seconds east of UTC from then on.
    package let changes: [Change]

    /// One change of the clocks.
    package struct Change: Hashable, Sendable {
        /// Milliseconds since 1970.
        package let from: Int64
        /// Seconds east of UTC.
        package let offset: Int64
    }

    /// UTC, whose clocks never change.
    package static let utc = ZoneRules(name: "UTC", first: 0, changes: [])

    package init(name: String, first: Int64, changes: [Change]) {
        self.name = name
        self.first = first
        self.changes = changes
    }

    /// Milliseconds east of UTC.
    func offset(at instant: Int64) -> Int64 {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].from <= instant { low = middle + 1 } else { high = middle }
        }
        return (low == 0 ? first : changes[low - 1].offset) * 1_000
    }

    /// The day and the milliseconds since its midnight on the clock.
    package func local(_ instant: Int64) -> (day: Int64, milliseconds: Int64) {
        let local = instant + offset(at: instant)
        let (days, rest) = local.quotientAndRemainder(dividingBy: CalendarText.millisecondsPerDay)
        return rest < 0 ? (days - 1, rest + CalendarText.millisecondsPerDay) : (days, rest)
    }

    /// The instant of a time on the clock: the first one where clocks show it twice, and where they skip it, what it would
    /// have been without the skip.
    func instant(day: Int64, milliseconds: Int64) -> Int64 {
        let local = day * CalendarText.millisecondsPerDay + milliseconds
        let before = offset(at: local - CalendarText.millisecondsPerDay)
        let after = offset(at: local + CalendarText.millisecondsPerDay)
        if offset(at: local - before) == before { return local - before }
        if offset(at: local - after) == after { return local - after }
        return local - before
    }
}

extension ZoneRules {
    /// As JSON: `{"name":"Europe/Berlin","first":3208,"changes":[[-2422054408000,3600],...]}`, milliseconds and seconds.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("name")
            writer.string(name)
            writer.key("first")
            writer.int(first)
            writer.key("changes")
            writer.array(changes) { writer, change in
                writer.raw("[")
                writer.int(change.from)
                writer.comma()
                writer.int(change.offset)
                writer.raw("]")
            }
        }
    }

    /// The rules of a zone; those of UTC where the server knows no such zone.
    package static func of(_ name: String) -> ZoneRules {
        if name == "UTC" { return .utc }
        if let known = known.withLock({ $0[name] }) { return known }
        guard let zone = TimeZone(identifier: name) else { return .utc }
        let rules = read(zone, name)
        known.withLock { $0[name] = rules }
        return rules
    }

    /// Reading a zone takes milliseconds, and there are some hundreds of names.
    private static let known = Mutex<[String: ZoneRules]>([:])

    /// Looks every five days, and goes to the millisecond where the offset differs.
    ///
    /// The clocks of no zone have changed twice within five days.
    private static func read(_ zone: TimeZone, _ name: String) -> ZoneRules {
        func offset(_ instant: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) / 1_000)))
        }
        let step = 5 * CalendarText.millisecondsPerDay
        let end = CalendarText.dayNumber(year: 2100, month: 1, day: 1) * CalendarText.millisecondsPerDay
        var instant = CalendarText.dayNumber(year: 1900, month: 1, day: 1) * CalendarText.millisecondsPerDay
        let first = offset(instant)
        var (current, changes) = (first, [Change]())
        while instant < end {
            let next = offset(instant + step)
            if next != current {
                var (low, high) = (instant, instant + step)
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == current { low = middle } else { high = middle }
                }
                changes.append(Change(from: high, offset: next))
                current = next
            }
            instant += step
        }
        return ZoneRules(name: name, first: first, changes: changes)
    }
}
