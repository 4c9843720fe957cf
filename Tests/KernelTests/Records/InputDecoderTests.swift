import Testing

@testable import Kernel

/// One value of each type, good and bad; findings carry the path that was given.
struct InputDecoderTests {
    static let id = "01890a5d-ac96-774b-bcce-b302099a8057"
    static let other = "01890a5d-ac96-774b-bcce-b302099a8058"

    static func read(_ json: String, _ type: FieldType) throws -> (value: Value?, findings: [Finding]) {
        var decoder = InputDecoder()
        let value = decoder.value(
            try JSONReader.read(Array(json.utf8)),
            of: FieldDefinition("field", type),
            at: "here"
        )
        return (value, decoder.findings)
    }

    static let recordID = RecordID(milliseconds: 0, random: [])

    @Test(arguments: [
        (#""abc""#, FieldType.text(), Value.text("abc")),
        (#""""#, .text(), .text("")),
        (#""a\nb""#, .longText(), .text("a\nb")),
        (#"" Ann@EXAMPLE.com ""#, .email, .text("Ann@example.com")),
        (#""0049 30 1234567""#, .phone, .text("+49301234567")),
        (#""https://example.com""#, .url, .text("https://example.com")),
        ("12", .int(), .int(12)), ("-12.0", .int(), .int(-12)), ("1e3", .int(), .int(1000)),
        ("9223372036854775807", .int(), .int(.max)),
        ("5400", .duration, .duration(5400)),
        ("12.5", .decimal(scale: 2), .decimal(units: 1250, scale: 2)),
        (#""12.50""#, .decimal(scale: 2), .decimal(units: 1250, scale: 2)),
        (#""-1e1""#, .decimal(scale: 0), .decimal(units: -10, scale: 0)),
        ("true", .bool, .bool(true)), ("false", .bool, .bool(false)),
        (#""2026-11-22""#, .date, .date(20_779)),
        (#""18:30""#, .time, .time(66_600)), (#""18:30:05""#, .time, .time(66_605)),
        (#""2026-11-22T18:30:00Z""#, .datetime(), .datetime(1_795_372_200_000, zone: nil)),
        (#""2026-11-22T19:30:00.5+01:00""#, .datetime(), .datetime(1_795_372_200_500, zone: nil)),
        (#""high""#, .choice(["low", "high"]), .text("high")),
        (#"["high","low"]"#, .choices(["low", "high"]), .choices(["low", "high"])),
        ("[]", .choices(["low"]), .choices([])),
        (#"{"amount":1250,"currency":"EUR"}"#, .money(), .money(minor: 1250, currency: "EUR")),
        (#"{"amount":-1}"#, .money(currency: "EUR"), .money(minor: -1, currency: "EUR")),
        (#"{"amount":1,"currency":null}"#, .money(currency: "EUR"), .money(minor: 1, currency: "EUR")),
        (#"{"lat":52.5,"lng":-13.4}"#, .geo, .geo(latitude: 52.5, longitude: -13.4)),
        (#"{"lng":180,"lat":-90}"#, .geo, .geo(latitude: -90, longitude: 180)),
        ("[]", .list([]), .list([])),
        ("[]", .references(to: "shop.order"), .references([])),
    ])
    func `what fits is typed`(json: String, type: FieldType, expected: Value) throws {
        let read = try Self.read(json, type)
        #expect(read.value == expected)
        #expect(read.findings == [])
    }

    @Test func `ids are read in either case, in order`() throws {
        let first = try #require(RecordID(Self.id))
        let second = try #require(RecordID(Self.other))
        #expect(try Self.read("\"\(Self.id.uppercased())\"", .reference(to: "a.b")).value == .reference(first))
        let several = try Self.read("[\"\(Self.other)\",\"\(Self.id)\"]", .references(to: "a.b"))
        #expect(several.value == .references([second, first]))
    }

    @Test(arguments: [
        FieldType.text(), .int(min: 1), .decimal(scale: 1), .money(), .bool, .date, .time, .duration, .datetime(),
        .choice(["a"]), .choices(["a"]), .reference(to: "a.b"), .references(to: "a.b"), .list([]), .geo, .email, .phone,
        .url,
    ])
    func `null is null for every type`(type: FieldType) throws {
        let read = try Self.read("null", type)
        #expect(read.value == .null)
        #expect(read.findings == [])
    }

    @Test(arguments: [
        ("1", FieldType.text(), "Must be a text, not a number."),
        ("true", .email, "Must be a text, not a boolean."),
        ("{}", .choice(["a"]), "Must be a text, not an object."),
        (#""1""#, .int(), "Must be a whole number, not a text."),
        ("[]", .duration, "Must be a whole number, not a list."),
        ("true", .decimal(scale: 1), "Must be a decimal number or its text, not a boolean."),
        ("12", .money(), "Must be an object with amount and currency, not a number."),
        (#""true""#, .bool, "Must be true or false, not a text."),
        ("0", .bool, "Must be true or false, not a number."),
        ("20260101", .date, "Must be a date such as 2026-11-22, not a number."),
        ("1830", .time, "Must be a time such as 18:30, not a number."),
        (#""a""#, .choices(["a"]), "Must be a list, not a text."),
        ("{}", .references(to: "a.b"), "Must be a list, not an object."),
        ("{}", .list([]), "Must be a list, not an object."),
    ])
    func `another kind of JSON is a finding of code type`(json: String, type: FieldType, message: String) throws {
        let read = try Self.read(json, type)
        #expect(read.value == nil)
        #expect(read.findings == [Finding("here", "type", message)])
    }

    @Test(arguments: [
        (#""a\u0000b""#, FieldType.text(), "nul"), (#""abc""#, .text(max: 2), "too_long"),
        (#""a""#, .text(min: 2), "too_short"), (#""a\nb""#, .text(), "line_break"),
        (#""ab""#, .text(pattern: "a"), "pattern"),
        (#""ann""#, .email, "format"), (#""030""#, .phone, "format"), (#""example.com""#, .url, "format"),
        ("1.5", .int(), "range"), ("9223372036854775808", .int(), "range"), ("1e400", .int(), "range"),
        ("1e-9223372036854775808", .int(), "range"), ("1e-9223372036854775808", .decimal(scale: 2), "range"),
        ("2", .int(min: 3), "too_small"), ("4", .int(max: 3), "too_large"),
        (#""1.555""#, .decimal(scale: 2), "range"), (#""1,5""#, .decimal(scale: 2), "range"),
        (#""""#, .decimal(scale: 2), "range"),
        ("1.51", .decimal(scale: 2, max: 150), "too_large"),
        (#""2026-02-29""#, .date, "format"), (#""today""#, .date, "format"), (#""25:00""#, .time, "format"),
        (#""2026-11-22""#, .datetime(), "format"), ("1795372200000", .datetime(), "format"),
        (#""hihg""#, .choice(["low", "high"]), "option"), (#"["low","none"]"#, .choices(["low"]), "option"),
        (#""x""#, .reference(to: "a.b"), "format"), ("1", .reference(to: "a.b"), "format"),
        (#"{"lat":91,"lng":0}"#, .geo, "format"), (#"{"lat":0,"lng":180.1}"#, .geo, "format"),
        (#"{"lat":0}"#, .geo, "format"),
        (#"{"lat":0,"lng":0,"alt":0}"#, .geo, "format"), (#"{"lat":"0","lng":0}"#, .geo, "format"),
        ("[0,0]", .geo, "format"),
        (#"{"lat":1e999,"lng":0}"#, .geo, "format"),
    ])
    func `what does not fit is one finding at its path`(json: String, type: FieldType, code: String) throws {
        let read = try Self.read(json, type)
        #expect(read.value == nil)
        #expect(read.findings.map(\.path) == ["here"])
        #expect(read.findings.map(\.code) == [code])
    }

    @Test(arguments: [
        ("{}", "here.amount", "required"), (#"{"currency":"EUR"}"#, "here.amount", "required"),
        (#"{"amount":"1","currency":"EUR"}"#, "here.amount", "type"),
        (#"{"amount":1.5,"currency":"EUR"}"#, "here.amount", "range"),
        (#"{"amount":1}"#, "here.currency", "currency"),
        (#"{"amount":1,"currency":"eur"}"#, "here.currency", "currency"),
        (#"{"amount":1,"currency":"EUR","minor":1}"#, "here.minor", "unknown"),
    ])
    func `findings about money name the member`(json: String, path: String, code: String) throws {
        let read = try Self.read(json, .money())
        #expect(read.value == nil)
        #expect(read.findings.map(\.path) == [path])
        #expect(read.findings.map(\.code) == [code])
    }

    @Test func `another currency than the declared one is refused`() throws {
        let read = try Self.read(#"{"amount":1,"currency":"USD"}"#, .money(currency: "EUR"))
        #expect(read.findings == [Finding("here", "currency", "The currency must be EUR.")])
    }

    @Test(arguments: [
        (#"["a","b","a"]"#, FieldType.choices(["a", "b"]), "here[2]", "twice"),
        (#"["a",1]"#, .choices(["a"]), "here[1]", "type"),
        (#"["\#(id)","\#(id)"]"#, .references(to: "a.b"), "here[1]", "twice"),
        (#"["\#(id)","x"]"#, .references(to: "a.b"), "here[1]", "format"),
        (#"["\#(id)","\#(other)",null]"#, .references(to: "a.b"), "here[2]", "format"),
    ])
    func `findings about entries name the entry`(json: String, type: FieldType, path: String, code: String) throws {
        let read = try Self.read(json, type)
        #expect(read.value == nil)
        #expect(read.findings.map(\.path) == [path])
        #expect(read.findings.map(\.code) == [code])
    }

    @Test func `five hundred entries are read and one more is refused`() throws {
        func list(_ count: Int) -> String { "[\([String](repeating: "{}", count: count).joined(separator: ","))]" }
        #expect(try Self.read(list(500), .list([])).findings == [])
        #expect(try Self.read(list(501), .list([])).findings == [Finding("here", "too_many", "At most 500 entries.")])
    }
}
