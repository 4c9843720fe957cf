import Foundation
import Kernel
import Synchronization

/// The people who can sign in, beyond all tenants: an e-mail and a password's hash.
package final class Identities: Sendable {
    /// A new identity, with the password that was made for it.
    package struct NewIdentity: Sendable {
        /// As stored.
        package let entry: IdentityEntry
        /// Told this once; `nil` when the password was given.
        package let oneTimePassword: String?
    }

    let passwords: PasswordQueue
    private let control: any ControlStore
    private let clock: any WallClock
    private let random: any RandomSource
    private let ids: IDGenerator
    /// Held from reading a hash to replacing it.
    private let replacing = Mutex(())

    package init(control: any ControlStore, clock: any WallClock, random: any RandomSource, passwords: PasswordQueue) {
        self.control = control
        self.clock = clock
        self.random = random
        self.passwords = passwords
        ids = IDGenerator(clock: clock, random: random)
    }

    /// The form that e-mail addresses are stored and found in: trimmed, lower case throughout, NFC; `nil` for what is
    /// no e-mail address.
    package static func folded(_ email: String) -> String? {
        guard case .success(let text) = TextForms.email(email) else { return nil }
        return text.lowercased().precomposedStringWithCanonicalMapping
    }

    /// Adds an identity.
    ///
    /// Without a password one is made, to be handed over and typed once.
    /// - Throws: `invalid` with findings on `email` (`format`, `taken`) and `password` (`PasswordPolicy`);
    ///   `rateLimited` when the password queue is full; `unavailable`.
    package func create(email: String, password: String?) async throws(KernelError) -> NewIdentity {
        guard let folded = Self.folded(email) else {
            throw .invalid([Finding("email", "format", "Must be an e-mail address.")])
        }
        let (secret, made) = try secret(password, for: folded)
        // Before the half second of hashing; whoever came in between is found by the insertion.
        if try ControlFault.mapped({ try control.identity(email: folded) }) != nil { throw Self.taken }
        let hash = try await passwords.hash(secret)
        let entry = IdentityEntry(id: ids.next(), email: folded, passwordHash: hash, createdAt: clock.now())
        guard try ControlFault.mapped({ try control.insertIdentity(entry) }) else { throw Self.taken }
        return NewIdentity(entry: entry, oneTimePassword: made)
    }

    /// The identity of an e-mail address; made where there is none, with the password or a one-time password.
    /// - Throws: `invalid` with findings on `email` and `password`; `rateLimited`; `unavailable`.
    func enrol(
        email: String,
        password: String? = nil
    ) async throws(KernelError) -> (identity: IdentityEntry, password: String?) {
        if let found = try find(email) { return (found, nil) }
        do throws(KernelError) {
            let new = try await create(email: email, password: password)
            return (new.entry, new.oneTimePassword)
        } catch {
            // Somebody else may have been quicker; then that is the identity.
            guard error.problem == .invalid, let found = try find(email) else { throw error }
            return (found, nil)
        }
    }

    /// The identity of an e-mail address in any spelling, or `nil`.
    package func find(_ email: String) throws(KernelError) -> IdentityEntry? {
        guard let folded = Self.folded(email) else { return nil }
        return try ControlFault.mapped { try control.identity(email: folded) }
    }

    /// Replaces a password; without one, a one-time password is made and returned.
    ///
    /// The caller ends the sessions after.
    /// - Throws: `notFound`; `invalid` with a finding on `password`; `rateLimited`; `unavailable`.
    func replacePassword(of id: RecordID, with password: String?) async throws(KernelError) -> String? {
        guard let identity = try ControlFault.mapped({ try control.identity(id) }) else { throw .notFound }
        let (secret, made) = try secret(password, for: identity.email)
        let hash = try await passwords.hash(secret)
        try ControlFault.mapped {
            try replacing.withLock { _ in try control.updatePassword(id, hash: hash) }
        }
        return made
    }

    /// Stores the same password's new hash, unless the password was replaced since `identity` was read: a login must
    /// not bring back the old one.
    ///
    /// The identity as stored, or `nil`.
    func replace(_ identity: IdentityEntry, hash: String) throws(KernelError) -> IdentityEntry? {
        try ControlFault.mapped {
            try replacing.withLock { _ in
                let current = try control.identity(identity.id)
                guard let current, current.passwordHash == identity.passwordHash else { return nil }
                try control.updatePassword(identity.id, hash: hash)
                return IdentityEntry(
                    id: current.id,
                    email: current.email,
                    passwordHash: hash,
                    createdAt: current.createdAt
                )
            }
        }
    }

    private func secret(
        _ password: String?,
        for email: String
    ) throws(KernelError) -> (secret: String, made: String?) {
        guard let password else {
            let made = OneTimePassword.make(random)
            return (made, made)
        }
        if let finding = PasswordPolicy.finding(password, for: email) { throw .invalid([finding]) }
        return (password, nil)
    }

    private static var taken: KernelError {
        .invalid([Finding("email", "taken", "Somebody has this e-mail address already.")])
    }
}
