internal import CLibcrypto

/// Unpredictable bytes for keys, tokens, salts and ids.
///
/// They come from libcrypto's generator, which the operating system seeds and reseeds (after a fork too). Should it
/// fail, the operating system is asked directly (`getrandom` on Linux) through `SystemRandomNumberGenerator`, which
/// stops the process rather than return without entropy. So there is no path to predictable or uninitialised bytes,
/// and nothing for a caller to handle.
package struct SystemRandom: Sendable {
    private let fill: @Sendable (UnsafeMutableBufferPointer<UInt8>) -> Bool

    /// The generator of the product.
    package init() {
        self.init { RAND_bytes($0.baseAddress, Int32($0.count)) == 1 }
    }

    /// A generator with another first source, which answers false when it fails.
    init(fill: @escaping @Sendable (UnsafeMutableBufferPointer<UInt8>) -> Bool) {
        self.fill = fill
    }

    /// `count` unpredictable bytes.
    package func bytes(_ count: Int) -> [UInt8] {
        precondition(count >= 0 && count <= Int(Int32.max), "A number of random bytes is out of range.")
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            let output = UnsafeMutableBufferPointer(rebasing: buffer.prefix(count))
            if count > 0 && !fill(output) {
                var system = SystemRandomNumberGenerator()
                for index in output.indices { output[index] = UInt8.random(in: .min ... .max, using: &system) }
            }
            initialized = count
        }
    }
}
