import Kernel

/// A password the server makes for somebody to type once: 100 random bits in four groups, such as
/// `7k3qz-m0x4c-w9d2t-5hn8v`.
///
/// The alphabet is Crockford's base 32, lower case, without i, l, o and u.
package enum OneTimePassword {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let groups = 4
    private static let groupLength = 5

    /// A fresh one.
    ///
    /// 256 is a multiple of 32, so that no character is likelier than another.
    package static func make(_ random: any RandomSource) -> String {
        let characters = random.bytes(groups * groupLength).map { alphabet[Int($0 & 31)] }
        let parts = stride(from: 0, to: characters.count, by: groupLength).map { start in
            String(decoding: characters[start..<(start + groupLength)], as: UTF8.self)
        }
        return parts.joined(separator: "-")
    }
}
