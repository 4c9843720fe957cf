import Foundation
import Synchronization

/// Where log lines go; whole lines only, one after the other.
package final class LogOutput: Sendable {
    private let write: Mutex<@Sendable ([UInt8]) -> Void>

    /// Lines handed to a closure, one call at a time.
    package init(_ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = Mutex(write)
    }

    /// The process's standard error.
    package static func standardError() -> LogOutput {
        LogOutput { line in
            var rest = line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    // A log that cannot be written has nowhere to say so; the server goes on.
                    return
                }
            }
        }
    }

    func line(_ bytes: [UInt8]) {
        write.withLock { $0(bytes) }
    }
}
