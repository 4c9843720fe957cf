import Kernel
import KernelPacks
import Testing

@Suite struct NodeDecoderTests {
    @Test func `a mapping gives its values by key`() {
        let result = Reading("title: Cleaner\nminutes: 90\n").decode { root in
            let role = root.mapping("a role", known: ["title", "minutes", "note"])
            return (role?["title"]?.text(), role?["minutes"]?.int(), role?["note"]?.text(), role?.has("note"))
        }
        #expect(result.text == "")
        #expect(result.output?.0 == "Cleaner")
        #expect(result.output?.1 == 90)
        #expect(result.output?.2 == nil)
        #expect(result.output?.3 == false)
    }

    @Test func `an unknown key is reported with the nearest known one`() {
        let result = Reading("titel: Cleaner\nxyz: 1\n").decode { $0.mapping("a role", known: ["title", "grants"]) }
        #expect(
            result.text == """
                pack.yaml:1:1 error P101: a role has no key `titel`
                titel: Cleaner
                ^~~~~  did you mean `title`?
                pack.yaml:2:1 error P101: a role has no key `xyz`
                xyz: 1
                ^~~  possible: `grants`, `title`

                """
        )
    }

    @Test func `an unknown key is not handed out`() {
        let result = Reading("b: 1\na: 2\n").decode { $0.mapping("a role", known: ["a"])?["b"]?.int() }
        #expect(result.output == .some(nil))
    }

    @Test func `a missing key is reported where the mapping is named`() {
        let result = Reading("roles:\n  cleaner:\n    note: x\n").decode { root in
            root.mapping("a pack", known: ["roles"])?["roles"]?.entries("a mapping of roles", keys: .snake)?
                .map { $0.mapping("a role", known: ["note"], required: ["title", "grants"]) }
        }
        #expect(
            result.text == """
                pack.yaml:2:3 error P102: a role needs the key `grants`
                  cleaner:
                  ^~~~~~~
                pack.yaml:2:3 error P102: a role needs the key `title`
                  cleaner:
                  ^~~~~~~

                """
        )
    }

    @Test func `a missing key of an item is reported at the item`() {
        let result = Reading("- { name: x }\n- name: y\n").decode { root in
            root.list()?.map { $0.mapping("a test", known: ["name"], required: ["expect"]) }
        }
        #expect(
            result.text == """
                pack.yaml:1:3 error P102: a test needs the key `expect`
                - { name: x }
                  ^~~~~~~~~~~
                pack.yaml:2:3 error P102: a test needs the key `expect`
                - name: y
                  ^~~~

                """
        )
    }

    @Test func `a mapping knows where its keys stand`() {
        let result = Reading("roles: { title: x }\n").decode { root in
            let role = root.mapping("a pack", known: ["roles"])?["roles"]?.mapping("a role", known: ["title", "note"])
            return [role?.span.column, role?.span(ofKey: "title").column, role?.span(ofKey: "note").column]
        }
        #expect(result.output == [1, 10, 1])
    }

    @Test(arguments: [
        ("v: x\n", "expected a role, found the text `x`"),
        ("v: [x]\n", "expected a role, found a list"),
        ("v:\n", "expected a role behind `v`, found nothing"),
    ])
    func `a mapping is wanted`(text: String, message: String) {
        let result = Reading(text).value { $0.mapping("a role", known: ["title"]) }
        #expect(result.output == nil)
        #expect(result.text.contains(": \(message)\n"))
    }

    @Test(arguments: [
        ("v: x\n", "expected a list of tests, found the text `x`"),
        ("v: { x: 1 }\n", "expected a list of tests, found a mapping"),
        ("v: # note\n", "expected a list of tests behind `v`, found nothing"),
    ])
    func `a list is wanted`(text: String, message: String) {
        let result = Reading(text).value { $0.list("a list of tests") }
        #expect(result.output == nil)
        #expect(result.text.contains(": \(message)\n"))
    }

    @Test func `a placeholder without quotes gets a hint`() {
        let result = Reading("v: {name}\n").value { $0.text("a title") }
        #expect(
            result.text == """
                pack.yaml:1:4 error P103: expected a title, found a mapping
                v: {name}
                   ^~~~~~  a text that starts with `{` needs quotes

                """
        )
    }

    @Test func `a mapping below its key gets no such hint`() {
        let result = Reading("v:\n  a: 1\n").value { $0.text("a title") }
        #expect(
            result.text == """
                pack.yaml:2:3 error P103: expected a title, found a mapping
                  a: 1
                  ^

                """
        )
    }

    @Test func `nothing behind a key is shown at the key`() {
        let result = Reading("v:\n").value { $0.text("a title") }
        #expect(
            result.text == """
                pack.yaml:1:1 error P104: expected a title behind `v`, found nothing
                v:
                ^

                """
        )
    }

    @Test func `an empty item of a list is shown at its dash`() {
        let result = Reading("- x\n-\n- y\n").decode { root in root.list()?.map { $0.text() } }
        #expect(result.output == ["x", nil, "y"])
        #expect(result.text.hasPrefix("pack.yaml:2:2 error P104: expected a text here, found nothing\n-\n ^"))
    }

    @Test func `entries keep the author's order and leave out what is misspelt`() {
        let result = Reading("z_role: 1\nFieldWorker: 2\na_role: 3\n").decode { root in
            root.entries("a mapping of roles", keys: .snake)?.map { $0.key }
        }
        #expect(result.output == ["z_role", "a_role"])
        #expect(
            result.text == """
                pack.yaml:2:1 error P109: `FieldWorker` is not a snake_case id such as `work_order`
                FieldWorker: 2
                ^~~~~~~~~~~  did you mean `field_worker`?

                """
        )
    }

    @Test func `everything wrong is found in one run`() {
        let result = Reading("a: yes\nb: 1.5\nc: [x]\nd: X\n").decode { root in
            let sample = root.mapping("a sample", known: ["a", "b", "c", "d"], required: ["e"])
            _ = (sample?["a"]?.bool(), sample?["b"]?.int(), sample?["c"]?.text(), sample?["d"]?.id(.snake))
        }
        let codes = result.text.split(separator: "\n").compactMap { $0.firstMatch(of: /error (P\d+)/)?.1 }
        #expect(codes == ["P102", "P105", "P106", "P103", "P109"])
    }

    @Test func `a scalar is handed over with its place`() {
        let result = Reading("v: a + b\n").value { $0.scalar("an expression") }
        #expect(result.output?.text == "a + b")
        #expect(result.output?.span(at: 4, length: 1).column == 8)
    }

    @Test func `a shape can be asked for before it is read`() {
        let result = Reading("a: x\nb: [x]\nc: { x: 1 }\nd:\n").decode { root in
            root.entries("a sample", keys: .snake)?.map { [$0.isList, $0.isMapping, $0.isAbsent] }
        }
        let shapes = [[false, false, false], [true, false, false], [false, true, false], [false, false, true]]
        #expect(result.output == shapes)
        #expect(result.text == "")
    }

    @Test func `findings of the reading and of the decoder end in one list`() {
        let findings = Findings(Reading("a: &x 1\n").diagnostics)
        #expect(findings.hasErrors)
        findings.warn(.unknownKey, "look here", at: nil)
        findings.add([Diagnostic(.note, .syntax, "see there", at: nil)])
        #expect(findings.all.map(\.severity) == [.error, .warning, .note])
        let mild = Findings()
        mild.warn(.unknownKey, "look here", at: nil)
        #expect(!mild.hasErrors)
    }
}
