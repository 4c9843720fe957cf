import Testing

@testable import Kernel

struct FieldRulesTests {
    private static let id = RecordID(milliseconds: 0, random: [])

    private func problem(_ value: Value, _ type: FieldType) -> FieldRules.Problem? {
        switch FieldRules.check(value, of: FieldDefinition("field", type)) {
        case .success: nil
        case .failure(let problem): problem
        }
    }

    @Test(arguments: [
        (Value.text(""), FieldType.text()),
        (.text("ab"), .text(min: 2, max: 2)),
        (.text("é€"), .text(min: 2, max: 2)),
        (.text("AB-12"), .text(pattern: "[A-Z]{2}-[0-9]+")),
        (.text("two\nlines"), .longText()),
        (.text(String(repeating: "x", count: 20_000)), .longText()),
        (.text("a@b"), .email), (.text("+491234567"), .phone), (.text("https://x"), .url),
        (.int(.min), .int()), (.int(3), .int(min: 3, max: 3)),
        (.decimal(units: 150, scale: 2), .decimal(scale: 2, min: 150, max: 150)),
        (.money(minor: 100, currency: "EUR"), .money(currency: "EUR", min: 100, max: 100)),
        (.money(minor: -1, currency: "USD"), .money()),
        (.bool(false), .bool), (.date(0), .date), (.time(0), .time), (.duration(-1), .duration),
        (.datetime(0, zone: nil), .datetime()), (.datetime(0, zone: "UTC"), .datetime(zone: true)),
        (.text("a"), .choice(["a", "b"])), (.choices([]), .choices(["a"])),
        (.choices(["b", "a"]), .choices(["a", "b"])),
        (.reference(id), .reference(to: "shop.order")), (.references([]), .references(to: "shop.order")),
        (.list([]), .list([])), (.geo(latitude: 0, longitude: 0), .geo), (.null, .int(min: 1)),
    ])
    func `what fits its type and bounds is accepted`(value: Value, type: FieldType) {
        #expect(problem(value, type) == nil)
    }

    @Test(arguments: [
        (Value.text("a"), FieldType.text(min: 2), "too_short", "At least 2 characters."),
        (.text("abc"), .text(max: 2), "too_long", "At most 2 characters."),
        (.text("e\u{301}e"), .text(max: 2), "too_long", "At most 2 characters."),
        (.text(String(repeating: "x", count: 20_001)), .text(), "too_long", "At most 20000 characters."),
        (.text("a\nb"), .text(), "line_break", "Must be one line."),
        (.text("a\rb"), .text(), "line_break", "Must be one line."),
        (.text("a\r\nb"), .text(), "line_break", "Must be one line."),
        (.text("ab"), .text(pattern: "a"), "pattern", "Must match a."),
        (.text("abc"), .longText(max: 2), "too_long", "At most 2 characters."),
        (.text("a@"), .email, "too_short", "At least 3 characters."),
        (.int(2), .int(min: 3), "too_small", "At least 3."),
        (.int(4), .int(max: 3), "too_large", "At most 3."),
        (.decimal(units: 149, scale: 2), .decimal(scale: 2, min: 150), "too_small", "At least 1.50."),
        (.decimal(units: 151, scale: 2), .decimal(scale: 2, max: 150), "too_large", "At most 1.50."),
        (.money(minor: 99, currency: "EUR"), .money(min: 100), "too_small", "At least 100 minor units."),
        (.money(minor: 101, currency: "EUR"), .money(max: 100), "too_large", "At most 100 minor units."),
        (.money(minor: 1, currency: "USD"), .money(currency: "EUR"), "currency", "The currency must be EUR."),
        (.text("c"), .choice(["a", "b"]), "option", "Must be one of a, b. Did you mean `a`?"),
        (.text("hihg"), .choice(["low", "high"]), "option", "Must be one of low, high. Did you mean `high`?"),
        (.text("nothing"), .choice(["low", "high"]), "option", "Must be one of low, high."),
        (.choices(["low", "none"]), .choices(["low", "high"]), "option", "Must be one of low, high."),
    ])
    func `what does not fit is told with a code and a sentence`(
        value: Value,
        type: FieldType,
        code: String,
        message: String
    ) {
        let found = problem(value, type)
        #expect(found?.code == code)
        #expect(found?.message == message)
    }

    @Test(arguments: [
        (Value.int(1), FieldType.text()), (.text("1"), .int()), (.bool(true), .choice(["a"])),
        (.text("a"), .choices(["a"])),
        (.int(1), .bool), (.date(1), .datetime()), (.time(1), .duration), (.duration(1), .int()),
        (.int(1), .money()), (.decimal(units: 1, scale: 1), .int()), (.int(1), .decimal(scale: 0)),
        (.reference(id), .references(to: "shop.order")), (.references([id]), .reference(to: "shop.order")),
        (.text("x"), .list([])), (.text("x"), .geo),
    ])
    func `a value of another type is refused`(value: Value, type: FieldType) {
        #expect(problem(value, type)?.code == "type")
    }

    @Test func `a decimal of another scale is refused`() {
        #expect(problem(.decimal(units: 10, scale: 1), .decimal(scale: 2))?.message == "Must be a decimal of 2 places.")
    }

    @Test func `every type has the word of the pack format`() {
        let words: [(FieldType, String)] = [
            (.text(), "text"), (.longText(), "long_text"), (.int(), "int"), (.decimal(scale: 1), "decimal"),
            (.money(), "money"), (.bool, "bool"), (.date, "date"), (.time, "time"), (.duration, "duration"),
            (.datetime(), "datetime"), (.choice([]), "choice"), (.choices([]), "choices"),
            (.reference(to: "a.b"), "reference"), (.references(to: "a.b"), "references"), (.list([]), "list"),
            (.geo, "geo"), (.email, "email"), (.phone, "phone"), (.url, "url"),
        ]
        for (type, word) in words { #expect(type.word == word) }
        let texts = words.filter(\.0.isText).map(\.1)
        #expect(texts == ["text", "long_text", "email", "phone", "url"])
    }
}
