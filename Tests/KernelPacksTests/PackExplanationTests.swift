import Foundation
import Kernel
import KernelPacks
import Testing

/// `kernel packs explain` and docs/pack-format/findings.md are one table.
@Suite struct PackExplanationTests {
    @Test(arguments: PackCode.allCases)
    func `every code says how to mend it, with an example`(code: PackCode) throws {
        let example = try #require(code.example)
        #expect(example.mend.hasSuffix("."))
        #expect(example.wrong != example.right)
        #expect(!example.wrong.isEmpty)
        #expect(!example.right.isEmpty)
        #expect(example.wrong.split(separator: "\n").allSatisfy { $0.count <= 110 })
    }

    @Test func `an explanation says what it is, why, how to mend it, what is wrong and what is right`() throws {
        let text = try #require(PackExplanation("p105")).text
        #expect(text.hasPrefix("P105  Not true or false\n\n"))
        #expect(text.contains("`yes`, `no`, `on`, `off` are texts."))
        #expect(text.hasSuffix("Mend: Write `true` or `false`.\n\nWrong:\n  required: yes\n\nRight:\n  required: true"))
    }

    @Test func `an explanation for programs is JSON with the same parts`() throws {
        var writer = JSONWriter()
        try #require(PackExplanation("P105")).write(to: &writer)
        let json = try JSONReader.read(writer.bytes)
        #expect(json["code"] == .string("P105"))
        #expect(json["group"] == .string("Keys, kinds and spellings"))
        #expect(json["mend"] == .string("Write `true` or `false`."))
        #expect(json["wrong"] == .string("required: yes"))
        #expect(json["right"] == .string("required: true"))
    }

    @Test func `a code that does not exist has no explanation but a hint`() {
        #expect(PackExplanation("P999") == nil)
        #expect(PackExplanation("X") == nil)
        #expect(PackExplanation.hint(for: "P1O5") == "did you mean `P105`?")
    }

    @Test func `the list names every code once`() {
        let list = PackExplanation.list
        for code in PackCode.allCases {
            #expect(list.split(separator: code.rawValue, omittingEmptySubsequences: false).count == 2)
        }
    }

    @Test func `the page of findings is what the table says`() throws {
        let file = "docs/pack-format/findings.md"
        if ProcessInfo.processInfo.environment["KERNEL_GOLDEN"] == "update" {
            try PackExplanation.page.write(toFile: Fixtures.path(file), atomically: true, encoding: .utf8)
        }
        #expect(Fixtures.text(file) == PackExplanation.page, "write it with KERNEL_GOLDEN=update")
    }
}
