import Testing

@testable import Kernel

/// Values as records show them (http-contract, "Record JSON").
struct JSONWriterValueTests {
    private static let id = RecordID(milliseconds: 1_795_372_200_000, random: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])

    private func text(_ value: Value) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (Value.null, "null"),
        (.bool(true), "true"),
        (.int(-7), "-7"),
        (.duration(5400), "5400"),
        (.decimal(units: 1250, scale: 2), #""12.50""#),
        (.decimal(units: -5, scale: 2), #""-0.05""#),
        (.decimal(units: 12, scale: 0), #""12""#),
        (.money(minor: 1250, currency: "EUR"), #"{"amount":1250,"currency":"EUR"}"#),
        (.money(minor: -1, currency: "JPY"), #"{"amount":-1,"currency":"JPY"}"#),
        (.text("a\"b"), #""a\"b""#),
        (.date(20_779), #""2026-11-22""#),
        (.time(66_600), #""18:30:00""#),
        (.datetime(1_795_372_200_000, zone: nil), #""2026-11-22T18:30:00.000Z""#),
        (.datetime(1_795_372_200_007, zone: "Europe/Berlin"), #""2026-11-22T18:30:00.007Z""#),
        (.references([]), "[]"),
        (.choices(["a", "b"]), #"["a","b"]"#),
        (.geo(latitude: 52.52, longitude: -13.4), #"{"lat":52.52,"lng":-13.4}"#),
        (.list([]), "[]"),
    ])
    func `each type has one form`(value: Value, expected: String) {
        #expect(text(value) == expected)
    }

    @Test func `references are ids`() {
        #expect(text(.reference(Self.id)) == "\"\(Self.id.raw)\"")
        #expect(text(.references([Self.id, Self.id])) == "[\"\(Self.id.raw)\",\"\(Self.id.raw)\"]")
    }

    @Test func `members of a sub-record stand by name`() {
        let rows: [[String: Value]] = [["text": .text("x"), "price": .decimal(units: 1, scale: 1)], [:]]
        #expect(text(.list(rows)) == #"[{"price":"0.1","text":"x"},{}]"#)
    }

    @Test func `the zone of a sub-record's instant is its sibling`() {
        let rows: [[String: Value]] = [
            ["at": .datetime(0, zone: "Europe/Berlin")],
            ["at": .datetime(0, zone: nil)],
        ]
        #expect(
            text(.list(rows))
                == #"[{"at":"1970-01-01T00:00:00.000Z","at_zone":"Europe/Berlin"},{"at":"1970-01-01T00:00:00.000Z"}]"#
        )
    }
}
