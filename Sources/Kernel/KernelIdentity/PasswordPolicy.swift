import Kernel

/// What a new password must be: long, and not the first thing that somebody tries.
///
/// Length is counted in code points (NIST SP 800-63B-4): at least 15, as the password is the only factor, at most 256.
/// No rules on kinds of characters and no change by date. Refused besides: U+0000, few different characters, a short
/// piece over and over, a run such as 1234…, abcd… or qwerty…, and the own e-mail address.
package enum PasswordPolicy {
    /// Fewest code points.
    package static let minimum = 15
    /// Most code points.
    package static let maximum = 256

    /// U+0000 cannot be told from the end of a password.
    package static let holdsNUL = Finding("password", "format", "The password must not hold the character U+0000.")

    /// What is wrong with a password for a folded address, or `nil`; nothing is trimmed or normalised.
    package static func finding(_ password: String, for email: String) -> Finding? {
        let scalars = Array(password.unicodeScalars.prefix(maximum + 1))
        if scalars.count < minimum {
            return Finding("password", "too_short", "The password must have at least \(minimum) characters.")
        }
        if scalars.count > maximum {
            return Finding("password", "too_long", "The password must have at most \(maximum) characters.")
        }
        if scalars.contains("\0") { return holdsNUL }
        guard isGuessable(password.lowercased(), email) else { return nil }
        return Finding("password", "too_simple", "The password is too easy to guess.")
    }

    private static func isGuessable(_ password: String, _ email: String) -> Bool {
        let scalars = password.unicodeScalars.map { Int64($0.value) }
        return Set(scalars).count < 6 || repeats(scalars) || runs(scalars) || rest(of: password, without: email) < 8
            || keyboards.contains { $0.contains(password) }
    }

    private static let keyboards = [
        "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
    ]

    /// Whether a piece that would be too short a password, over and over, makes up the whole.
    private static func repeats(_ scalars: [Int64]) -> Bool {
        (1..<min(minimum, scalars.count / 2 + 1)).contains { length in
            scalars.indices.dropFirst(length).allSatisfy { scalars[$0] == scalars[$0 - length] }
        }
    }

    /// Whether nearly every character is the neighbour of the one before, as in `abcdefghijklmno` or `098765432109876`.
    private static func runs(_ scalars: [Int64]) -> Bool {
        let steps = zip(scalars, scalars.dropFirst()).filter { abs($0 - $1) == 1 || abs($0 - $1) == 9 }.count
        return steps * 4 >= (scalars.count - 1) * 3
    }

    /// Code points that are left when the address, or the part before the `@`, is taken away.
    private static func rest(of password: String, without email: String) -> Int {
        let count = password.unicodeScalars.count
        let name = String(email.prefix { $0 != "@" })
        let found = [email, name].first { $0.unicodeScalars.count >= 4 && password.contains($0) }
        return count - (found?.unicodeScalars.count ?? 0)
    }
}
