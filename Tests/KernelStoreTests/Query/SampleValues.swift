import Kernel

/// Values of every type of `lab.sample`, chosen for what they may break.
enum SampleValues {
    /// A record with a value in every field.
    static let full: [String: Value] = [
        "name": .text("Zoë \"Q\" \\ \n\t\u{1} 𝄞 e\u{301}"),
        "code": .text("'; DROP TABLE lab__sample; --"),
        "note": .text("line one\r\nline two"),
        "amount": .int(.min),
        "ratio": .decimal(units: -5, scale: 2),
        "fine": .decimal(units: 999_999_999_999_999_999, scale: 6),
        "price": .money(minor: 1250, currency: "EUR"),
        "cost": .money(minor: -1, currency: "EUR"),
        "done": .bool(true),
        "day": .date(20_000),
        "at": .time(86_399),
        "length": .duration(5400),
        "seen": .datetime(-1, zone: nil),
        "met": .datetime(1_800_000_000_001, zone: "Europe/Berlin"),
        "color": .text("green"),
        "tags": .choices(["red", "blue"]),
        "friend": .reference(Lab.id(900)),
        "peers": .references([Lab.id(903), Lab.id(901), Lab.id(902)]),
        "lines": .list([line, [:]]),
        "place": .geo(latitude: 52.5, longitude: -13.25),
        "mail": .text("a@b.example"),
        "fon": .text("+491234567"),
        "web": .text("https://example.com/a?b=c"),
    ]

    static let line: [String: Value] = [
        "what": .text("a \"b\""),
        "sum": .decimal(units: 12345, scale: 2),
        "price": .money(minor: 99, currency: "USD"),
        "on": .date(-1),
        "at": .time(60),
        "met": .datetime(0, zone: "Asia/Tokyo"),
        "long": .duration(60),
        "many": .int(.max),
        "good": .bool(false),
        "tags": .choices(["green"]),
        "who": .reference(Lab.id(5)),
        "spot": .geo(latitude: 1, longitude: 2.5),
        "parts": .list([["name": .text("x")]]),
    ]

    static let texts = [
        "", "a", "A", "á", "Ä", "ab", "Ab", "ÁB", "e\u{301}", "é", "z", "Z", "ß", "ss", "\u{ffff}", "𝄞", "𝄞a", "日本",
        "a'b", "%", "_", "100%", "\\", "\"", "\u{10ffff}", "a\u{d7ff}", "a\u{e000}",
    ]

    static let integers: [Int64] = [.min, .min + 1, -100, -99, -1, 0, 1, 5, 99, 100, 101, .max - 1, .max]

    /// Digits of the two decimal fields: small, at the border of 18 digits, and thirds.
    static let units: [Int64] = [
        -999_999_999_999_999_999, -10_000, -3333, -1, 0, 1, 33, 3333, 10_000, 50_000, 999_999_999_999_999_999,
    ]

    /// A random value of a field, null in one case of five.
    static func random(_ field: FieldModel, _ generator: inout Seeded) -> Value {
        if Int.random(in: 0..<5, using: &generator) == 0 { return .null }
        switch field.type {
        case .text, .longText, .email, .phone, .url: return .text(texts.randomElement(using: &generator) ?? "")
        case .int: return .int(integers.randomElement(using: &generator) ?? 0)
        case .decimal(let scale, _, _):
            return .decimal(units: units.randomElement(using: &generator) ?? 0, scale: scale)
        case .money(let fixed, _, _):
            let currency = fixed ?? ["EUR", "USD"].randomElement(using: &generator) ?? "EUR"
            return .money(minor: .random(in: -2...2, using: &generator), currency: currency)
        case .bool: return .bool(.random(using: &generator))
        case .date: return .date(.random(in: 20_830...20_836, using: &generator))
        case .time: return .time(.random(in: 0...3, using: &generator))
        case .duration: return .duration(.random(in: 0...3, using: &generator))
        case .datetime(let zoned):
            return .datetime(Lab.now + .random(in: -2...2, using: &generator), zone: zoned ? "UTC" : nil)
        case .choice(let options): return .text(options.randomElement(using: &generator)?.id ?? "")
        case .choices(let options): return .choices(options.map(\.id).filter { _ in .random(using: &generator) })
        case .reference: return .reference(Lab.id(.random(in: 1...30, using: &generator)))
        case .references:
            return .references(Array(Set((0..<3).map { _ in Lab.id(.random(in: 1...9, using: &generator)) })).sorted())
        case .list: return .list([])
        case .geo: return .geo(latitude: 1, longitude: 2)
        }
    }
}
