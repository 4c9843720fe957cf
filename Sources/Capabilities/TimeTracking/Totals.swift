import Kernel

/// `GET /api/time-tracking/totals?from=&to=&member=`: a member's days and weeks in the tenant's zone.
enum Totals {
    static let view = Permission(
        "time-tracking.view_totals",
        title: LocalizedText(["en": "See totals of time", "de": "Summen der Zeiten sehen"]),
        scopes: [.own, .team, .all],
        implies: ["\(TimeEntry.id.raw).read"]
    )

    /// Days that one answer covers at most.
    private static let mostDays: Int64 = 366
    /// Entries read at once; more than anybody makes in that time.
    private static let mostEntries = 100_000

    static let action = ActionDefinition(
        owner: "time-tracking",
        id: "totals",
        title: LocalizedText(["en": "Totals", "de": "Summen"]),
        permission: view,
        input: [
            FieldDefinition("from", .date), FieldDefinition("to", .date),
            FieldDefinition("member", .reference(to: "access.member")),
        ],
        body: .read { snapshot, input in
            let scope = snapshot.scope
            let member = try member(input, snapshot)
            let calendar = scope.calendar
            let weekStart = firstWeekday(scope)
            let days = try range(input, today: calendar.day(of: scope.now), weekStart: weekStart)
            let from = TenantCalendar.text(instant: calendar.start(of: days.lowerBound))
            let to = TenantCalendar.text(instant: calendar.start(of: days.upperBound + 1))
            let entries = try snapshot.reach(
                TimeEntry.id,
                where:
                    "member = '\(member.raw)' and started_at < '\(to)' and (ended_at = null or ended_at > '\(from)')",
                sort: "started_at",
                limit: mostEntries
            )
            var sums = DaySums(days: days, calendar: calendar, now: scope.now)
            for entry in entries { sums.add(WorkSpan(entry)) }
            let rule = Rounding(
                minutes: scope.value(of: Settings.roundingMinutes).int ?? 0,
                way: scope.value(of: Settings.rounding).text ?? "",
                breaksPaid: scope.value(of: Settings.breaksPaid) == .bool(true)
            )
            let isRunning = entries.contains { $0.state == TimeEntry.running }
            let head = "{\"member\":\"\(member.raw)\",\"zone\":\"\(scope.environment.zone)\",\"running\":\(isRunning),"
            return .json(head + TotalsText.body(sums, rule, weekStart: weekStart) + "}")
        }
    )

    /// The member asked for, the caller where none is named.
    /// - Throws: 404 for members whom the permission does not reach.
    private static func member(_ input: ActionInput, _ snapshot: Snapshot) throws -> RecordID {
        let me = snapshot.scope.principal.member
        guard let member = input["member"].reference ?? me else { throw KernelError.notFound }
        if member == me { return member }
        let found = try snapshot.reach("access.member", where: "id = '\(member.raw)'", sort: "id", limit: 1)
        guard !found.isEmpty else { throw KernelError.notFound }
        return member
    }

    /// The days asked for; without them, this week.
    private static func range(_ input: ActionInput, today: Int64, weekStart: Int) throws -> ClosedRange<Int64> {
        let monday = today - Int64((TenantCalendar.weekday(of: today) - weekStart + 7) % 7)
        let from = input["from"].day ?? input["to"].day.map { $0 - 6 } ?? monday
        let to = input["to"].day ?? (input["from"].isNull ? monday + 6 : from + 6)
        guard from <= to else { throw KernelError.invalid([Finding("to", "order", "This lies before `from`.")]) }
        guard to - from < mostDays else {
            throw KernelError.invalid([Finding("to", "range", "At most \(mostDays) days at once.")])
        }
        return from...to
    }

    private static func firstWeekday(_ scope: TenantScope) -> Int {
        switch scope.value(of: Settings.weekStart).text {
        case "saturday": 6
        case "sunday": 7
        default: 1
        }
    }
}

extension Value {
    /// The day number, where this is a day.
    fileprivate var day: Int64? {
        if case .date(let day) = self { day } else { nil }
    }
}
