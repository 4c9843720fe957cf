import Kernel
import KernelIdentity
import Testing

struct PasswordPolicyTests {
    private static let email = "jane.miller@example.com"

    @Test(arguments: [
        "correct horse battery", "drei Hühner im Regen", "xK9#mQ2$vL7@nR4", "пароль из слов и 3",
        String(repeating: "some word salad 7 ", count: 14), "janes own pen and ink well",
    ])
    func `a long password of any characters is good`(password: String) {
        #expect(PasswordPolicy.finding(password, for: Self.email) == nil)
    }

    @Test(arguments: [("", "too_short"), ("correct horse!", "too_short"), ("🐎🔋📎🐎🔋📎🧷🦊", "too_short")])
    func `a short one is not`(password: String, code: String) {
        #expect(PasswordPolicy.finding(password, for: Self.email)?.code == code)
    }

    @Test func `the bounds count code points and hold exactly`() {
        let fifteen = "abdgkpvxzfhjqsu"
        #expect(fifteen.unicodeScalars.count == 15)
        #expect(PasswordPolicy.finding(fifteen, for: Self.email) == nil)
        #expect(PasswordPolicy.finding(String(fifteen.dropLast()), for: Self.email)?.code == "too_short")
        let longest = String(("some words that do not repeat: " + fifteen).prefix(40)) + Self.filler(216)
        #expect(longest.unicodeScalars.count == 256)
        #expect(PasswordPolicy.finding(longest, for: Self.email) == nil)
        #expect(PasswordPolicy.finding(longest + "!", for: Self.email)?.code == "too_long")
    }

    @Test func `U+0000 is refused wherever it stands`() {
        #expect(PasswordPolicy.finding("correct horse battery\0", for: Self.email) == PasswordPolicy.holdsNUL)
        #expect(PasswordPolicy.finding("correct\0horse battery", for: Self.email) == PasswordPolicy.holdsNUL)
    }

    @Test(arguments: [
        "aaaaaaaaaaaaaaaaaa", "abababababababababab", "passwordpassword", "PasswordpasswordP", "password1password1",
        "123456789012345", "abcdefghijklmnop", "9876543210987654", "qwertyuiopasdfgh", "QWERTZUIOPASDFGH",
        "jane.miller@example.com", "jane.miller1234", "Jane.Miller@Example.com!",
    ])
    func `the first things somebody tries are refused`(password: String) {
        #expect(PasswordPolicy.finding(password, for: Self.email)?.code == "too_simple")
    }

    @Test func `a one-time password has 100 bits, reads easily and is good`() {
        let random = CountingRandom()
        var seen: Set<String> = []
        for _ in 0..<200 {
            let password = OneTimePassword.make(random)
            let groups = password.split(separator: "-")
            #expect(groups.count == 4)
            #expect(groups.allSatisfy { $0.count == 5 })
            #expect(password.allSatisfy { "0123456789abcdefghjkmnpqrstvwxyz-".contains($0) })
            #expect(PasswordPolicy.finding(password, for: Self.email) == nil)
            seen.insert(password)
        }
        #expect(seen.count == 200)
    }

    @Test func `a one-time password uses all 32 characters`() {
        let random = CountingRandom()
        let characters = (0..<100).reduce(into: Set<Character>()) { set, _ in
            set.formUnion(OneTimePassword.make(random))
        }
        #expect(characters.subtracting(["-"]).count == 32)
    }

    private static func filler(_ count: Int) -> String {
        String((0..<count).map { "\($0 * $0) " }.joined().prefix(count))
    }
}
