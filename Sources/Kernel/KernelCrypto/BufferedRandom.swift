internal import Synchronization

/// Unpredictable bytes of a source, fetched by the kilobyte: a call of libcrypto's generator costs more than the ten bytes of
/// an id.
///
/// A byte is handed out once. Longer answers, and so all keys and tokens, come straight from the source and lie nowhere before.
package final class BufferedRandom: Sendable {
    private static let size = 1_024
    private static let longest = 16
    private let source: SystemRandom
    private let rest = Mutex<[UInt8]>([])

    /// A buffer before a source.
    package init(_ source: SystemRandom = SystemRandom()) {
        self.source = source
    }

    /// `count` unpredictable bytes.
    package func bytes(_ count: Int) -> [UInt8] {
        guard (0...Self.longest).contains(count) else { return source.bytes(count) }
        return rest.withLock { rest in
            if rest.count < count { rest = source.bytes(Self.size) }
            let taken = Array(rest.suffix(count))
            rest.removeLast(count)
            return taken
        }
    }
}
