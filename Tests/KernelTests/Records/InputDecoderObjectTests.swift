import Testing

@testable import Kernel

/// Objects of fields: unknown members, zones, sub-records, and inputs of moves.
struct InputDecoderObjectTests {
    private let fields = [
        FieldDefinition("title", .text(max: 5), required: true),
        FieldDefinition("hours", .decimal(scale: 2)),
        FieldDefinition("starts", .datetime(zone: true)),
        FieldDefinition("ends", .datetime()),
        FieldDefinition(
            "lines",
            .list([
                FieldDefinition("text", .text(), required: true),
                FieldDefinition("count", .int(min: 1), defaultValue: .int(1)),
                FieldDefinition("price", .money(currency: "EUR")),
            ])
        ),
    ]

    private func object(_ json: String) throws -> (values: [String: Value], findings: [Finding]) {
        var decoder = InputDecoder()
        let values = decoder.object(try JSONReader.read(Array(json.utf8)), fields: fields)
        return (values, decoder.findings)
    }

    private func input(_ json: String) throws -> (values: [String: Value], findings: [Finding]) {
        var decoder = InputDecoder()
        let values = decoder.input(try JSONReader.read(Array(json.utf8)), fields: fields)
        return (values, decoder.findings)
    }

    @Test func `known members are typed, absent ones stay absent, null stays null`() throws {
        let read = try object(#"{"hours":1.5,"title":null}"#)
        #expect(read.values == ["hours": .decimal(units: 150, scale: 2), "title": .null])
        #expect(read.findings == [])
    }

    @Test(arguments: ["[]", "1", "\"a\"", "null", "true"])
    func `what is no object is one finding`(json: String) throws {
        let read = try object(json)
        #expect(read.values == [:])
        #expect(read.findings.map(\.code) == ["type"])
        #expect(read.findings.first?.message.hasPrefix("Must be an object, not ") == true)
    }

    @Test func `an unknown member is told with the nearest name`() throws {
        let read = try object(#"{"titel":"x","zzz":1}"#)
        #expect(
            read.findings == [
                Finding("titel", "unknown", "There is no field `titel`. Did you mean `title`?"),
                Finding("zzz", "unknown", "There is no field `zzz`."),
            ]
        )
    }

    @Test func `a long unknown name is cut`() throws {
        let name = String(repeating: "x", count: 200)
        let shown = String(repeating: "x", count: 61) + "..."
        let read = try object("{\"\(name)\":1}")
        #expect(read.findings == [Finding(shown, "unknown", "There is no field `\(shown)`.")])
    }

    @Test func `every finding is told, in the order of the input`() throws {
        let read = try object(#"{"ends":"soon","title":"too long","x":1,"hours":"a"}"#)
        #expect(read.findings.map(\.path) == ["ends", "title", "x", "hours"])
        #expect(read.findings.map(\.code) == ["format", "too_long", "unknown", "range"])
        #expect(read.values == [:])
    }

    @Test func `the zone stands beside its instant`() throws {
        let read = try object(#"{"starts_zone":"Europe/Berlin","starts":"2026-11-22T18:30:00Z"}"#)
        #expect(read.values == ["starts": .datetime(1_795_372_200_000, zone: "Europe/Berlin")])
        #expect(read.findings == [])
        let without = try object(#"{"starts":"2026-11-22T18:30:00Z","starts_zone":null}"#)
        #expect(without.values == ["starts": .datetime(1_795_372_200_000, zone: nil)])
    }

    @Test(arguments: [#""Europe/Nowhere""#, "1", "true", #""""#])
    func `a zone that is none is refused`(zone: String) throws {
        let read = try object(#"{"starts":"2026-11-22T18:30:00Z","starts_zone":\#(zone)}"#)
        #expect(read.findings.map(\.path) == ["starts_zone"])
        #expect(read.findings.map(\.code) == ["zone"])
        #expect(read.values == [:])
    }

    @Test(arguments: [#"{"starts_zone":"Europe/Berlin"}"#, #"{"starts":null,"starts_zone":"Europe/Berlin"}"#])
    func `a zone without its instant is refused, not dropped`(json: String) throws {
        let read = try object(json)
        #expect(read.findings == [Finding("starts_zone", "zone", "Send `starts` together with its zone.")])
    }

    @Test func `an instant that keeps no zone takes none`() throws {
        let read = try object(#"{"ends":"2026-11-22T18:30:00Z","ends_zone":"Europe/Berlin"}"#)
        #expect(read.findings.map(\.path) == ["ends_zone"])
        #expect(read.findings.map(\.code) == ["unknown"])
    }

    @Test func `sub-records are complete: defaults stand in them`() throws {
        let read = try object(#"{"lines":[{"text":"a"},{"text":"b","count":2,"price":{"amount":5}}]}"#)
        #expect(
            read.values["lines"]
                == .list([
                    ["text": .text("a"), "count": .int(1), "price": .null],
                    ["text": .text("b"), "count": .int(2), "price": .money(minor: 5, currency: "EUR")],
                ])
        )
        #expect(read.findings == [])
    }

    @Test func `findings in sub-records name the entry and the member, each once`() throws {
        let read = try object(#"{"lines":[{"text":"a"},{"count":0},{"text":1,"prize":1},7]}"#)
        #expect(
            read.findings.map { "\($0.path) \($0.code)" } == [
                "lines[1].count too_small", "lines[1].text required", "lines[2].text type", "lines[2].prize unknown",
                "lines[3] type",
            ]
        )
        #expect(read.findings.first { $0.code == "unknown" }?.message.contains("Did you mean `price`?") == true)
        #expect(read.values == [:])
    }

    @Test func `an input takes defaults and demands what is required`() throws {
        let read = try input(#"{"hours":1}"#)
        #expect(read.findings == [Finding("title", "required", "Title is missing.")])
        let complete = try input(#"{"title":"a"}"#)
        #expect(complete.findings == [])
        #expect(complete.values["title"] == .text("a"))
        #expect(complete.values["hours"] == .null)
    }

    @Test func `an input that is wrong is not told missing as well`() throws {
        #expect(try input(#"{"title":1}"#).findings.map(\.code) == ["type"])
        #expect(try input(#"{"title":null}"#).findings.map(\.code) == ["required"])
    }
}
