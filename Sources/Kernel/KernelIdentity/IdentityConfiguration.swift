import Foundation
import KernelCrypto

/// What an operator or a test may set.
package struct IdentityConfiguration: Sendable {
    /// The cost of new password hashes; the product's is N = 2^14, r = 8, p = 5, which takes 16 MiB and about 0.4 s.
    package var parameters: Scrypt.Parameters
    /// Cookies without `Secure`, for plain HTTP off loopback.
    package var insecureCookies = false
    /// How long sessions live.
    package var sessions = Sessions.Policy()
    /// Limits of guessing.
    package var limits = LoginLimiter.Policy()
    /// Threads that hash passwords.
    package var threads = min(4, max(1, ProcessInfo.processInfo.activeProcessorCount))
    /// Logins and new passwords that may wait for a thread.
    package var waiting = 64

    package init(parameters: Scrypt.Parameters) {
        self.parameters = parameters
    }
}
