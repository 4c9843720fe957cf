import KernelCrypto
import Synchronization

/// Keys whose request is running now, so that a twin waits for its answer instead of running again.
final class InFlightKeys: Sendable {
    private struct Key: Hashable {
        let tenant: TenantID
        let principal: String
        let key: String
    }

    private let running = Mutex<Set<Key>>([])

    /// Takes a key; `false` when a twin has it.
    func take(_ claim: IdempotencyClaim, in tenant: TenantID) -> Bool {
        let key = Key(tenant: tenant, principal: claim.principal, key: claim.key)
        return running.withLock { $0.insert(key).inserted }
    }

    /// Gives a key back.
    func release(_ claim: IdempotencyClaim, in tenant: TenantID) {
        let key = Key(tenant: tenant, principal: claim.principal, key: claim.key)
        _ = running.withLock { $0.remove(key) }
    }
}

extension Runtime {
    /// How often a waiting twin looks, and how often in all: 5 seconds.
    private static let lookEvery = Duration.milliseconds(20)
    private static let looks = 250

    /// Step 5 and the write itself: runs `body` once per idempotency key, or answers what was answered before.
    ///
    /// Denials and reads that wait are journaled in front of it; a write that does not come about puts them back.
    ///
    /// A request that writes in several transactions numbers them: each has its own answer under the key.
    func write(
        _ call: AuthorizedInvocation,
        part: Int = 0,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Outcome
    ) async throws -> Outcome {
        let notes = call.tenant.notes.take()
        do {
            let outcome = try await mirrored(call, part) { backend in
                try Self.journal(notes, call.scope, backend)
                return try body(backend)
            }
            if outcome.labels.problem != nil || outcome.isReplay { call.tenant.notes.putBack(notes) }
            return outcome
        } catch {
            call.tenant.notes.putBack(notes)
            throw error
        }
    }

    /// What changes a tenant's record in the platform's own is brought to the control database too.
    private func mirrored(
        _ call: AuthorizedInvocation,
        _ part: Int,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Outcome
    ) async throws -> Outcome {
        guard isAboutTenants(call) else { return try await writeOnce(call, part, body) }
        let platform = platform(requestID: call.invocation.requestID)
        let tenant = try RecordID(call.parameter("id")).flatMap { try platform.tenant(of: $0) }
        return try await platform.following(tenant) { try await writeOnce(call, part, body) }
    }

    private func writeOnce(
        _ call: AuthorizedInvocation,
        _ part: Int,
        _ body: @escaping @Sendable (any TransactionBackend) throws -> Outcome
    ) async throws -> Outcome {
        let store = try tenants.store(of: call.tenant)
        guard let claim = try claim(of: call, part) else { return try await store.write(call.scope, body) }
        try await take(claim, call)
        defer { inFlight.release(claim, in: call.tenant.id) }
        if let stored = try store.storedAnswer(call.scope, claim) {
            guard ConstantTime.equal(stored.fingerprint, claim.fingerprint) else {
                throw KernelError(.keyReused, "This idempotency key was used for another request.")
            }
            var outcome = stored.outcome
            outcome.headers.append(Outcome.replay)
            return outcome
        }
        let requestID = call.invocation.requestID
        return try await store.write(
            call.scope,
            claim: claim,
            refusal: { ProblemDocument.render($0, requestID: requestID) },
            body
        )
    }

    private func claim(of call: AuthorizedInvocation, _ part: Int) throws -> IdempotencyClaim? {
        guard let key = call.invocation.headers.idempotencyKey else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw KernelError.invalid([
                Finding("Idempotency-Key", "format", "The key must be 1 to 255 visible ASCII characters.")
            ])
        }
        var message: [UInt8] = []
        message.reserveCapacity(call.invocation.body.count + 256)
        for part in [
            call.invocation.method, call.invocation.path, call.invocation.query, call.invocation.headers.ifMatch ?? "",
            call.invocation.headers.contentType ?? "",
        ] {
            message.append(contentsOf: "\(part.utf8.count):".utf8)
            message.append(contentsOf: part.utf8)
        }
        message.append(contentsOf: call.invocation.body)
        return IdempotencyClaim(
            principal: call.scope.principal.journalName,
            // No client can send a key with a space in it.
            key: part == 0 ? key : "\(key) \(part)",
            fingerprint: SHA256.digest(message)
        )
    }

    private func take(_ claim: IdempotencyClaim, _ call: AuthorizedInvocation) async throws {
        for _ in 0..<Self.looks {
            if inFlight.take(claim, in: call.tenant.id) { return }
            try await parts.sleep(Self.lookEvery)
        }
        var error = KernelError(.keyInFlight, "The same request is still running.")
        error.headers = [Outcome.Header("Retry-After", "1")]
        throw error
    }
}

extension Outcome {
    /// The header of an answer that was given before.
    static let replay = Header("Idempotent-Replay", "true")

    fileprivate var isReplay: Bool { headers.contains(Self.replay) }
}
