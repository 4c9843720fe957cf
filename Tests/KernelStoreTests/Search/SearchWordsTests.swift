import Testing

@testable import KernelStore

/// How texts become words.
struct SearchWordsTests {
    @Test(arguments: [
        ("Anna Bauer", ["anna", "bauer"]),
        ("  Anna,  BAUER-Schmidt. ", ["anna", "bauer", "schmidt"]),
        ("anna@bauer.example", ["anna", "bauer", "example"]),
        ("+49 (30) 1234-5", ["49", "30", "1234", "5"]),
        ("Éclair à l'orange", ["eclair", "a", "l", "orange"]),
        ("Straße", ["straße"]),
        ("а б В Й", ["а", "б", "в", "и"]),
        ("清潔 sauber", ["清潔", "sauber"]),
        ("ab ab AB Äb", ["ab"]),
        ("\u{200B}\u{1F9F9} — ·", []),
        ("", []),
        ("x_y", ["x", "y"]),
        ("\"quoted\" * AND NOT", ["quoted", "and", "not"]),
    ])
    func `a text is split at everything that is no letter and no number`(_ text: String, _ words: [String]) {
        #expect(SearchWords.words(text) == words)
    }

    @Test func `composed and decomposed texts have the same words`() {
        #expect(SearchWords.words("Mu\u{308}ller") == SearchWords.words("M\u{FC}ller"))
    }

    @Test func `a field's key is eight letters and digits and its own`() {
        let keys = (0..<2_000).map { SearchWords.key("lab.note.lab.field_\($0):text") }
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.utf8.count == 8 && SearchWords.words($0) == [$0] })
    }
}
