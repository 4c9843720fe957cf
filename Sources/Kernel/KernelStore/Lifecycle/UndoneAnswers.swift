import Kernel

/// Answers kept under idempotency keys that say of a record that it was made, where the record goes with a change that is taken back.
///
/// A client that sends its request again would be told for 30 days that there is what there is not.
struct UndoneAnswers {
    private let losses: UndoLosses

    init(_ losses: UndoLosses) {
        self.losses = losses
    }

    /// Removes them, while the records are still there.
    func forget() throws {
        let answers = try IdempotencyTable.makings(since: losses.receipt.at, on: losses.connection)
        guard !answers.isEmpty else { return }
        for step in losses.steps where step.kind == .table {
            try losses.connection.query("SELECT id FROM \(PhysicalName.quoted(step.table))", []) { row in
                guard let answer = answers[row.text(0)] else { return }
                try IdempotencyTable.forget(answer, on: losses.connection)
            }
        }
    }
}
