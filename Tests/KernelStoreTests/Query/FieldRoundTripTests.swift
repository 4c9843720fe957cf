import Kernel
import Testing

@testable import KernelStore

/// Every field type: in memory, in the database, on the wire.
struct FieldRoundTripTests {
    @Test func `every field type comes back as it was written`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, SampleValues.full)
        let record = try lab.record("lab.sample", id)
        for (field, value) in SampleValues.full where field != "lines" {
            #expect(record[field] == value, "\(field)")
        }
        guard case .list(let rows) = record["lines"] else {
            Issue.record("lines is \(record["lines"])")
            return
        }
        #expect(rows.count == 2)
        #expect(rows[0] == SampleValues.line)
        #expect(rows[1].values.filter { !$0.isNull }.isEmpty)
    }

    @Test func `every field type can be null`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1)
        let record = try lab.record("lab.sample", id)
        for field in try lab.entity("lab.sample").fields {
            #expect(record[field.id] == (field.id == "peers" ? .references([]) : .null), "\(field.id)")
        }
    }

    @Test func `the JSON of a record has the form of the contract`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, SampleValues.full, owner: Lab.id(77))
        let rendered = try #require(try render(lab, id))
        #expect(rendered.version == 1)
        let system = """
            {"id":"\(id)","version":1,"created_at":"2027-01-15T08:00:00.000Z","updated_at":"2027-01-15T08:00:00.000Z",\
            "created_by":null,"updated_by":null,"owner":"\(Lab.id(77))","state":"fresh",
            """
        let texts = #"""
            "name":"Zoë \"Q\" \\ \n\t\u0001 𝄞 e\#u{301}","code":"'; DROP TABLE lab__sample; --",\#
            "note":"line one\r\nline two","amount":-9223372036854775808,"ratio":"-0.05","fine":"999999999999.999999",
            """#
        let values = """
            "price":{"amount":1250,"currency":"EUR"},"cost":{"amount":-1,"currency":"EUR"},"done":true,\
            "day":"2024-10-04","at":"23:59:59","length":5400,"seen":"1969-12-31T23:59:59.999Z",\
            "met":"2027-01-15T08:00:00.001Z","met_zone":"Europe/Berlin","color":"green","tags":["red","blue"],
            """
        let relations = """
            "friend":"\(Lab.id(900))","peers":["\(Lab.id(903))","\(Lab.id(901))","\(Lab.id(902))"],
            """
        let head = [system, texts, values, relations].joined()
        #expect(rendered.text.hasPrefix(head), "\(rendered.text)")
        let tail = """
            "place":{"lat":52.5,"lng":-13.25},"mail":"a@b.example","fon":"+491234567","web":"https://example.com/a?b=c"}
            """
        #expect(rendered.text.hasSuffix(tail), "\(rendered.text)")
    }

    @Test func `the JSON of sub-records has every member in order`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, ["lines": .list([SampleValues.line, [:]])])
        let rendered = try #require(try render(lab, id))
        let first = #"""
            {"what":"a \"b\"","sum":"123.45","price":{"amount":99,"currency":"USD"},"on":"1969-12-31","at":"00:01:00",\#
            "met":"1970-01-01T00:00:00.000Z","met_zone":"Asia/Tokyo","long":60,"many":9223372036854775807,"good":false,\#
            "tags":["green"],"who":"\#(Lab.id(5))","spot":{"lat":1.0,"lng":2.5},"parts":[{"name":"x"}]}
            """#
        let second = """
            {"what":null,"sum":null,"price":null,"on":null,"at":null,"met":null,"met_zone":null,"long":null,"many":null,\
            "good":null,"tags":null,"who":null,"spot":null,"parts":null}
            """
        #expect(rendered.text.contains("\"lines\":[\(first),\(second)]"), "\(rendered.text)")
    }

    @Test func `null fields stand in the JSON as null, lists of references as empty`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1)
        let json = try JSONReader.read(try #require(try render(lab, id)).json)
        for field in try lab.entity("lab.sample").fields {
            #expect(json[field.id] == (field.id == "peers" ? .array([]) : .null), "\(field.id)")
        }
        #expect(json["met_zone"] == .null)
    }

    @Test(arguments: [(0, 0, "0"), (5, 0, "5"), (-5, 2, "-0.05"), (1250, 2, "12.50"), (1, 9, "0.000000001")])
    func `decimals are written with the field's places`(units: Int64, scale: Int, text: String) {
        var bytes: [UInt8] = []
        RowRenderer.append(units, scale: scale, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func `the smallest decimal is written without overflow`() {
        var bytes: [UInt8] = []
        RowRenderer.append(.min, scale: 3, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "-9223372036854775.808")
    }

    @Test func `a value of another type is refused and changes nothing`() throws {
        let lab = try Lab()
        let error = #expect(throws: KernelError.self) {
            try lab.insert("lab.sample", 1, ["amount": .text("12")])
        }
        #expect(error?.findings.map(\.path) == ["amount"])
        #expect(error?.findings.map(\.code) == ["type"])
        #expect(try lab.ids("lab.sample").isEmpty)
    }

    @Test func `a decimal that the field's places cannot hold is refused, others are brought to them`() throws {
        let lab = try Lab()
        let error = #expect(throws: KernelError.self) {
            try lab.insert("lab.sample", 1, ["ratio": .decimal(units: 12345, scale: 3)])
        }
        #expect(error?.findings.map(\.code) == ["range"])
        let id = try lab.insert("lab.sample", 2, ["ratio": .decimal(units: 12340, scale: 3), "fine": .int(7)])
        let record = try lab.record("lab.sample", id)
        #expect(record["ratio"] == .decimal(units: 1234, scale: 2))
        #expect(record["fine"] == .decimal(units: 7_000_000, scale: 6))
    }

    private func render(_ lab: Lab, _ id: RecordID) throws -> RenderedRecord? {
        try lab.read {
            try $0.render(
                lab.scope(),
                try lab.entity("lab.sample"),
                id,
                RecordAccess(rows: .everything, fields: nil),
                fields: nil,
                expand: [],
                bin: false
            )
        }
    }
}
