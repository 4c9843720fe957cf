import Kernel
import KernelPacks
import Testing

/// What YAML has and packs do not.
@Suite struct YAMLRefusalTests {
    @Test func `an anchor and an alias are refused, and the alias has no value`() {
        let reading = Reading("a: &x 1\nb: *x\n")
        #expect(reading.node == nil)
        #expect(
            reading.text == """
                pack.yaml:1:4 error P009: anchors are not part of the pack format
                a: &x 1
                   ^~  remove it, or put a text that starts with `&` in quotes
                pack.yaml:2:4 error P010: aliases are not part of the pack format
                b: *x
                   ^~  write the value again, or put a text that starts with `*` in quotes

                """
        )
    }

    @Test(arguments: [
        ("&x a: 1\n", ["P009 1:1+2"]),
        ("a: &x\n  k: v\n", ["P009 1:4+2"]),
        ("a: &long_name [1]\n", ["P009 1:4+10"]),
        ("- &x # note\n  - y\n", ["P009 1:3+2"]),
        ("a: &x !t [1]\n", ["P009 1:4+2", "P011 1:7+2"]),
        ("a: !t &x b\n", ["P011 1:4+2", "P009 1:7+2"]),
        ("a: &x\nb: 1\n", ["P009 1:4+2"]),
        ("&m\n&k a: 1\n", ["P009 1:1+2", "P009 2:1+2"]),
        ("a: & x\n", ["P009 1:4+1"]),
    ])
    func `anchors are found in front of every kind of node`(text: String, places: [String]) {
        #expect(Reading(text).places == places)
    }

    @Test(arguments: [
        ("a: !t x\n", ["P011 1:4+2"]),
        ("a: !!str 5\n", ["P011 1:4+5"]),
        ("a: ! x\n", ["P011 1:4+1"]),
        ("a: ! \"x\"\n", ["P011 1:4+1"]),
        ("a: ! [x]\n", ["P011 1:4+1"]),
        ("a: !\n", ["P011 1:4+1"]),
        ("a: !<tag:example.com,2026:x> y\n", ["P011 1:4+25"]),
        ("a: !!map\n  k: v\n", ["P011 1:4+5"]),
        ("!t k: v\n", ["P011 1:1+2"]),
        ("a: !none!x y\n", ["P011 1:4+1"]),
    ])
    func `tags are refused however they are spelt`(text: String, places: [String]) {
        #expect(Reading(text).places == places)
    }

    @Test(arguments: ["a: '!x'\n", "a: \"&x\"\n", "a: '*x'\n", "a: x !y &z *w\n", "a: |\n  !x &y *z\n", "'!k': v\n"])
    func `the same characters inside a text are only characters`(text: String) {
        #expect(Reading(text).places == [])
    }

    @Test func `merge keys are refused and merged nowhere`() {
        let reading = Reading("a: 1\n<<: { b: 2 }\n")
        #expect(reading.places == ["P012 2:1+2"])
        #expect(reading.node?.outline == "{a: '1'}")
    }

    @Test func `every duplicate of a key is reported with the line of the first`() {
        let reading = Reading("a: 1\nb: 2\na: 3\nc:\n  d: 1\n  \"d\": 2\na: 4\n")
        #expect(
            reading.text == """
                pack.yaml:3:1 error P013: the key `a` stands here again; it first stands on line 1
                a: 3
                ^  keep one of them
                pack.yaml:6:3 error P013: the key `d` stands here again; it first stands on line 5
                  "d": 2
                  ^~~  keep one of them
                pack.yaml:7:1 error P013: the key `a` stands here again; it first stands on line 1
                a: 4
                ^  keep one of them

                """
        )
        #expect(reading.node?.outline == "{a: '1', b: '2', c: {d: '1'}}")
    }

    @Test func `the same key in two mappings is no duplicate`() {
        #expect(Reading("a: { x: 1 }\nb: { x: 2, a: 3 }\n").places == [])
    }

    @Test func `keys that look alike on screen are duplicates`() {
        #expect(Reading("\u{E9}: 1\ne\u{301}: 2\n").places == ["P013 2:1+2"])
    }

    @Test(arguments: [
        ("? [a]\n: 1\nb: 2\n", ["P014 1:3+3"]),
        ("{a: b}: c\nb: 2\n", ["P014 1:1+6"]),
        ("[a]: c\nb: 2\n", ["P014 1:1+3"]),
        ("? - x\n: 1\nb: 2\n", ["P014 1:3+1"]),
    ])
    func `a key that is a list or a mapping is refused, the rest is read`(text: String, places: [String]) {
        let reading = Reading(text)
        #expect(reading.places == places)
        #expect(reading.node?.outline == "{b: '2'}")
    }

    @Test func `a value without a key is refused`() {
        #expect(Reading("?\n: x\n").codes == ["P014"])
        #expect(Reading("a: { : x }\n").codes == ["P005"])
    }

    @Test(arguments: [
        ("a: 1\n---\nb: 2\n", ["P007 2:1+3"]),
        ("a: 1\n---\n", ["P007 2:1+3"]),
        ("a: 1\n...\n---\nb: 2\n", ["P007 3:1+3"]),
        ("a: 1\n...\n# note\n%TAG ! x\n---\n", ["P007 4:1+3"]),
        ("a: 1\n%YAML 1.1\n---\n", ["P007 2:1+3"]),
    ])
    func `a second document is refused where it starts`(text: String, places: [String]) {
        let reading = Reading(text)
        #expect(reading.places == places)
        #expect(reading.node?.outline == "{a: '1'}")
    }

    @Test(arguments: ["", "\n", "# note\n", "---\n", "---\n...\n", "   \n\n"])
    func `a file that says nothing is refused`(text: String) {
        let reading = Reading(text)
        #expect(reading.codes == ["P006"])
        #expect(reading.node == nil)
    }

    @Test(arguments: ["%YAML 1.1\n---\na: 1\n", "# note\n\n%TAG ! x\n---\na: 1\n", "%FOO\n---\na: 1\n"])
    func `a directive is refused before libyaml acts on it`(text: String) {
        let reading = Reading(text)
        #expect(reading.codes == ["P008"])
        #expect(reading.node == nil)
    }

    @Test(arguments: [
        ("\ta: 1\n", ["P004 1:1+1"]),
        ("a:\n\tb: 1\n", ["P004 2:1+1"]),
        ("a:\n  \tb: 1\n", ["P004 2:3+1"]),
        ("a: |\n\tx\n", ["P004 2:1+1"]),
        ("a: x\n\ty\n", ["P004 2:1+1"]),
        ("-\tx\n-\t- y\n", ["P004 1:2+1"]),
        ("a: {\n\tb: 1,\n  c: 2,\n\t}\n", ["P004 2:1+1", "P004 4:1+1"]),
        ("a: [\n  \tb ]\n", ["P004 2:3+1"]),
        ("\t\na: 1\n", ["P004 1:1+1"]),
    ])
    func `tabs do not indent, not even inside brackets`(text: String, places: [String]) {
        #expect(Reading(text).places == places)
    }

    @Test(arguments: [
        "a:\tx\n", "a: x\t# note\n", "a: |\n  x\ty\n  \tz\n", "a: \"x\n\ty\"\n", "a: { b:\tc }\n",
    ])
    func `tabs elsewhere are only blanks`(text: String) {
        #expect(Reading(text).places == [])
    }
}
