import Kernel

/// What every entry satisfies, however it was written: no negative time, none in the future, no two of one member that
/// overlap, pauses in order and inside; corrections with a reason, stamped with who and when.
enum EntryRule {
    static let rule = RecordRule(TimeEntry.id, id: "times") { context, draft in
        var check = EntryRule.Check(context: context, draft: draft)
        try check.run()
        draft = check.draft
        return check.findings
    }

    private struct Check {
        let context: RuleContext
        var draft: RecordDraft
        var findings: [Finding] = []

        private var isRunning: Bool { draft.record.state == TimeEntry.running }
        private static let corrections = ["corrected_start", "corrected_end", "corrected_breaks"]

        mutating func run() throws {
            guard !isRunning || Self.corrections.allSatisfy({ draft[$0].isNull }) else {
                for field in Self.corrections where !draft[field].isNull {
                    find(field, "running", "The clock still runs: clock out first, or close the entry.")
                }
                return
            }
            stampCorrection()
            let span = WorkSpan(draft.record)
            checkOrder(span)
            checkPauses(span)
            guard findings.isEmpty, let start = span.start else { return }
            derive(span, start)
            try checkOverlap(start, span.end)
        }

        private mutating func find(_ path: String, _ code: String, _ message: String) {
            findings.append(Finding(path, code, message))
        }

        /// Who corrected, and when; a correction needs a reason as long as it stands.
        private mutating func stampCorrection() {
            let isCorrected = Self.corrections.contains { !draft[$0].isNull }
            guard isCorrected else {
                draft["corrected_by"] = .null
                draft["corrected_at"] = .null
                return
            }
            if draft["correction_reason"].text?.isEmpty ?? true {
                find("correction_reason", "required", "Say why the times differ from the clock.")
            }
            guard (Self.corrections + ["correction_reason"]).contains(where: draft.changes) else { return }
            // Seeds say themselves who it was.
            guard let member = context.scope.principal.member else { return }
            draft["corrected_by"] = .reference(member)
            draft["corrected_at"] = .datetime(context.scope.now, zone: nil)
        }

        private var startField: String { draft["corrected_start"].isNull ? "clocked_in_at" : "corrected_start" }
        private var endField: String { draft["corrected_end"].isNull ? "clocked_out_at" : "corrected_end" }

        private mutating func checkOrder(_ span: WorkSpan) {
            if span.start == nil { find("corrected_start", "required", "Say when the work began.") }
            if span.end == nil, !isRunning { find("corrected_end", "required", "Say when the work ended.") }
            for (instant, field) in [(span.start, startField), (span.end, endField)] {
                guard let instant, instant > context.scope.now else { continue }
                find(field, "future", "This lies in the future.")
            }
            guard let start = span.start, let end = span.end, end < start else { return }
            find(draft.changes(endField) ? endField : startField, "negative", "The end lies before the start.")
        }

        /// Pauses follow each other, inside the entry; the last may be open, and then lasts until the end.
        private mutating func checkPauses(_ span: WorkSpan) {
            let isCorrected = !draft["corrected_breaks"].isNull
            var last = span.start ?? .min
            for (index, pause) in span.pauses.enumerated() {
                let place = isCorrected ? "corrected_breaks[\(index)]" : "corrected_breaks"
                if pause.start < last {
                    let path = isCorrected ? "\(place).started_at" : place
                    find(path, "order", "A break begins before the entry or before the break ahead of it ends.")
                }
                if pause.end == nil, isCorrected || index < span.pauses.count - 1 {
                    find("\(place).ended_at", "required", "Say when the break ended.")
                }
                let end = pause.end ?? span.end ?? context.scope.now
                if end < pause.start || end > span.end ?? context.scope.now {
                    let path = isCorrected ? "\(place).ended_at" : place
                    find(path, "order", "A break ends before it begins, or after the entry.")
                }
                last = max(last, end)
            }
        }

        /// What follows from both; whole seconds, rounded down.
        private mutating func derive(_ span: WorkSpan, _ start: Int64) {
            draft["started_at"] = .datetime(start, zone: nil)
            draft["ended_at"] = span.end.map { .datetime($0, zone: nil) } ?? .null
            guard let end = span.end else { return }
            let paused = span.paused(until: end)
            let worked = (end - start - paused) / 1000
            draft["paused"] = .duration(paused / 1000)
            draft["worked"] = .duration(worked)
            draft["minutes"] = .int(worked / 60)
        }

        /// Entries of one member never share a moment; one that runs lasts until for ever.
        private mutating func checkOverlap(_ start: Int64, _ end: Int64?) throws {
            guard let member = draft["member"].reference else { return }
            var conditions = [
                "member = '\(member.raw)'", "id != '\(draft.record.id.raw)'",
                "(ended_at = null or ended_at > '\(TenantCalendar.text(instant: start))')",
            ]
            if let end { conditions.append("started_at < '\(TenantCalendar.text(instant: end))'") }
            let condition = conditions.joined(separator: " and ")
            let others = try context.records(TimeEntry.id, where: condition, sort: "started_at", limit: 1)
            guard let other = others.first, let began = other["started_at"].instant else { return }
            let stretches =
                other["ended_at"].instant.map { "to \(TenantCalendar.text(instant: $0))" } ?? "and still runs"
            let isEnd = draft.changes(endField) && began >= start
            find(
                isEnd ? endField : startField,
                "overlap",
                "Another entry of the same member lasts from \(TenantCalendar.text(instant: began)) \(stretches)."
            )
        }
    }
}
