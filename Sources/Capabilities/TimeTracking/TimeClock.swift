import Kernel

/// What the actions of the clock do alike.
enum TimeClock {
    /// The entry that runs.
    struct Open {
        let record: Record
        /// As the clock recorded them.
        let pauses: [Stretch]

        /// The last thing that the clock recorded.
        var latest: Int64 {
            pauses.last.map { $0.end ?? $0.start } ?? record["clocked_in_at"].instant ?? .min
        }
    }

    /// The member who asks.
    static func member(_ scope: TenantScope) throws -> RecordID {
        guard let member = scope.principal.member else {
            throw KernelError(.forbidden, "The clock is for people.", permission: Clock.track.id)
        }
        return member
    }

    static func running(_ member: RecordID, _ transaction: Transaction) throws -> Record? {
        let condition = "member = '\(member.raw)' and state = \(TimeEntry.running)"
        return try transaction.reach(TimeEntry.id, where: condition, sort: "started_at", limit: 1).first
    }

    /// - Throws: 409 `not_clocked_in`.
    static func open(_ transaction: Transaction) throws -> Open {
        guard let record = try running(member(transaction.scope), transaction) else {
            throw KernelError(Clock.notIn, "Clock in first.")
        }
        return Open(record: record, pauses: WorkSpan.pauses(record["clocked_breaks"]))
    }

    /// The moment meant: now, or `at` where it is neither to come nor too long ago nor before what is recorded already.
    static func instant(_ input: ActionInput, _ scope: TenantScope, after entry: Open? = nil) throws -> Int64 {
        let now = scope.now
        let at = input["at"].instant ?? now
        let hours = scope.value(of: Settings.backHours).int ?? 0
        func refuse(_ code: String, _ message: String) -> KernelError {
            KernelError.invalid([Finding("at", code, message)])
        }
        if at > now { throw refuse("future", "This lies in the future.") }
        if at < now - hours * 3_600_000 { throw refuse("too_old", "This is more than \(hours) hours ago.") }
        if let latest = entry?.latest, at < latest {
            throw refuse(
                "order",
                "The clock recorded something later already, at \(TenantCalendar.text(instant: latest))."
            )
        }
        return at
    }

    static func pause(
        _ pauses: [Stretch],
        of entry: Open,
        _ event: EventDefinition,
        _ transaction: inout Transaction
    ) throws -> ActionOutput {
        let written = try toldOfInput {
            try transaction.set(TimeEntry.id, entry.record.id, ["clocked_breaks": WorkSpan.value(pauses)])
        }
        try transaction.emit(event, about: TimeEntry.id, written.id)
        return .record(TimeEntry.id, written.id, created: false)
    }

    /// Findings about recorded fields, which nobody sent, are findings about `at`.
    static func toldOfInput<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch var error as KernelError {
            error.findings = error.findings.map { finding in
                let isTime = finding.path.hasPrefix("clocked_") || finding.path.hasPrefix("corrected_")
                return isTime ? Finding("at", finding.code, finding.message) : finding
            }
            throw error
        }
    }
}
