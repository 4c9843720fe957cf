import Kernel

extension GroupWriter {
    /// Runs a write, `alone` in a group of its own, and waits until it is on disk.
    ///
    /// `onDisk` runs once the write is durable, before the caller goes on.
    func perform<T: Sendable>(
        alone: Bool = false,
        onDisk: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable (WriterContext) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                WriterItem(
                    isAlone: alone,
                    run: { context in
                        do {
                            let result = try body(context)
                            return .keep {
                                onDisk()
                                continuation.resume(returning: result)
                            }
                        } catch {
                            let error = callersError(error)
                            return .undo(after: nil) { continuation.resume(throwing: error) }
                        }
                    },
                    fail: { continuation.resume(throwing: $0) }
                )
            )
        }
    }

    /// Runs a write under an idempotency key and waits until effect and answer are on disk.
    func perform(_ claimed: ClaimedWrite) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                WriterItem(
                    isAlone: false,
                    run: { context in claimed.run(context) { continuation.resume(with: $0) } },
                    fail: { continuation.resume(throwing: $0) }
                )
            )
        }
    }
}
