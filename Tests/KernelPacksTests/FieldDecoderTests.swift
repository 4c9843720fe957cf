import Kernel
import KernelPacks
import Testing

/// Types, keys and defaults of fields.
@Suite struct FieldDecoderTests {
    private static let head = "pack: p\nformat: 1\nversion: 1.0.0\ntitle: P\n"

    /// The codes and the only field of an entity with this field.
    private func decode(_ keys: String) -> (field: FieldDefinition?, codes: [String]) {
        let text =
            FieldDecoderTests.head + "entities: { e: { collection: es, label: e, fields: { f: { \(keys) } } } }\n"
        let (pack, diagnostics) = PackDecoder.decode(files: ["pack.yaml": Array(text.utf8)], folder: "p")
        return (pack?.entities.first?.fields.first, diagnostics.map(\.code))
    }

    /// The codes of a setting, an input and a list's field with these keys.
    private func codes(elsewhere keys: String) -> [[String]] {
        let places = [
            "settings: { f: { \(keys) } }",
            "entities: { e: { collection: es, label: e, fields: {}, states: { s: {} }, "
                + "moves: { m: { from: s, to: s, input: { f: { \(keys) } } } } } }",
            "entities: { e: { collection: es, label: e, fields: { l: { type: list, of: { f: { \(keys) } } } } } }",
        ]
        return places.map { place in
            let text = FieldDecoderTests.head + place + "\n"
            return PackDecoder.decode(files: ["pack.yaml": Array(text.utf8)], folder: "p").diagnostics.map(\.code)
        }
    }

    @Test func `every type with all its keys`() throws {
        let files = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/every-type")).files()
        let entity = try #require(PackDecoder.decode(files: files, folder: "every-type").definition?.entities.first)
        #expect(entity.title == LocalizedText(["en": "Sample", "de": "Muster", "pt-BR": "Amostra"]))
        #expect(entity.label == "{name} ({kind})")
        #expect(entity.verbs == [.read, .create])
        let floor = Choice("floor", title: LocalizedText(["en": "Floor", "de": "Boden"]))
        let expected: [FieldDefinition] = [
            FieldDefinition(
                "name",
                .text(min: 1, max: 80, pattern: "[A-Z].*"),
                required: true,
                defaultValue: .text("Sample"),
                unique: true,
                searchable: true,
                indexed: true
            ),
            FieldDefinition("remark", .longText(max: 500), defaultValue: .text("no: yes, off"), searchable: true),
            FieldDefinition("amount", .int(min: -5, max: 5), defaultValue: .int(-5)),
            FieldDefinition(
                "area",
                .decimal(scale: 2, min: 10, max: 9999),
                defaultValue: .decimal(units: 150, scale: 2)
            ),
            FieldDefinition(
                "price",
                .money(currency: "EUR", min: 0, max: 100_000),
                defaultValue: .money(minor: 1250, currency: "EUR")
            ),
            FieldDefinition("fee", .money(), defaultValue: .money(minor: -5, currency: "JPY")),
            FieldDefinition("active", .bool, defaultValue: .bool(false), indexed: true),
            FieldDefinition("day", .date, defaultValue: .date(19_782), indexed: true),
            FieldDefinition("clock", .time, defaultValue: .time(27_000)),
            FieldDefinition("length", .duration, defaultValue: .duration(5400)),
            FieldDefinition("moment", .datetime(zone: true), defaultValue: .datetime(1_795_368_600_000, zone: nil)),
            FieldDefinition("kind", .choice(["light", "normal", "heavy"]), defaultValue: .text("normal")),
            FieldDefinition("services", .choices(["windows", floor]), defaultValue: .choices(["floor", "windows"])),
            FieldDefinition("site", .reference(to: "customers.site", onDelete: .clear, inverse: "samples")),
            FieldDefinition("customer", .reference(to: "customers.customer", onDelete: .cascade), required: true),
            FieldDefinition("members", .references(to: "access.member", inverse: "samples")),
            FieldDefinition(
                "parts",
                .list([
                    FieldDefinition("part", .text(), required: true),
                    FieldDefinition("amount", .decimal(scale: 1), defaultValue: .decimal(units: 10, scale: 1)),
                ]),
                defaultValue: .list([
                    ["part": .text("Bolt")], ["part": .text("Nut"), "amount": .decimal(units: 25, scale: 1)],
                ])
            ),
            FieldDefinition("place", .geo, defaultValue: .geo(latitude: -33.85, longitude: 151.2)),
            FieldDefinition("mail", .email, defaultValue: .text("Somebody@example.com")),
            FieldDefinition("call", .phone, defaultValue: .text("+49301234567")),
            FieldDefinition("link", .url, defaultValue: .text("https://example.com/a")),
            FieldDefinition("once", .text(), writing: .onCreate),
            FieldDefinition("never", .text(), writing: .never),
            FieldDefinition("guarded", .text(), readNeeds: "every-type.see", writeNeeds: "every-type.see"),
        ]
        for (field, wanted) in zip(entity.fields, expected) { #expect(field == wanted) }
        #expect(entity.fields.count == expected.count)
        #expect(Set(entity.fields.map(\.type.word)).count == 19)
    }

    /// The keys of each type's own, as docs/pack-format.md tells them; the same table decides here.
    private static let own: [String: Set<String>] = [
        "text": ["min", "max", "pattern"], "long_text": ["max"], "int": ["min", "max"],
        "decimal": ["scale", "min", "max"], "money": ["currency", "min", "max"], "bool": [], "date": [], "time": [],
        "duration": [], "datetime": ["zone"], "choice": ["of"], "choices": ["of"],
        "reference": ["to", "on_delete", "inverse"], "references": ["to", "through", "inverse"], "list": ["of"],
        "geo": [], "email": [], "phone": [], "url": [],
    ]

    @Test(arguments: own.keys.sorted())
    func `a type has its own keys and no other`(word: String) {
        let values = [
            "min": "1", "max": "2", "pattern": "a", "scale": "1", "currency": "EUR", "zone": "true", "to": "a.b",
            "on_delete": "restrict", "inverse": "c", "through": "a.d",
            "of": word == "list" ? "{ a: { type: int } }" : "[a]",
        ]
        let needed = [
            "decimal": "scale", "choice": "of", "choices": "of", "reference": "to", "references": "to", "list": "of",
        ]
        for (key, value) in values {
            let rest = needed[word].flatMap { $0 == key ? nil : ", \($0): \(values[$0] ?? "")" } ?? ""
            let codes = decode("type: \(word), \(key): \(value)\(rest)").codes
            #expect(codes == (FieldDecoderTests.own[word]?.contains(key) == true ? [] : ["P118"]), "\(word).\(key)")
        }
        if let key = needed[word] { #expect(decode("type: \(word)").codes == ["P102"], "\(key)") }
    }

    @Test func `keys of records are not keys of settings, inputs and lists`() {
        for key in ["unique", "searchable", "indexed"] {
            #expect(decode("type: text, \(key): true").codes == [])
            #expect(codes(elsewhere: "type: text, \(key): true") == [["P101"], ["P101"], ["P101"]])
        }
        #expect(codes(elsewhere: "type: text, write: never") == [["P101"], ["P101"], ["P101"]])
        #expect(codes(elsewhere: "type: text, owner: tenant") == [[], ["P101"], ["P101"]])
        #expect(codes(elsewhere: "type: text, secret: true") == [["P115"], ["P115"], ["P115"]])
        #expect(codes(elsewhere: "type: reference, to: a.b") == [["P119"], [], ["P119"]])
        #expect(codes(elsewhere: "type: references, to: a.b, through: a.c") == [["P119"], ["P118"], ["P119"]])
        #expect(codes(elsewhere: "type: list, of: { a: { type: int } }") == [[], [], ["P119"]])
        #expect(codes(elsewhere: "type: list, of: {}") == [["P124"], ["P124"], ["P119"]])
        #expect(codes(elsewhere: "type: text, required: true, default: x, title: T") == [[], [], []])
    }

    @Test func `texts that look like something else are read by the type`() {
        #expect(decode("type: text, default: null").field?.defaultValue == .text("null"))
        #expect(decode("type: text, default: 1e3").field?.defaultValue == .text("1e3"))
        #expect(decode("type: text, default: ''").field?.defaultValue == .text(""))
        #expect(decode("type: choice, of: [no, on], default: no").field?.defaultValue == .text("no"))
        #expect(decode("type: time, default: 07:30").field?.defaultValue == .time(27_000))
        #expect(decode("type: decimal, scale: 2, default: -0.05").field?.defaultValue == .decimal(units: -5, scale: 2))
        #expect(decode("type: int, default: '007'").codes == ["P120"])
        #expect(decode("type: bool, default: True").codes == ["P120"])
    }

    @Test func `bounds are exact`() {
        #expect(
            decode("type: decimal, scale: 2, min: -1.5, max: 2").field?.type == .decimal(scale: 2, min: -150, max: 200)
        )
        #expect(decode("type: decimal, scale: 1, min: 0.15").codes == ["P107"])
        #expect(decode("type: decimal, scale: 0, max: 1000000000000000000").codes == ["P108"])
        #expect(decode("type: int, min: -9223372036854775808").field?.type == .int(min: .min))
        #expect(decode("type: int, min: -9223372036854775809").codes == ["P108"])
        #expect(decode("type: money, max: 12.50").codes == ["P106"])
        #expect(decode("type: text, min: -1").codes == ["P108"])
    }

    @Test func `what would undo itself is refused`() {
        #expect(decode("type: reference, to: a.b, required: true, on_delete: clear").codes == ["P123"])
        #expect(decode("type: reference, to: a.b, on_delete: clear").codes == [])
        #expect(decode("type: references, to: a.b, through: a.c, inverse: d").codes == ["P123"])
    }
}
