import Kernel
import Synchronization

/// Whether one database takes writes.
///
/// A full or failing disk turns it red: writes are refused at once, without being tried, while reads go on. A probe
/// writes a little every few seconds and turns it green again when there is space, without a restart.
package final class StoreHealth: Sendable {
    private let pool: BlockingPool
    private let interval: Double
    private let state = Mutex<String?>(nil)

    /// Green; probes will be `interval` seconds apart.
    package init(pool: BlockingPool, interval: Double) {
        self.pool = pool
        self.interval = interval
    }

    /// Why writes are refused; `nil` when they are not.
    package var trouble: String? { state.withLock { $0 } }

    /// What a write is told while there is trouble, or `nil`.
    var refusal: KernelError? {
        trouble.map { trouble in
            var error = KernelError.unavailable(
                "Writes are refused until the disk recovers.",
                cause: "store: \(trouble)"
            )
            error.headers = [Outcome.Header("Retry-After", String(max(1, Int(interval.rounded(.up)))))]
            return error
        }
    }

    /// Notes a failure.
    ///
    /// Failures of the disk turn the health red and start the probes; `probe` tries a write and answers whether it
    /// succeeded.
    func report(_ failure: StoreFailure, probe: @escaping @Sendable () -> Bool) {
        guard failure.kind == .full || failure.kind == .io || failure.kind == .readonly else { return }
        let isNew = state.withLock { state in
            defer { state = "\(failure)" }
            return state == nil
        }
        if isNew { schedule(probe) }
    }

    /// Turns the health green.
    func heal() {
        state.withLock { $0 = nil }
    }

    private func schedule(_ probe: @escaping @Sendable () -> Bool) {
        pool.submit(after: interval) { [weak self] in
            guard let self, trouble != nil else { return }
            if probe() { heal() } else { schedule(probe) }
        }
    }
}

/// The write that tells whether a disk takes writes again.
enum ProbeWrite {
    /// More than a small write needs, so that health does not flap at the last free page.
    private static let size: Int64 = 65_536

    /// Writes and removes a row, each made durable.
    static func run(on database: any SQLDatabase) throws {
        try database.withWriter { connection in
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            try connection.run("INSERT OR REPLACE INTO probe(id, fill) VALUES(1, zeroblob(?))", [.int(size)])
            try connection.run("DELETE FROM probe WHERE id = 1")
        }
    }
}
