import Kernel
import KernelPacks
import Testing

@Suite struct NodeDecoderNumberTests {
    @Test(arguments: [
        ("0", 0), ("7", 7), ("-3", -3), ("'120'", 120), ("9223372036854775807", Int64.max),
        ("-9223372036854775808", Int64.min),
    ])
    func `whole numbers are read`(text: String, number: Int64) {
        let result = Reading("v: \(text)\n").value { $0.int() }
        #expect(result.output == number)
        #expect(result.text == "")
    }

    @Test(arguments: [
        ("007", "7"), ("+5", "5"), ("1_000", "1000"), ("1 000", "1000"), ("1'000", "1000"), ("5.0", "5"), ("00", "0"),
        ("-0", "0"),
    ])
    func `other spellings of a whole number are refused with the right one`(text: String, meant: String) {
        let result = Reading("v: \(text)\n").value { $0.int() }
        #expect(result.output == nil)
        #expect(
            result.text == """
                pack.yaml:1:4 error P106: expected a whole number, found `\(text)`
                v: \(text)
                   ^\(String(repeating: "~", count: text.count - 1))  did you mean `\(meant)`?

                """
        )
    }

    @Test(arguments: ["1e3", "0x1F", "1.5", "--5", "'-'", "five", "1,000", "07:30", "''", "٣", "1-2"])
    func `what is no whole number is refused without a guess`(text: String) {
        let result = Reading("v: \(text)\n").value { $0.int() }
        #expect(result.output == nil)
        #expect(result.text.contains("P106"))
        #expect(!result.text.contains("did you mean"))
    }

    @Test func `a whole number out of range is refused with its bounds`() {
        #expect(Reading("v: 120\n").value { $0.int(in: 0...120) }.output == 120)
        let result = Reading("v: 121\n").value { $0.int(in: 0...120) }
        #expect(result.output == nil)
        #expect(
            result.text == """
                pack.yaml:1:4 error P108: `121` is not between 0 and 120
                v: 121
                   ^~~

                """
        )
        #expect(Reading("v: 9223372036854775808\n").value { $0.int() }.text.contains("P108"))
    }

    @Test(arguments: [
        ("1.25", 2, 125), ("1", 2, 100), ("1.2", 2, 120), ("-0.05", 2, -5), ("0.1", 1, 1), ("3", 0, 3), ("-0", 2, 0),
        ("1.2500", 2, 125), ("9223372036.854775807", 9, Int64.max), ("0.000000001", 9, 1),
    ])
    func `decimals are exact`(text: String, scale: Int, units: Int64) {
        let result = Reading("v: \(text)\n").value { $0.decimal(scale: scale) }
        #expect(result.output == units)
        #expect(result.text == "")
    }

    @Test func `more places than the scale are refused, never rounded`() {
        let result = Reading("v: 1.255\n").value { $0.decimal(scale: 2) }
        #expect(result.output == nil)
        #expect(
            result.text == """
                pack.yaml:1:4 error P107: `1.255` has more than 2 decimal places
                v: 1.255
                   ^~~~~  numbers are never rounded here

                """
        )
        #expect(Reading("v: 1.05\n").value { $0.decimal(scale: 1) }.text.contains("more than 1 decimal place\n"))
    }

    @Test(arguments: [("+1.5", "1.5"), (".5", "0.5"), ("1_000.5", "1000.5"), ("01.5", "1.5")])
    func `other spellings of a decimal are refused with the right one`(text: String, meant: String) {
        let result = Reading("v: \(text)\n").value { $0.decimal(scale: 2) }
        #expect(result.output == nil)
        #expect(result.text.contains("P107: expected a decimal number, found `\(text)`"))
        #expect(result.text.contains("did you mean `\(meant)`?"))
    }

    @Test(arguments: ["1.", "1e3", "1,5", ".", "'-'", "1.2.3", "NaN", ".inf", "1.-5", "''", "1.٣"])
    func `what is no decimal is refused without a guess`(text: String) {
        let result = Reading("v: \(text)\n").value { $0.decimal(scale: 2) }
        #expect(result.output == nil)
        #expect(result.text.contains("P107"))
        #expect(!result.text.contains("did you mean"))
    }

    @Test func `a decimal out of range is refused with its bounds as written`() {
        let result = Reading("v: 0.05\n").value { $0.decimal(scale: 2, in: 10...100_000) }
        #expect(result.output == nil)
        #expect(result.text.contains("P108: `0.05` is not between 0.10 and 1000.00"))
        let negative = Reading("v: 2\n").value { $0.decimal(scale: 1, in: -15...10) }
        #expect(negative.text.contains("`2` is not between -1.5 and 1.0"))
        #expect(Reading("v: 92233720368547758.08\n").value { $0.decimal(scale: 2) }.text.contains("P108"))
    }

    @Test func `a version has three numbers`() {
        #expect(Reading("v: 2.1.0\n").value { $0.version() }.output == Version(2, 1, 0))
        let short = Reading("v: 2.1\n").value { $0.version() }
        #expect(short.output == nil)
        #expect(
            short.text == """
                pack.yaml:1:4 error P110: `2.1` is not a version such as `2.1.0`
                v: 2.1
                   ^~~  did you mean `2.1.0`?

                """
        )
    }

    @Test(arguments: ["2", "v2.1.0", "2.1.x", "02.1.0", "2.1.0-beta", "2.1.0.0", "2..0", "-2.1.0", "''"])
    func `what is no version is refused`(text: String) {
        let result = Reading("v: \(text)\n").value { $0.version() }
        #expect(result.output == nil)
        #expect(result.text.contains("P110"))
    }

    @Test func `an interface has two numbers and the place of its key`() {
        let result = Reading("work-orders: \"2.3\"\n").decode { root in
            root.entries("a mapping of interfaces", keys: .kebab)?.compactMap { $0.interface($0.key ?? "") }
        }
        let span = SourceSpan(file: "pack.yaml", line: 1, column: 1, length: 11)
        #expect(result.output == [Interface("work-orders", 2, 3, at: span)])
        #expect(result.text == "")
    }

    @Test(arguments: [("2.3.1", true), ("2", false), (">=2.3", false), ("2.x", false)])
    func `what is no interface version is refused`(text: String, hasGuess: Bool) {
        let result = Reading("v: \"\(text)\"\n").value { $0.interface("x") }
        #expect(result.output == nil)
        #expect(result.text.contains("P110: `\(text)` is not an interface version such as `2.3`"))
        #expect(result.text.contains("did you mean `2.3`?") == hasGuess)
    }

    @Test func `a list or nothing is no number`() {
        #expect(Reading("v: [1]\n").value { $0.int() }.text.contains("P103: expected a whole number, found a list"))
        #expect(Reading("v: { a: 1 }\n").value { $0.decimal(scale: 2) }.text.contains("P103"))
        #expect(Reading("v:\n").value { $0.version() }.text.contains("P104"))
    }
}
