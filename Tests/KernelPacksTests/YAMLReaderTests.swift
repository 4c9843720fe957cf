import Foundation
import Kernel
import KernelPacks
import Testing

@Suite struct YAMLReaderTests {
    @Test func `mappings, lists and texts keep their order`() {
        let reading = Reading(
            """
            pack: cleaning
            requires: { work-orders: "2.3", customers: '1.2' }
            roles:
              - cleaner
              - [a, b]
              - { x: 1 }
            """
        )
        #expect(reading.diagnostics.isEmpty)
        #expect(
            reading.node?.outline
                == "{pack: 'cleaning', requires: {work-orders: '2.3', customers: '1.2'}, "
                + "roles: ['cleaner', ['a', 'b'], {x: '1'}]}"
        )
    }

    @Test(arguments: ["no", "on", "07:30", "1e3", "0x1F", "010", "~", "null", "1_000", ".inf", "2026-11-22", "TRUE"])
    func `a scalar stays the text it is`(text: String) {
        let reading = Reading("v: \(text)\n")
        #expect(reading.diagnostics.isEmpty)
        #expect(reading["v"]?.scalar?.text == text)
        #expect(reading["v"]?.scalar?.style == .plain)
    }

    @Test func `keys stay text too`() {
        let reading = Reading("no: 1\n07:30: 2\n\"a: b\": 3\n'<<': 4\n")
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.node?.outline == "{no: '1', 07:30: '2', a: b: '3', <<: '4'}")
    }

    @Test func `a scalar knows how it was written`() {
        let reading = Reading("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\n")
        #expect(
            ["a", "b", "c", "d", "e"].map { reading[$0]?.scalar?.style } == [
                .plain, .quoted, .quoted, .literal, .folded,
            ]
        )
        #expect(["a", "b", "c", "d", "e"].map { reading[$0]?.scalar?.text } == ["x", "x", "x", "x\n", "x\n"])
    }

    @Test func `nothing written is not an empty text`() {
        let reading = Reading("a:\nb: ''\nc: [x, '']\nd: { e: }\n")
        #expect(reading.node?.outline == "{a: -, b: '', c: ['x', ''], d: {e: -}}")
    }

    @Test func `nothing written stands where its key stands`() {
        let reading = Reading("a: 1\nlong_key:\n")
        #expect(reading["long_key"]?.span == SourceSpan(file: "pack.yaml", line: 2, column: 1, length: 8))
    }

    @Test func `an empty mapping and an empty list are values`() {
        let reading = Reading("a: {}\nb: []\n")
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.node?.outline == "{a: {}, b: []}")
    }

    @Test func `comments, a leading marker and a final marker say nothing`() {
        let reading = Reading("# first\n---\n# second\na: 1 # third\n...\n# last\n")
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.node?.outline == "{a: '1'}")
    }

    @Test func `windows line ends read alike`() {
        let reading = Reading("a: 1\r\nb:\r\n  - x\r\n")
        #expect(reading.node?.outline == "{a: '1', b: ['x']}")
        #expect(reading["b"]?.span == SourceSpan(file: "pack.yaml", line: 3, column: 3, length: 1))
    }

    @Test func `a byte order mark of UTF-8 is skipped and shifts nothing`() {
        let reading = Reading(bytes: [0xEF, 0xBB, 0xBF] + Array("a: &x 1\n".utf8))
        #expect(reading.places == ["P009 1:4+2"])
        #expect(reading.node?.outline == "{a: '1'}")
    }

    @Test func `the root may be any node, so that its reader says what it wants`() {
        #expect(Reading("hello\n").node?.outline == "'hello'")
        #expect(Reading("- a\n").node?.outline == "['a']")
        #expect(Reading("''\n").node?.outline == "''")
    }

    @Test func `the same bytes give the same result`() {
        let text = "a: &x 1\nb: { c: [1, 2], c: 3 }\n"
        #expect(Reading(text).node == Reading(text).node)
        #expect(Reading(text).diagnostics == Reading(text).diagnostics)
    }

    @Test func `every pack of the repository reads without a finding`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        let packs = root.appending(path: "Packs").resolvingSymlinksInPath()
        let files = try #require(FileManager.default.enumerator(at: packs, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "yaml" {
            let loaded = YAMLReader.load(path: file.path(percentEncoded: false), as: file.lastPathComponent)
            let reading = Reading(bytes: try #require(loaded.bytes))
            #expect(reading.text == "", "\(file.lastPathComponent)")
            count += 1
        }
        #expect(count > 0)
    }
}
