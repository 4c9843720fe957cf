import Testing

@testable import Kernel

struct NamingTests {
    @Test(arguments: ["a", "ab", "a1", "work-orders", "a-1", "x-y-z", String(repeating: "a", count: 63)])
    func `kebab-case is accepted`(text: String) {
        #expect(Naming.isKebab(text))
        #expect(TenantID(text)?.raw == text)
    }

    @Test(arguments: [
        "", "-", "-a", "a-", "a--b", "1a", "A", "aB", "a_b", "a.b", "a b", "ä", "a\n",
        String(repeating: "a", count: 64),
        "../a", "a/b", "a\u{0}",
    ])
    func `what is not kebab-case is refused`(text: String) {
        #expect(!Naming.isKebab(text))
        #expect(TenantID(text) == nil)
    }

    @Test(arguments: ["a", "work_order", "a1_2", String(repeating: "a", count: 63)])
    func `snake_case is accepted`(text: String) {
        #expect(Naming.isSnake(text))
    }

    @Test(arguments: ["", "_a", "a_", "a__b", "1a", "A", "a-b", "a.b", String(repeating: "a", count: 64)])
    func `what is not snake_case is refused`(text: String) {
        #expect(!Naming.isSnake(text))
    }

    @Test(arguments: [
        ("access_note", "Access note"), ("work-order", "Work order"), ("a", "A"), ("", ""), ("x_y-z", "X y z"),
    ])
    func `an id in words is a title`(id: String, title: String) {
        #expect(Naming.words(id) == title)
    }

    @Test(arguments: [("customers.customer", "customers", "customer"), ("a-b.c_d", "a-b", "c_d")])
    func `the address of an entity has an owner and a name`(raw: String, owner: String, name: String) throws {
        let id = try #require(EntityID(raw))
        #expect(id.owner == owner)
        #expect(id.name == name)
        #expect(id.raw == raw)
        #expect("\(id)" == raw)
    }

    @Test(arguments: ["", "a", ".", "a.", ".a", "a.b.c"])
    func `what is no address is refused`(raw: String) {
        #expect(EntityID(raw) == nil)
    }

    @Test func `a literal that is no address keeps an owner that the catalog refuses`() {
        let id: EntityID = "customer"
        #expect(id.owner == "")
        #expect(!Naming.isKebab(id.owner))
    }

    @Test func `addresses are ordered by owner, then name`() {
        let ids: [EntityID] = ["b.a", "a.b", "a-b.a", "a.a"]
        #expect(ids.sorted() == ["a.a", "a.b", "a-b.a", "b.a"])
    }
}

struct LocalizedTextTests {
    @Test(arguments: [
        (["en": "Order", "de": "Auftrag"], "de", "Auftrag"), (["en": "Order", "de": "Auftrag"], "fr", "Order"),
        (["fr": "Ordre", "de": "Auftrag"], "en", "Auftrag"), ([:], "en", ""),
    ])
    func `a text is told in a language, else English, else the first by tag`(
        texts: [String: String],
        language: String,
        expected: String
    ) {
        #expect(LocalizedText(texts).text(language) == expected)
    }

    @Test func `a literal is English`() {
        let text: LocalizedText = "Order"
        #expect(text.texts == ["en": "Order"])
        #expect(text.text() == "Order")
    }

    @Test func `definitions are titled by their ids in words`() {
        #expect(FieldDefinition("access_note", .bool).title.text() == "Access note")
        #expect(EntityDefinition("shop.big_order", collection: "big-orders", fields: []).title.text() == "Big order")
        #expect(StateDefinition("in_work").title.text() == "In work")
        #expect(MoveDefinition("hand_over", from: [], to: "a").title.text() == "Hand over")
        #expect(RoleDefinition("field_worker").title.text() == "Field worker")
        #expect(Choice("very_high").title.text() == "Very high")
    }
}
