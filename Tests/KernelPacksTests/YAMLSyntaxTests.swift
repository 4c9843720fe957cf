import Kernel
import KernelPacks
import Testing

/// What an author reads when the file is not YAML.
@Suite struct YAMLSyntaxTests {
    @Test func `a colon in a text without quotes`() {
        let reading = Reading("title: Note: mind the dog\n")
        #expect(reading.node == nil)
        #expect(
            reading.text == """
                pack.yaml:1:12 error P005: a value cannot start at this `:`
                title: Note: mind the dog
                           ^  put a text that holds `: ` in quotes, or check the indentation

                """
        )
    }

    @Test func `a line without a colon`() {
        #expect(
            Reading("a: 1\nfoo bar\nb: 2\n").text == """
                pack.yaml:2:1 error P005: a `:` is missing behind this key
                foo bar
                ^~~~~~~  write `key: value`, or indent it when it goes on with the text above

                """
        )
    }

    @Test func `a quote that is never closed is shown where it opens`() {
        #expect(
            Reading("a: 1\nb: \"x\nc: 2\n").text == """
                pack.yaml:2:4 error P005: the quote that opens here is never closed
                b: "x
                   ^~  close it; inside single quotes a quote is written `''`

                """
        )
    }

    @Test func `a quote inside single quotes`() {
        #expect(
            Reading("a: 'it's'\n").text == """
                pack.yaml:1:8 error P005: the mapping that starts on line 1 goes on without a key
                a: 'it's'
                       ^  check the indentation; inside single quotes a quote is written `''`

                """
        )
    }

    @Test func `a list that is not closed before the file ends is shown where it opens`() {
        #expect(
            Reading("a: 1\nb: [x, y\n").text == """
                pack.yaml:2:4 error P005: the list that opens on line 2 lacks a `,` or its `]`
                b: [x, y
                   ^

                """
        )
    }

    @Test func `a placeholder without quotes`() {
        #expect(
            Reading("a: {name} pays\n").text == """
                pack.yaml:1:11 error P005: the mapping that starts on line 1 goes on without a key
                a: {name} pays
                          ^  check the indentation; inside single quotes a quote is written `''`

                """
        )
    }

    @Test(arguments: [("@", "`@`"), ("%", "`%`"), ("`", "a backquote")])
    func `a character that no text can start with`(character: String, name: String) {
        let reading = Reading("a: \(character)x\n")
        #expect(reading.places == ["P005 1:4+1"])
        #expect(reading.diagnostics.first?.message == "a text without quotes cannot start with \(name)")
        #expect(reading.diagnostics.first?.hint == "put the text in quotes")
    }

    @Test func `an asterisk in front of a text asks for quotes`() {
        let reading = Reading("a: *bold*\n")
        #expect(reading.places == ["P010 1:4+1"])
        #expect(reading.diagnostics.first?.hint == "put a text that starts with `*` in quotes")
    }

    @Test(arguments: [
        ("a: x\n  b: y\n", "2:4+1", "a value cannot start at this `:`"),
        ("a: ? b\n", "1:4+1", "a key cannot start here"),
        ("a: - b\n", "1:4+1", "a list cannot start at this `-`"),
        ("a: ]\n", "1:4+1", "a value is missing here"),
        ("a: [x, , y]\n", "1:8+1", "a value is missing here"),
        ("a: [x\nb: 1\n", "2:2+1", "the list that opens on line 1 lacks a `,` or its `]`"),
        ("a: {x: 1\nb: 2\n", "2:2+1", "the mapping that opens on line 1 lacks a `,` or its `}`"),
        ("a:\n  - x\n  y: 1\n", "3:3+1", "the list that starts on line 2 goes on without a `-`"),
        ("a: 1\n]\n", "2:1+1", "the mapping that starts on line 1 goes on without a key"),
        ("  a: 1\nb: 2\n", "2:1+4", "the document has ended, yet something follows"),
        ("a: 1\n...\nb: 2\n", "3:1+4", "the document has ended, yet something follows"),
        ("a: \"x\n---\ny\"\n", "1:4+2", "the quote that opens here is not closed before the document ends"),
        ("a: \"\\q\"\n", "1:5+1", "this escape does not exist"),
        ("a: \"\\xZZ\"\n", "1:7+1", "`\\x`, `\\u` and `\\U` need 2, 4 and 8 hexadecimal digits"),
        ("a: \"\\uD800\"\n", "1:7+1", "this escape names no Unicode character"),
        ("a: |0\n x\n", "1:5+1", "the indentation behind `|` or `>` is a digit from 1 to 9"),
        ("a: | foo\n x\n", "1:6+1", "only a comment can follow `|` or `>` on its line"),
    ])
    func `libyaml's problems in plain words`(text: String, place: String, message: String) {
        let reading = Reading(text)
        #expect(reading.node == nil)
        #expect(reading.places == ["P005 " + place])
        #expect(reading.diagnostics.map(\.message) == [message])
    }

    @Test func `findings before the problem are kept`() {
        #expect(Reading("a: &x 1\na: 2\nb: ]\n").codes == ["P009", "P013", "P005"])
    }

    @Test func `a problem at the end of the file has a place`() {
        #expect(Reading("a: [x,").places == ["P005 1:7+1"])
        #expect(Reading("a: [x,\n").places == ["P005 2:1+1"])
    }
}
