import Kernel
import KernelPacks
import Testing

private enum Owner: String, CaseIterable {
    case pack
    case shared
    case tenant
}

@Suite struct NodeDecoderTextTests {
    @Test(arguments: ["Cleaner", "no", "1e3", "~"])
    func `a text is what was written`(text: String) {
        let result = Reading("v: \(text)\n").value { $0.text() }
        #expect(result.output == text)
        #expect(result.text == "")
    }

    @Test func `the length of a text is checked in characters`() {
        #expect(Reading("v: äöü\n").value { $0.text(length: 3...3) }.output == "äöü")
        let short = Reading("v: ''\n").value { $0.text("a title") }
        #expect(short.output == nil)
        #expect(short.text.contains("P114: a title has at least 1 characters here; this one has 0"))
        let long = Reading("v: abcd\n").value { $0.text("a title", length: 0...3) }
        #expect(long.output == nil)
        #expect(long.text.contains("P114: a title has at most 3 characters here; this one has 4"))
        #expect(Reading("v: ''\n").value { $0.text(length: 0...3) }.output == "")
    }

    @Test(arguments: [("true", true), ("false", false), ("'true'", true)])
    func `true and false are read, in quotes too`(text: String, value: Bool) {
        let result = Reading("v: \(text)\n").value { $0.bool() }
        #expect(result.output == value)
        #expect(result.text == "")
    }

    @Test(arguments: [
        ("yes", "true"), ("No", "false"), ("on", "true"), ("OFF", "false"), ("True", "true"), ("FALSE", "false"),
        ("y", "true"), ("n", "false"),
    ])
    func `other spellings of a bool are refused with the right one`(text: String, meant: String) {
        let result = Reading("v: \(text)\n").value { $0.bool() }
        #expect(result.output == nil)
        #expect(
            result.text == """
                pack.yaml:1:4 error P105: expected `true` or `false`, found `\(text)`
                v: \(text)
                   ^\(String(repeating: "~", count: text.count - 1))  did you mean `\(meant)`?

                """
        )
    }

    @Test(arguments: ["1", "0", "truthy", "null", "''"])
    func `nonsense for a bool is refused without a guess`(text: String) {
        let result = Reading("v: \(text)\n").value { $0.bool() }
        #expect(result.output == nil)
        #expect(result.text.contains("P105"))
        #expect(!result.text.contains("did you mean"))
    }

    @Test(arguments: [
        (IDForm.kebab, "work-orders"), (.snake, "work_order"), (.entity, "work-orders.work_order"),
        (.permission, "cleaning.inspect"), (.permission, "work-orders.work_order.finish"),
    ])
    func `an id in its form is read`(form: IDForm, id: String) {
        let result = Reading("v: \(id)\n").value { $0.id(form) }
        #expect(result.output == id)
        #expect(result.text == "")
    }

    @Test(arguments: [
        (IDForm.kebab, "work_orders", "work-orders"), (.kebab, "WorkOrders", "work-orders"),
        (.snake, "work-order", "work_order"), (.snake, "workOrder", "work_order"), (.snake, "Work order", "work_order"),
        (.snake, "QC", "qc"), (.entity, "work_orders.WorkOrder", "work-orders.work_order"),
        (.permission, "Cleaning.Inspect", "cleaning.inspect"),
    ])
    func `an id in another form is refused with the right one`(form: IDForm, id: String, meant: String) {
        let result = Reading("v: \(id)\n").value { $0.id(form) }
        #expect(result.output == nil)
        #expect(result.text.contains("error P109: `\(id)` is not \(form.description)"))
        #expect(result.text.contains("did you mean `\(meant)`?"))
    }

    @Test(arguments: [
        (IDForm.kebab, "1st"), (.snake, "ünder"), (.entity, "work_order"), (.entity, "a.b.c"), (.entity, "a..b"),
        (.permission, "a"), (.permission, "a.b.c.d"), (.snake, "---"),
    ])
    func `an id that cannot be mended is refused without a guess`(form: IDForm, id: String) {
        let result = Reading("v: '\(id)'\n").value { $0.id(form) }
        #expect(result.output == nil)
        #expect(result.text.contains("error P109: `\(id)` is not \(form.description)"))
        #expect(!result.text.contains("did you mean"))
    }

    @Test func `an id that is too long is shown cut`() {
        let result = Reading("v: \(String(repeating: "a", count: 300))\n").value { $0.id(.snake) }
        #expect(result.text.contains("`\(String(repeating: "a", count: 60))…` is not"))
        #expect(result.text.contains("an id has at most 63 characters"))
    }

    @Test func `a list of ids keeps its order and its places`() {
        let result = Reading("v: [b_c, a]\n").value { $0.ids(.snake) }
        #expect(result.output?.map { $0.id } == ["b_c", "a"])
        #expect(result.output?.map { $0.span.column } == [5, 10])
    }

    @Test func `a list of ids names each once`() {
        let result = Reading("v:\n  - a\n  - b\n  - a\n  - A\n").value { $0.ids(.snake) }
        #expect(result.output?.map { $0.id } == ["a", "b"])
        #expect(
            result.text == """
                pack.yaml:4:5 error P111: `a` stands in this list already, on line 2
                  - a
                    ^
                pack.yaml:5:5 error P109: `A` is not a snake_case id such as `work_order`
                  - A
                    ^  did you mean `a`?

                """
        )
    }

    @Test func `one of a few words is read as its case`() {
        let result = Reading("v: shared\n").value { $0.choice("an owner", Owner.self) }
        #expect(result.output == .shared)
        #expect(Reading("v: b\n").value { $0.choice("a letter", of: ["a", "b"]) }.output == "b")
    }

    @Test func `another word is refused with the nearest or with all of them`() {
        let near = Reading("v: tennant\n").value { $0.choice("an owner", Owner.self) }
        #expect(near.output == nil)
        #expect(
            near.text == """
                pack.yaml:1:4 error P113: `tennant` is not an owner
                v: tennant
                   ^~~~~~~  did you mean `tenant`?

                """
        )
        let far = Reading("v: x\n").value { $0.choice("an owner", Owner.self) }
        #expect(far.text.contains("possible: `pack`, `shared`, `tenant`"))
    }

    @Test func `a text by itself is English`() {
        let result = Reading("v: Cleaner\n").value { $0.localized("a title") }
        #expect(result.output?.texts == ["en": "Cleaner"])
    }

    @Test func `a text per language is read`() {
        let result = Reading("v: { en: Cleaner, de: Reinigung, pt-BR: Limpeza, zh-Hant: 清潔 }\n").value {
            $0.localized()
        }
        #expect(result.output?.texts == ["en": "Cleaner", "de": "Reinigung", "pt-BR": "Limpeza", "zh-Hant": "清潔"])
        #expect(result.text == "")
    }

    @Test func `a wrong language or text is left out and reported`() {
        let result = Reading("v: { english: x, EN: y, de: , fr: [z], it: ok }\n").value { $0.localized("a title") }
        #expect(result.output?.texts == ["it": "ok"])
        #expect(result.text.contains("1:6 error P112: `english` is not a language"))
        #expect(result.text.contains("1:18 error P112: `EN` is not a language"))
        #expect(result.text.contains("1:25 error P104: expected a title behind `de`, found nothing"))
        #expect(result.text.contains("error P103: expected a title, found a list"))
    }

    @Test(arguments: ["{}", "{ english: x }", "[x]"])
    func `a text in no language is refused`(text: String) {
        let result = Reading("v: \(text)\n").value { $0.localized("a title") }
        #expect(result.output == nil)
        #expect(result.text != "")
    }

    @Test(arguments: ["e", "engl", "EN", "en-us", "en_US", "en-", "-US", "en-USA", "zh-hant", "a-b-c", "e1", ""])
    func `what is no language tag is refused`(tag: String) {
        let result = Reading("v: { '\(tag)': x }\n").value { $0.localized() }
        #expect(result.output == nil)
        #expect(result.text.contains("P112"))
    }
}
