import Kernel

/// A stretch of time, from the first millisecond to before the last; open while `end` is missing.
struct Stretch: Hashable {
    let start: Int64
    let end: Int64?
}

/// When an entry's work was: what was corrected, else what the clock recorded.
struct WorkSpan {
    let start: Int64?
    let end: Int64?
    let pauses: [Stretch]

    init(_ entry: Record) {
        start = entry["corrected_start"].instant ?? entry["clocked_in_at"].instant
        end = entry["corrected_end"].instant ?? entry["clocked_out_at"].instant
        let corrected = entry["corrected_breaks"]
        pauses = Self.pauses(corrected.isNull ? entry["clocked_breaks"] : corrected)
    }

    static func pauses(_ value: Value) -> [Stretch] {
        guard case .list(let rows) = value else { return [] }
        return rows.compactMap { row in
            (row["started_at"] ?? .null).instant.map { Stretch(start: $0, end: (row["ended_at"] ?? .null).instant) }
        }
    }

    static func value(_ pauses: [Stretch]) -> Value {
        .list(
            pauses.map { pause in
                var row: [String: Value] = ["started_at": .datetime(pause.start, zone: nil)]
                row["ended_at"] = pause.end.map { .datetime($0, zone: nil) }
                return row
            }
        )
    }

    /// Milliseconds of pauses up to an end; an open one lasts until then.
    func paused(until end: Int64) -> Int64 {
        pauses.reduce(0) { $0 + max(0, min($1.end ?? end, end) - $1.start) }
    }
}

extension Value {
    /// The instant, where this is one, in milliseconds.
    var instant: Int64? {
        if case .datetime(let instant, _) = self { instant } else { nil }
    }
}
