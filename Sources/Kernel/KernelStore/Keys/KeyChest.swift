import Kernel
import KernelCrypto
import Synchronization

/// The key ring of a process: what the store seals and opens with, and what the operator lists and rotates.
package final class KeyChest: KeyKeeper {
    private let ring = Mutex(KeyRing.empty)
    private let file: KeyFile?
    private let clock: any WallClock
    private let random: any RandomSource

    /// A chest without keys; one without a file cannot be rotated.
    package init(file: KeyFile? = nil, clock: any WallClock, random: any RandomSource) {
        self.file = file
        self.clock = clock
        self.random = random
    }

    /// Takes keys that come from elsewhere than the file.
    package func take(_ keys: KeyRing) {
        ring.withLock { $0 = keys }
    }

    /// Takes the keys of the file; call it while holding the data folder, so that nobody else makes one.
    /// - Parameter making: Whether a file that is not there is made; else the chest stays empty.
    /// - Returns: Whether it was made.
    /// - Throws: where the file cannot be read or written.
    package func load(making: Bool) throws(KeyFile.Refusal) -> Bool {
        guard let file, file.exists || making else { return false }
        let isNew = !file.exists
        take(isNew ? try file.make(random, now: clock.now()) : try file.read())
        return isNew
    }

    /// The ring as it is now.
    package var current: KeyRing { ring.withLock { $0 } }

    package var keys: [KeySummary] {
        let keys = current.keys
        return keys.map { KeySummary(id: $0.id, made: $0.made, seals: $0.id == keys.last?.id) }
    }

    package func rotate() throws(KernelError) -> KeySummary {
        guard let file else {
            throw KernelError.invalid([
                Finding("keys", "read_only", "The keys come from the environment; add a line there and start again.")
            ])
        }
        switch ring.withLock({ add(to: &$0, in: file) }) {
        case .success(let key): return key
        case .failure(let refusal):
            throw KernelError.unavailable("The key could not be added.", cause: refusal.description)
        }
    }

    private func add(to ring: inout KeyRing, in file: KeyFile) -> Result<KeySummary, KeyFile.Refusal> {
        let made = CalendarText.instant(clock.now())
        let next = ring.adding(random.bytes(AESGCM.keyLength), made: made)
        do throws(KeyFile.Refusal) {
            // On disk before it seals: a value sealed with a key that is lost could never be read.
            try file.write(next)
        } catch {
            return .failure(error)
        }
        ring = next
        return .success(KeySummary(id: next.keys.last?.id ?? "", made: made, seals: true))
    }
}
