extension Scrypt {
    /// The cost of a derivation: N = 2^logN, block size r, parallelisation p.
    ///
    /// A value of this type is within bounds. They hold for parameters read from storage too, so that a forged hash
    /// cannot make a login allocate gigabytes or run for minutes: logN in 1...20, r and p in 1...32,
    /// N·r·p at most 2^21 (twice the default, 256 MiB), and logN below 16·r as RFC 7914 demands.
    package struct Parameters: Hashable, Sendable {
        /// The logarithm of N to base 2.
        package let logN: Int
        /// The block size.
        package let r: Int
        /// The parallelisation; libcrypto runs it one after the other.
        package let p: Int

        private static let maximumCost = 1 << 21

        /// OWASP's first choice: N = 2^17, r = 8, p = 1, which takes 128 MiB while it runs.
        package static let standard = Parameters(unchecked: 17, 8, 1)
        /// For tests only: no protection, no waiting.
        package static let cheap = Parameters(unchecked: 4, 8, 1)

        /// Parameters within bounds.
        ///
        /// - Throws: `parametersOutOfBounds`.
        package init(logN: Int, r: Int, p: Int) throws(CryptoError) {
            guard (1...20).contains(logN), (1...32).contains(r), (1...32).contains(p), logN < 16 * r,
                (1 << logN) * r * p <= Self.maximumCost
            else { throw .parametersOutOfBounds }
            self.init(unchecked: logN, r, p)
        }

        private init(unchecked logN: Int, _ r: Int, _ p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }

        var n: Int { 1 << logN }

        /// Bytes libcrypto counts against its limit: p blocks, the table of N blocks and two to work in,
        /// 128·r bytes each.
        package var memory: UInt64 { UInt64(128 * r * (p + n + 2)) }
    }
}
