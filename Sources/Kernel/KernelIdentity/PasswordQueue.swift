import Foundation
import Kernel
import KernelCrypto
import Synchronization

/// Hashes and verifies passwords on threads of its own.
///
/// One scrypt at the product's cost takes 0.3 to 0.5 s and 16 MiB, so two cores answer four to six logins a second.
/// Beyond the queue's bound a login is refused with 429 and costs nothing.
package final class PasswordQueue: Sendable {
    /// What became of a verification.
    package struct Verification: Hashable, Sendable {
        /// Whether it is the password.
        package let matches: Bool
        /// Whether the stored hash was made at another cost than today's.
        package let needsRehash: Bool
    }

    /// The cost of new hashes.
    package let parameters: Scrypt.Parameters
    /// A hash at today's cost that no password has: verified where there is nobody, so that nobody takes as long.
    package let decoy: String
    private let random: any RandomSource
    private let threads: WorkThreads

    package init(parameters: Scrypt.Parameters, random: any RandomSource, threads: WorkThreads) {
        self.parameters = parameters
        self.random = random
        self.threads = threads
        let salt = Self.base64(random.bytes(PasswordHash.saltLength))
        let cost = "ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)"
        decoy = "$scrypt$\(cost)$\(salt)$\(Self.base64(random.bytes(32)))"
    }

    /// The encoded hash of a new password.
    /// - Throws: `rateLimited` when the queue is full, `unavailable` when it is closed or memory is refused.
    package func hash(_ password: String) async throws(KernelError) -> String {
        let salt = random.bytes(PasswordHash.saltLength)
        let parameters = parameters
        return try await run { () throws(CryptoError) in
            try PasswordHash.make(password: password, salt: salt, parameters: parameters).encoded
        }
    }

    /// Whether a password belongs to a stored hash.
    /// - Throws: `rateLimited` when the queue is full; `unavailable` when the password could not be checked.
    package func verify(_ password: String, against encoded: String) async throws(KernelError) -> Verification {
        let parameters = parameters
        return try await run { () throws(CryptoError) in
            let stored = try PasswordHash(encoded: encoded)
            return Verification(
                matches: try stored.verify(password),
                needsRehash: stored.needsRehash(parameters)
            )
        }
    }

    /// Finishes what was accepted and ends the threads.
    package func shutdown() async {
        await threads.shutdown()
    }

    private func run<T: Sendable>(
        _ work: @escaping @Sendable () throws(CryptoError) -> T
    ) async throws(KernelError) -> T {
        let call = Call()
        let result: Result<T, KernelError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(WorkThreads.Refusal) {
                    try threads.submit {
                        // Whoever hung up while waiting must not cost half a second of a core.
                        let result = call.isCancelled ? .failure(Self.cancelled) : Self.result(of: work)
                        continuation.resume(returning: result)
                    }
                } catch {
                    continuation.resume(returning: .failure(Self.error(for: error)))
                }
            }
        } onCancel: {
            call.cancel()
        }
        return try result.get()
    }

    private static func result<T>(of work: () throws(CryptoError) -> T) -> Result<T, KernelError> {
        do throws(CryptoError) {
            return .success(try work())
        } catch .passwordHoldsNUL {
            return .failure(.invalid([PasswordPolicy.holdsNUL]))
        } catch {
            return .failure(.unavailable("The password could not be checked.", cause: error.description))
        }
    }

    private static func error(for refusal: WorkThreads.Refusal) -> KernelError {
        switch refusal {
        case .closed:
            return .unavailable("The server is shutting down.", cause: "password queue closed")
        case .full:
            var error = KernelError(.rateLimited, "Too many people are signing in. Try again in a moment.")
            error.headers = [Outcome.Header("Retry-After", "1")]
            error.cause = "password queue full"
            return error
        }
    }

    private static var cancelled: KernelError {
        .unavailable("The request was given up.", cause: "cancelled while waiting for the password queue")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "=", with: "")
    }

    /// Whether the one who waits has gone.
    private final class Call: Sendable {
        private let gone = Atomic(false)

        var isCancelled: Bool { gone.load(ordering: .acquiring) }

        func cancel() {
            gone.store(true, ordering: .releasing)
        }
    }
}
