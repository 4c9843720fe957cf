import Foundation
import Kernel
import KernelPacks
import Testing

/// Input that is made to cost.
///
/// Each test has a time limit: a reader that expands or goes quadratic misses it by far.
@Suite(.timeLimit(.minutes(5))) struct YAMLLimitTests {
    @Test func `a file over the limit is refused unread`() {
        let reading = Reading("a: &x 1\n", limits: YAMLLimits(bytes: 7))
        #expect(reading.node == nil)
        #expect(reading.places == ["P001 1:1+1"])
        #expect(reading.diagnostics.first?.message == "the file has 8 bytes; at most 7 are read")
        #expect(Reading("a: &x 1\n", limits: YAMLLimits(bytes: 8)).codes == ["P009"])
    }

    @Test func `the default limit is one mebibyte`() {
        #expect(Reading(String(repeating: "#", count: 1_048_576)).codes == ["P006"])
        #expect(Reading(String(repeating: "#", count: 1_048_577)).codes == ["P001"])
    }

    @Test func `depth is counted in lists and mappings`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(Reading(nested(32)).places == [])
        #expect(Reading(nested(33)).places == ["P015 1:33+1"])
        #expect(Reading("a: { b: [c] }\n", limits: YAMLLimits(depth: 3)).places == [])
        #expect(Reading("a: { b: [c] }\n", limits: YAMLLimits(depth: 2)).places == ["P015 1:9+1"])
    }

    @Test func `values are counted, keys and lists included`() {
        #expect(Reading("a: [b, c]\n", limits: YAMLLimits(nodes: 5)).places == [])
        #expect(Reading("a: [b, c]\n", limits: YAMLLimits(nodes: 4)).places == ["P016 1:8+1"])
    }

    @Test func `too many values end the reading`() {
        let reading = Reading(String(repeating: "- &x\n", count: 60_000))
        #expect(reading.node == nil)
        #expect(reading.codes.count { $0 == "P009" } == 49_999)
        #expect(reading.codes.last == "P016")
    }

    @Test func `a long text is refused and the rest is still checked`() {
        let limits = YAMLLimits(scalarLength: 5)
        #expect(Reading("a: 12345\nb: äöüäö\n", limits: limits).places == [])
        #expect(Reading("a: 123456\nb: &x y\n", limits: limits).places == ["P017 1:4+6", "P009 2:4+2"])
        #expect(Reading("a_long_key: 1\n", limits: limits).places == ["P017 1:1+10"])
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: "])
    func `deep nesting ends at the limit`(opening: String) {
        let reading = Reading(String(repeating: opening, count: 1_000_000 / opening.utf8.count))
        #expect(reading.node == nil)
        #expect(reading.diagnostics.count == 1)
    }

    @Test func `a bomb of aliases is never expanded`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...60 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [" + repeatElement(alias, count: 9).joined(separator: ", ") + "]\n"
        }
        let reading = Reading(text)
        #expect(reading.node == nil)
        #expect(reading.codes.count { $0 == "P009" } == 61)
        #expect(reading.codes.count { $0 == "P010" } == 540)
    }

    @Test func `a bomb of merge keys is never merged`() {
        let text = (0..<5_000).map { "k\($0): &k\($0)\n  <<: *k\($0)\n" }.joined()
        let reading = Reading(text)
        #expect(reading.node == nil)
        #expect(reading.codes.count { $0 == "P012" } == 5_000)
    }

    @Test(arguments: ["", "a: 1\n...\n"])
    func `directives are not collected`(before: String) {
        let reading = Reading(before + String(repeating: "%TAG !a! b\n", count: 90_000))
        #expect(reading.diagnostics.count == 1)
    }

    @Test func `thousands of duplicates are all reported`() {
        let reading = Reading("{" + String(repeating: "a: 1,", count: 20_000) + "}")
        #expect(reading.codes == Array(repeating: "P013", count: 19_999))
    }

    @Test(arguments: [
        "a: \"", "\"", "'", "#\n", "\n", " ", ":", ",", "[,", "!x", "&", "*a ", "|", "a\n", "a: |\n ", "%", "---\n",
        "@",
        "\t", "\r", "{}", "a: b: ", "- a\n", "\u{2028}", "😀",
    ])
    func `a megabyte of one thing ends`(unit: String) {
        let reading = Reading(String(repeating: unit, count: 1_000_000 / unit.utf8.count))
        #expect(!reading.diagnostics.isEmpty)
    }

    @Test func `a long line is found in without walking it each time`() {
        let reading = Reading("[" + String(repeating: "&a x, ", count: 20_000) + "]")
        #expect(reading.codes.count == 20_000)
        #expect(reading.diagnostics.last?.span?.column == 2 + 6 * 19_999)
        #expect(reading.text.utf8.count < 20_000 * 500)
    }
}
