import Testing

@testable import Kernel

struct TextFormsTests {
    private func stored(_ raw: String, _ type: FieldType) -> String? {
        try? TextForms.normalise(raw, type).get()
    }

    @Test(arguments: [
        ("a@b", "a@b"), ("  Ann@Example.COM ", "Ann@example.com"), ("\tann@example.com\t", "ann@example.com"),
        ("first.last+tag@sub.example.co", "first.last+tag@sub.example.co"), ("jürgen@müller.de", "jürgen@müller.de"),
        ("ann@MÜLLER.DE", "ann@müller.de"), ("o'neil@example.com", "o'neil@example.com"), ("a@1.2", "a@1.2"),
        ("\(String(repeating: "x", count: 64))@b", "\(String(repeating: "x", count: 64))@b"),
    ])
    func `an e-mail address is trimmed and its domain lower-cased`(raw: String, expected: String) {
        #expect(stored(raw, .email) == expected)
    }

    @Test(arguments: [
        "", "ann", "@", "ann@", "@example.com", "a@b@c", "a b@c.de", "ann@exa mple.com", "ann@.com", "ann@com.",
        "ann@a..b", "ann@-a.com", "ann@a-.com", "ann@a_b.com", "ann@[127.0.0.1]", "<ann@example.com>", "a,b@c.de",
        "\"ann\"@example.com", "a\\b@c.de", "ann\n@example.com", "ann@example.com\n", "ann\u{a0}x@example.com",
        "\(String(repeating: "x", count: 65))@b", "a@\(String(repeating: "x", count: 64))",
        "a@\(String(repeating: "xxxxxxxxx.", count: 26))de",
    ])
    func `what is no e-mail address is refused`(raw: String) {
        #expect(stored(raw, .email) == nil)
    }

    @Test(arguments: [
        ("+49 30 1234567", "+49301234567"), ("0049 30 1234567", "+49301234567"), ("+1 (212) 555-0100", "+12125550100"),
        ("+44.20.7946.0958", "+442079460958"), ("+49/30/1234567", "+49301234567"), ("+1234567", "+1234567"),
        ("+123456789012345", "+123456789012345"), ("+49\u{a0}301234567", "+49301234567"),
    ])
    func `a phone number is stored as E dot 164`(raw: String, expected: String) {
        #expect(stored(raw, .phone) == expected)
    }

    @Test(arguments: [
        "", "+", "030 1234567", "49301234567", "+123456", "+1234567890123456", "+0301234567", "000301234567",
        "+49 30 CALL-ME", "++4930123456", "+49+30123456", "+٤٩٣٠١٢٣٤٥٦", "+49301234567 ext 5",
    ])
    func `what is no phone number with a country code is refused`(raw: String) {
        #expect(stored(raw, .phone) == nil)
    }

    @Test(arguments: [
        ("https://example.com", "https://example.com"), (" http://example.com/a?b=c#d ", "http://example.com/a?b=c#d"),
        ("HTTPS://Example.com/", "HTTPS://Example.com/"), ("http://localhost:8080", "http://localhost:8080"),
        ("https://user@example.com/", "https://user@example.com/"), ("https://127.0.0.1/x", "https://127.0.0.1/x"),
    ])
    func `a web address is trimmed and kept`(raw: String, expected: String) {
        #expect(stored(raw, .url) == expected)
    }

    @Test(arguments: [
        "", "example.com", "//example.com", "/path", "https://", "https:///path", "https:example.com",
        "ftp://example.com", "javascript:alert(1)", "mailto:a@b.de", "data:text/plain,x", "https://exa mple.com",
        "https://example.com/\n", "https://example.com/a b",
    ])
    func `what is no absolute http address is refused`(raw: String) {
        #expect(stored(raw, .url) == nil)
    }

    @Test(arguments: [FieldType.text(), .longText(), .choice(["a"])])
    func `other text stays as it was typed`(type: FieldType) {
        #expect(stored(" A  b ", type) == " A  b ")
    }

    @Test(arguments: [
        ("EUR", true), ("USD", true), ("eur", false), ("EU", false), ("EURO", false), ("E1R", false), ("", false),
    ])
    func `a currency is three capital letters`(code: String, isCode: Bool) {
        #expect(Currency.isCode(code) == isCode)
    }

    @Test(arguments: [
        ("UTC", true), ("Europe/Berlin", true), ("America/New_York", true), ("Europe/Nowhere", false), ("", false),
        (String(repeating: "A", count: 65), false),
    ])
    func `a time zone is one that the machine knows`(name: String, isKnown: Bool) {
        #expect(TimeZones.isKnown(name) == isKnown)
    }
}
