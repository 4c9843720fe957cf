import Kernel

// The anchor of the control database's own journal; ControlAnchor.swift has its format.

extension SQLControlStore {
    /// Verifies the control database's own journal, against its anchor too.
    package func verifyJournal() throws -> JournalVerification {
        // Before the snapshot: what is anchored later is longer than what the snapshot sees.
        let reading = anchor.read()
        let found = try read { connection in
            if case .head(let head) = reading { return try JournalVerifier.verify(connection, anchor: head) }
            return try JournalVerifier.verify(connection, anchor: nil)
        }
        guard found.broken == nil, case .unreadable(let reason) = reading else { return found }
        return JournalVerification(
            entries: found.entries,
            head: found.head,
            broken: "The anchor outside the database says nothing: \(reason)."
        )
    }

    /// Why the journal does not fit its anchor; `nil` when it does.
    func anchorFinding() throws -> String? {
        switch anchor.read() {
        case .absent: nil
        case .unreadable(let reason): "control.anchor: \(reason)"
        case .head(let head):
            try read { try head.isHeld(by: $0) }
                ? nil : "journal: the anchored entry \(head.seq) is missing or another one"
        }
    }

    /// Begins to anchor: an anchor that does not fit stays as it is; where there is none, the journal says since when
    /// there is one.
    func adoptAnchor() throws {
        if try anchorFinding() != nil { return anchor.pin() }
        let head = try read { try JournalHead.read($0) }
        guard anchor.read() == .absent, head.seq > 0 else { return anchor.note(head) }
        do {
            try write { connection, journal in
                try journal.append(facts("kernel.journal", TenantID.platform.raw, "anchored"), on: connection)
            }
        } catch let error as KernelError where error.problem == .unavailable {
            // A full disk must not keep the server from reading; a later write is anchored all the same.
            anchor.note(head)
        }
    }

    /// Writes the journal's end beside the database now.
    package func anchorJournal() throws {
        try anchor.flush()
    }
}
