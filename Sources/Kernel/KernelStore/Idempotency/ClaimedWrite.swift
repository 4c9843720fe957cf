import Kernel

/// A write under an idempotency key: effect and answer are kept in one savepoint, or neither is.
struct ClaimedWrite: Sendable {
    let claim: IdempotencyClaim
    /// The instant of the request.
    let now: Int64
    /// The answer that a refusal becomes.
    let refusal: @Sendable (KernelError) -> Outcome
    let body: @Sendable (WriterContext) throws -> Outcome

    /// Runs in the member's savepoint.
    ///
    /// A twin that got here first has its answer kept: it is given again, and nothing runs.
    func run(
        _ context: WriterContext,
        answer: @escaping @Sendable (Result<Outcome, any Error>) -> Void
    )
        -> WriterItem.Verdict
    {
        do {
            if let twin = try IdempotencyTable.find(claim, now: now, on: context.connection) {
                let replay = try Self.replay(twin, of: claim)
                return .keep { answer(.success(replay)) }
            }
            let outcome = try body(context)
            if IdempotencyTable.keeps(outcome.status) { try keep(outcome, context) }
            return .keep { answer(.success(outcome)) }
        } catch let error as KernelError where IdempotencyTable.keeps(error.problem.status) && !isReuse(error) {
            let outcome = refusal(error)
            return .undo(after: { try keep(outcome, $0) }, answer: { answer(.failure(error)) })
        } catch {
            let error = callersError(error)
            return .undo(after: nil, answer: { answer(.failure(error)) })
        }
    }

    /// A kept answer as the twin gets it, with `Idempotent-Replay: true`.
    /// - Throws: 422 `key_reused` where the key answered another request.
    static func replay(_ stored: StoredAnswer, of claim: IdempotencyClaim) throws(KernelError) -> Outcome {
        guard stored.fingerprint == claim.fingerprint else {
            throw KernelError(.keyReused, "This idempotency key has answered another request.")
        }
        var outcome = stored.outcome
        outcome.headers.append(Outcome.Header("Idempotent-Replay", "true"))
        return outcome
    }

    private func keep(_ outcome: Outcome, _ context: WriterContext) throws {
        try IdempotencyTable.store(claim, outcome, now: now, on: context.connection)
    }

    /// The key's own refusal must not take the place of the answer that the key has.
    private func isReuse(_ error: KernelError) -> Bool {
        error.problem == .keyReused
    }
}
