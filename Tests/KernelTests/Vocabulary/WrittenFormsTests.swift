import Testing

@testable import Kernel

/// Figures as texts of a language have them.
struct WrittenFormsTests {
    /// 2027-01-05.
    private static let day: Int64 = 20_823

    @Test(arguments: [
        ("de", "5. Januar 2027"), ("de-AT", "5. Jänner 2027"), ("de-DE", "5. Januar 2027"), ("en", "January 5, 2027"),
        ("en-US", "January 5, 2027"), ("en-GB", "5 January 2027"), ("fr", "5 janvier 2027"),
        ("es-MX", "5 de enero de 2027"), ("it", "5 gennaio 2027"), ("nl", "5 januari 2027"),
        ("pt-BR", "5 de janeiro de 2027"), ("pl", "5 stycznia 2027"), ("ja", "2027-01-05"), ("", "2027-01-05"),
    ])
    func `a day has the month's name in its language, else the form of ISO 8601`(tag: String, text: String) {
        #expect(CalendarText.day(Self.day) == "2027-01-05")
        #expect(WrittenForms.of(tag).day(Self.day) == text)
    }

    @Test func `every language has twelve months, each of its own`() {
        for (tag, forms) in WrittenForms.known {
            #expect(Set(forms.months).count == 12, "\(tag)")
        }
        #expect(WrittenForms.of("de").day(Self.day + 59) == "5. März 2027")
        #expect(WrittenForms.of("de").day(Self.day + 334) == "5. Dezember 2027")
    }

    @Test(arguments: [
        ("de", "1.234.567,05"), ("de-CH", "1\u{2019}234\u{2019}567.05"), ("en", "1,234,567.05"),
        ("fr", "1\u{202f}234\u{202f}567,05"), ("pl", "1\u{a0}234\u{a0}567,05"), ("ja", "1234567.05"),
    ])
    func `a number has the separators of its language`(tag: String, text: String) {
        let forms = WrittenForms.of(tag)
        #expect(forms.number(123_456_705, scale: 2) == text)
        #expect(forms.number(-123_456_705, scale: 2) == "-" + text)
        #expect(forms.money(123_456_705, "USD") == text + " USD")
    }

    @Test func `small, whole and extreme numbers are whole`() {
        let german = WrittenForms.of("de")
        #expect(german.number(5, scale: 2) == "0,05")
        #expect(german.number(-5, scale: 2) == "-0,05")
        #expect(german.number(0, scale: 3) == "0,000")
        #expect(german.number(99_900, scale: 2) == "999,00")
        #expect(german.number(100_000, scale: 2) == "1.000,00")
        #expect(german.number(1998) == "1998", "it may be a year")
        #expect(german.number(19_980) == "19.980")
        #expect(german.number(.min) == "-9.223.372.036.854.775.808")
        #expect(german.number(.min, scale: 9) == "-9.223.372.036,854775808")
    }

    @Test func `money has the places of its currency`() {
        let english = WrittenForms.of("en")
        #expect(english.money(1_500, "JPY") == "1,500 JPY")
        #expect(english.money(-1_500, "JPY") == "-1,500 JPY")
        #expect(english.money(500, "JPY") == "500 JPY")
        #expect(english.money(1_500, "KWD") == "1.500 KWD")
        #expect(english.money(12_550, "EUR") == "125.50 EUR")
    }

    @Test func `times have twelve hours where people count so`() {
        #expect(WrittenForms.of("de").time(66_600) == "18:30")
        #expect(WrittenForms.of("en-GB").time(66_600) == "18:30")
        let american = [0, 43_200, 66_600, 29_100].map { WrittenForms.of("en").time($0) }
        #expect(american == ["12:00 AM", "12:00 PM", "6:30 PM", "8:05 AM"])
    }

    @Test func `durations and answers are words`() {
        let german = WrittenForms.of("de")
        #expect(
            [0, 5_400, 3_600, 90, -60].map(german.duration) == ["0 min", "1 h 30 min", "1 h", "1 min 30 s", "-1 min"]
        )
        #expect([german.bool(true), german.bool(false)] == ["ja", "nein"])
        #expect(WrittenForms.of("sv").bool(true) == "yes")
    }

    @Test func `a text is found in the language without its region`() {
        let text = LocalizedText(["en": "Begin", "de": "Beginn"])
        #expect(text.text("de-AT") == "Beginn")
        #expect(text.found(for: "de-AT") == "de")
        #expect(text.text("fr") == "Begin")
        #expect(text.found(for: "fr") == "en")
        #expect(LocalizedText(["fr": "Début"]).found(for: "de") == "fr")
        #expect(LocalizedText([:]).found(for: "de") == nil)
        #expect(LocalizedText(["de": "Beginn", "de-CH": "Start"]).text("de-CH") == "Start")
    }
}
