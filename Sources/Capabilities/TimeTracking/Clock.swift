import Kernel

/// The clock: in and out, breaks.
///
/// Everybody works the own clock only.
enum Clock {
    static let track = Permission(
        "time-tracking.track",
        title: LocalizedText(["en": "Use the time clock", "de": "Stempeln"]),
        scopes: [.own],
        implies: ["\(TimeEntry.id.raw).read"]
    )

    static let events = [clockedIn, clockedOut, breakStarted, breakEnded]
    static let actions = [clockIn, clockOut, breakStart, breakEnd]

    static let alreadyIn = ProblemCode.conflict("already_clocked_in", title: "Already clocked in")
    static let notIn = ProblemCode.conflict("not_clocked_in", title: "Not clocked in")
    static let alreadyOnBreak = ProblemCode.conflict("already_on_break", title: "Already on a break")
    static let notOnBreak = ProblemCode.conflict("not_on_break", title: "Not on a break")

    private static let clockedIn = EventDefinition("time-tracking.clocked_in", title: "Clocked in")
    private static let clockedOut = EventDefinition("time-tracking.clocked_out", title: "Clocked out")
    private static let breakStarted = EventDefinition("time-tracking.break_started", title: "Break started")
    private static let breakEnded = EventDefinition("time-tracking.break_ended", title: "Break ended")

    private static let at = FieldDefinition("at", .datetime())
    private static let position = FieldDefinition("position", .geo)
    private static let note = FieldDefinition("note", .longText(max: 2000))
    private static let order = FieldDefinition("work_order", .reference(to: "work-orders.work_order"))

    /// `POST /api/time-tracking/clock-in`.
    private static let clockIn = ActionDefinition(
        owner: "time-tracking",
        id: "clock_in",
        title: LocalizedText(["en": "Clock in", "de": "Einstempeln"]),
        permission: track,
        input: [order, at, position, note],
        takesID: true,
        body: .write { transaction, input in
            let me = try TimeClock.member(transaction.scope)
            if let id = input.id, try transaction.hasRecord(TimeEntry.id, id) {
                throw KernelError(.exists, "There is already a record with this id.")
            }
            if let open = try TimeClock.running(me, transaction) {
                throw try transaction.refusal(alreadyIn, "Clock out first.", current: TimeEntry.id, open.id)
            }
            var values: [String: Value] = ["member": .reference(me)]
            values["clocked_in_at"] = .datetime(try TimeClock.instant(input, transaction.scope), zone: nil)
            for (field, value) in [("clocked_in_position", "position"), ("note", "note"), ("work_order", "work_order")]
            where !input[value].isNull {
                values[field] = input[value]
            }
            let entry = try TimeClock.toldOfInput {
                try transaction.add(TimeEntry.id, id: input.id, state: TimeEntry.running, values)
            }
            try transaction.emit(clockedIn, about: TimeEntry.id, entry.id)
            return .record(TimeEntry.id, entry.id, created: true)
        }
    )

    /// `POST /api/time-tracking/clock-out`; a break that lasts ends with the work.
    private static let clockOut = ActionDefinition(
        owner: "time-tracking",
        id: "clock_out",
        title: LocalizedText(["en": "Clock out", "de": "Ausstempeln"]),
        permission: track,
        input: [at, position, note],
        body: .write { transaction, input in
            let entry = try TimeClock.open(transaction)
            let end = try TimeClock.instant(input, transaction.scope, after: entry)
            var values: [String: Value] = ["clocked_out_at": .datetime(end, zone: nil)]
            if let pause = entry.pauses.last, pause.end == nil {
                values["clocked_breaks"] = WorkSpan.value(
                    entry.pauses.dropLast() + [Stretch(start: pause.start, end: end)]
                )
            }
            if !input["position"].isNull { values["clocked_out_position"] = input["position"] }
            if let added = input["note"].text {
                values["note"] = .text([entry.record["note"].text, added].compactMap { $0 }.joined(separator: "\n"))
            }
            let isNoted = !(values["note"] ?? entry.record["note"]).isNull
            guard isNoted || transaction.scope.value(of: Settings.noteRequired) != .bool(true) else {
                throw KernelError.invalid([Finding("note", "required", "Say what was done.")])
            }
            let written = try TimeClock.toldOfInput {
                try transaction.set(TimeEntry.id, entry.record.id, state: TimeEntry.completed, values)
            }
            try transaction.emit(clockedOut, about: TimeEntry.id, written.id)
            return .record(TimeEntry.id, written.id, created: false)
        }
    )

    /// `POST /api/time-tracking/break-start`.
    private static let breakStart = ActionDefinition(
        owner: "time-tracking",
        id: "break_start",
        title: LocalizedText(["en": "Start a break", "de": "Pause beginnen"]),
        permission: track,
        input: [at],
        body: .write { transaction, input in
            let entry = try TimeClock.open(transaction)
            guard entry.pauses.last.map({ $0.end != nil }) ?? true else {
                throw try transaction.refusal(
                    alreadyOnBreak,
                    "End the break first.",
                    current: TimeEntry.id,
                    entry.record.id
                )
            }
            let start = try TimeClock.instant(input, transaction.scope, after: entry)
            return try TimeClock.pause(
                entry.pauses + [Stretch(start: start, end: nil)],
                of: entry,
                breakStarted,
                &transaction
            )
        }
    )

    /// `POST /api/time-tracking/break-end`.
    private static let breakEnd = ActionDefinition(
        owner: "time-tracking",
        id: "break_end",
        title: LocalizedText(["en": "End a break", "de": "Pause beenden"]),
        permission: track,
        input: [at],
        body: .write { transaction, input in
            let entry = try TimeClock.open(transaction)
            guard let pause = entry.pauses.last, pause.end == nil else {
                throw try transaction.refusal(notOnBreak, "There is no break.", current: TimeEntry.id, entry.record.id)
            }
            let end = try TimeClock.instant(input, transaction.scope, after: entry)
            let pauses = entry.pauses.dropLast() + [Stretch(start: pause.start, end: end)]
            return try TimeClock.pause(Array(pauses), of: entry, breakEnded, &transaction)
        }
    )
}
