import Kernel

/// Values chosen for what they may break: nulls, extremes, thirds, odd Unicode, the edges of zones.
struct GeneratedValues {
    let zone: ZoneRules

    static let texts = [
        "", " ", "a", "A", "ab", "Ä", "ä", "e\u{301}", "é", "ß", "ẞ", "ﬁ", "ŉ", "İ", "ı", "Σ", "ς", "\u{ffff}", "𝄞",
        "𐐀x", "日本",
        "\u{a0}x\u{2003}", "\u{85}\t y \u{3000}", "it's \"q\" \\ %_", "red", "2026-02-29", "2026-03-01", "18:30",
        "\u{10ffff}",
        "a\u{e000}", "👨‍👩‍👧", "\u{feff}b", "\u{200b}", "EUR", "JPY",
    ]
    static let integers: [Int64] = [
        .min, .min + 1, -1_000_000_000_000_000_000, -999_999_999_999_999_999, -100, -7, -1, 0, 1, 2, 3, 9, 10, 60, 100,
        4_294_967_296, 9_007_199_254_740_993, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max - 1, .max,
    ]
    static let units: [Int64] = [
        -999_999_999_999_999_999, -333_333_333, -15, -5, -1, 0, 1, 3, 5, 15, 25, 49, 50, 51, 333_333_333, 666_666_667,
        100_000_000_000, 999_999_999_999_999_999,
    ]

    func value(_ field: FieldDefinition, _ ids: [RecordID], _ generator: inout Seeded) -> Value {
        if Int.random(in: 0..<6, using: &generator) == 0 { return .null }
        switch field.type {
        case .text, .longText, .email, .phone, .url: return .text(pick(Self.texts, &generator))
        case .int: return .int(integer(&generator))
        case .decimal(let scale, _, _): return .decimal(units: units(&generator), scale: scale)
        case .money(let fixed, _, _):
            let currency = fixed ?? pick(["EUR", "EUR", "USD", "JPY", "KWD"], &generator)
            return .money(minor: pick([-1, 0, 1, 3, 5, 1250, 999_999_999_999_999_999], &generator), currency: currency)
        case .bool: return .bool(.random(using: &generator))
        case .date: return .date(day(&generator))
        case .time: return .time(pick([0, 1, 3_599, 3_600, 43_200, 86_399], &generator))
        case .duration:
            return .duration(pick([-3_600, -1, 0, 1, 59, 60, 90, 5_400, 86_400, 900_000_000_000_000_000], &generator))
        case .datetime(let zoned): return .datetime(instant(&generator), zone: zoned ? "UTC" : nil)
        case .choice(let options): return .text(pick(options.map(\.id), &generator))
        case .choices(let options): return .choices(options.map(\.id).filter { _ in .random(using: &generator) })
        case .reference: return .reference(pick(ids, &generator))
        case .references:
            return .references(Array(Set((0..<3).map { _ in pick(ids, &generator) })).sorted { $0.raw < $1.raw })
        case .list(let fields):
            return .list(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    Dictionary(uniqueKeysWithValues: fields.map { ($0.id, value($0, ids, &generator)) })
                }
            )
        case .geo:
            let latitude = pick([-90, -33.9, 0, 1e-7, 52.520008, 52.520009, 90], &generator)
            return .geo(latitude: latitude, longitude: pick([-180, -0.1, 0, 13.404954, 179.999999, 180], &generator))
        }
    }

    func integer(_ generator: inout Seeded) -> Int64 {
        Bool.random(using: &generator)
            ? .random(in: -20...20, using: &generator) : pick(Self.integers, &generator)
    }

    func units(_ generator: inout Seeded) -> Int64 {
        Bool.random(using: &generator)
            ? .random(in: -100_000...100_000, using: &generator) : pick(Self.units, &generator)
    }

    func day(_ generator: inout Seeded) -> Int64 {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: pick([CalendarText.firstDay, CalendarText.lastDay, 0, -1, 11_016, 19_782], &generator)
        // At the ends of the calendar the clock may show a day beyond them, which no field holds.
        case 1: min(max(zone.local(instant(&generator)).day, CalendarText.firstDay), CalendarText.lastDay)
        default: .random(in: 20_600...20_900, using: &generator)
        }
    }

    /// Near a change of the clocks, at the ends of the calendar, or of these days.
    func instant(_ generator: inout Seeded) -> Int64 {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return pick([CalendarText.firstInstant, CalendarText.lastInstant, 0, -1, 1], &generator)
        case 1, 2:
            guard let change = zone.changes.randomElement(using: &generator) else { return 0 }
            let step = pick(
                [0, -1, 1, -1_800_000, 1_800_000, 3_599_999, -3_600_000, 86_400_000, -86_399_999],
                &generator
            )
            return change.from + Int64(step)
        default: return 1_795_372_200_000 + .random(in: -10_000_000_000...10_000_000_000, using: &generator)
        }
    }

    func pick<T>(_ values: [T], _ generator: inout Seeded) -> T {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }
}
