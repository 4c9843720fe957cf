import Testing

@testable import Kernel

struct UniqueRuleValidatorTests {
    private func findings(_ rules: [UniqueRule], states: [StateDefinition] = []) -> [Diagnostic] {
        let entity = EntityDefinition(
            "shop.line",
            collection: "lines",
            fields: [
                FieldDefinition("order", .reference(to: "shop.line", inverse: "parts")),
                FieldDefinition("name", .text()),
                FieldDefinition("price", .money()), FieldDefinition("pin", .text(), secret: true),
                FieldDefinition("tags", .choices(["a"])), FieldDefinition("at", .datetime()),
            ],
            states: states,
            uniques: rules
        )
        return UniqueRuleValidator().findings(
            in: ModelDraft(capabilities: [Sample.capability("shop") { $0.entities = [entity] }], packs: [])
        )
    }

    @Test func `fields of one plain value may be unique together`() {
        let states = [StateDefinition("open", start: true)]
        #expect(findings([UniqueRule(["order", "name"]), UniqueRule(["at"], in: ["open"])], states: states) == [])
    }

    @Test(arguments: [
        (UniqueRule([]), "names no field"), (UniqueRule(["name", "name"]), "names a field twice"),
        (UniqueRule(["order", "nme"]), "names `nme`, which is not a field"),
        (UniqueRule(["price"]), "names `price`, whose type money cannot be compared"),
        (UniqueRule(["tags"]), "names `tags`, whose type choices cannot be compared"),
        (UniqueRule(["pin"]), "names `pin`, whose type text cannot be compared"),
        (UniqueRule(["name"], in: ["opn"]), "names the state `opn`, which does not exist"),
    ])
    func `a rule that cannot hold is told`(rule: UniqueRule, message: String) {
        let found = findings([rule], states: [StateDefinition("open", start: true)])
        #expect(found.told == ["P237 a unique rule of `shop.line` \(message)"])
    }

    @Test func `the nearest field is offered`() {
        #expect(findings([UniqueRule(["ordr"])]).map(\.hint) == ["did you mean `order`?"])
    }

    @Test func `a rule over another's records is told`() {
        let foreign = RecordRule("shop.line", id: "x") { _, _ in [] }
        let capabilities = [Sample.capability("guest") { $0.rules = [foreign] }]
        let found = RecordRuleValidator().findings(in: ModelDraft(capabilities: capabilities, packs: []))
        #expect(found.told == ["P202 `guest` has a rule over `shop.line`, which belongs to another owner"])
    }

    @Test func `a rule counts in its states only`() {
        let rule = UniqueRule(["name"], in: ["open"])
        #expect(rule.counts(in: "open"))
        #expect(!rule.counts(in: "done"))
        #expect(!rule.counts(in: nil))
        #expect(UniqueRule(["name"]).counts(in: nil))
        #expect(
            UniqueRule(["work_order", "member"]).message.text() == "Another record has the same work order and member."
        )
    }
}
