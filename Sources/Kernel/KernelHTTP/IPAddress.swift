import Foundation

/// An IPv4 or IPv6 address as 128 bits; IPv4 stands in its IPv6-mapped form, so that both spellings are one address.
struct IPAddress: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    private static let mapped: UInt64 = 0xffff_0000_0000

    /// Reads a plain address without port, brackets or zone; `nil` when it is none.
    init?(_ text: some StringProtocol) {
        var four = in_addr()
        var six = in6_addr()
        let plain = String(text)
        if inet_pton(AF_INET, plain, &four) == 1 {
            high = 0
            low = Self.mapped | UInt64(UInt32(bigEndian: four.s_addr))
        } else if inet_pton(AF_INET6, plain, &six) == 1 {
            (high, low) = withUnsafeBytes(of: six) { bytes in
                (
                    UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
        } else {
            return nil
        }
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Whether it is written in IPv4.
    var isVersion4: Bool { high == 0 && low >> 32 == 0xffff }

    /// 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        isVersion4 ? (low >> 24) & 0xff == 127 : high == 0 && low == 1
    }

    /// The address with all but its first bits cleared; `bits` counts from the 128-bit form.
    func network(bits: Int) -> IPAddress {
        IPAddress(high: high & Self.mask(bits), low: low & Self.mask(bits - 64))
    }

    private static func mask(_ bits: Int) -> UInt64 {
        if bits <= 0 { return 0 }
        return bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
    }
}
