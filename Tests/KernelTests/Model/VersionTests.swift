import Testing

@testable import Kernel

struct VersionTests {
    @Test(arguments: [
        ("1.2", Version(1, 2)), ("1.2.3", Version(1, 2, 3)), ("0.0.0", Version(0, 0)),
        ("10.20.30", Version(10, 20, 30)),
        ("999999.0", Version(999_999, 0)),
    ])
    func `two or three numbers are read`(text: String, version: Version) {
        #expect(Version(text) == version)
    }

    @Test(arguments: [
        "", "1", "1.", ".1", "1.2.", "1.2.3.4", "v1.2", "1.2-beta", "01.2", "1.02", "1.2.03", "-1.2", "+1.2", "1.x",
        " 1.2", "1.2 ", "1234567.0", "1..2", "١.٢",
    ])
    func `anything else is refused`(text: String) {
        #expect(Version(text) == nil)
    }

    @Test func `versions are written with three numbers and ordered by number`() {
        #expect(Version(1, 2).description == "1.2.0")
        let sorted = [Version(1, 10), Version(1, 9, 9), Version(0, 99), Version(2, 0), Version(1, 10, 1)].sorted()
        #expect(sorted.map(\.description) == ["0.99.0", "1.9.9", "1.10.0", "1.10.1", "2.0.0"])
    }

    @Test(arguments: [
        (Interface("a", 1, 2), Interface("a", 1, 2), true), (Interface("a", 1, 3), Interface("a", 1, 2), true),
        (Interface("a", 1, 1), Interface("a", 1, 2), false), (Interface("a", 2, 2), Interface("a", 1, 2), false),
        (Interface("a", 1, 9), Interface("a", 2, 0), false), (Interface("b", 1, 2), Interface("a", 1, 2), false),
    ])
    func `an interface meets a need of the same major and at most its minor`(
        offered: Interface,
        need: Interface,
        meets: Bool
    ) {
        #expect(offered.meets(need) == meets)
    }

    @Test func `an interface is told by id and version`() {
        #expect(Interface("work-orders", 2, 3).description == "work-orders 2.3")
    }
}

struct DidYouMeanTests {
    @Test(arguments: [
        ("asignees", ["assignees", "owner"], "assignees"), ("titel", ["title", "tile"], "title"),
        ("nme", ["name"], "name"), ("nam", ["name", "game"], "name"), ("hihg", ["low", "high"], "high"),
        ("b", ["a", "c"], "a"), ("work_ordr", ["work_order", "work_orders"], "work_order"),
        ("Title", ["title"], "title"),
    ])
    func `the nearest name is suggested, the first by spelling of several`(
        word: String,
        names: [String],
        expected: String
    ) {
        #expect(DidYouMean.nearest(to: word, in: names) == expected)
        #expect(DidYouMean.hint(for: word, in: names) == "did you mean `\(expected)`?")
        #expect(DidYouMean.question(for: word, in: names) == " Did you mean `\(expected)`?")
    }

    @Test(arguments: [
        ("price", ["title", "owner"]), ("name", []), ("name", ["name"]), ("ab", ["cd"]), ("", ["abc"]),
        ("abcdef", ["abcxyz"]),
    ])
    func `nothing near is no suggestion`(word: String, names: [String]) {
        #expect(DidYouMean.nearest(to: word, in: names) == nil)
        #expect(DidYouMean.hint(for: word, in: names) == nil)
        #expect(DidYouMean.question(for: word, in: names) == "")
    }

    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1),
        ("kitten", "sitting", 3), ("ca", "abc", 3), ("ab", "ba", 1), ("flaw", "lawn", 2),
    ])
    func `distance counts edits, a transposition once`(left: String, right: String, distance: Int) {
        #expect(DidYouMean.distance(left, right) == distance)
        #expect(DidYouMean.distance(right, left) == distance)
    }
}
