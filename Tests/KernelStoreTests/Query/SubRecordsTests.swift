import Kernel
import Testing

@testable import KernelStore

/// Sub-records outlive the definition they were written by.
struct SubRecordsTests {
    private let fields = [
        FieldDefinition("name", .text()), FieldDefinition("sum", .decimal(scale: 2)), FieldDefinition("on", .date),
        FieldDefinition("good", .bool), FieldDefinition("many", .int()), FieldDefinition("price", .money()),
        FieldDefinition("at", .time), FieldDefinition("met", .datetime(zone: true)), FieldDefinition("spot", .geo),
        FieldDefinition("who", .reference(to: "lab.sample")), FieldDefinition("them", .references(to: "lab.sample")),
        FieldDefinition("tags", .choices(["a"])), FieldDefinition("parts", .list([FieldDefinition("x", .int())])),
    ]

    @Test func `what a later definition does not know is left out`() {
        let rows = SubRecords.read(#"[{"name":"a","gone":{"deep":[1,2]}}]"#, fields)
        #expect(rows == [["name": .text("a")]])
    }

    @Test(arguments: [
        #"{"name":1}"#, #"{"sum":"1.234"}"#, #"{"sum":5}"#, #"{"on":"2027-02-30"}"#, #"{"good":"true"}"#,
        #"{"many":1.5}"#,
        #"{"many":"1"}"#, #"{"price":{"amount":1}}"#, #"{"price":5}"#, #"{"at":"25:00:00"}"#, #"{"met":"yesterday"}"#,
        #"{"spot":{"lat":"1","lng":2}}"#, #"{"who":"nobody"}"#, #"{"them":"x"}"#, #"{"tags":{}}"#, #"{"parts":{}}"#,
    ])
    func `a value that no longer fits its type is null`(row: String) {
        let rows = SubRecords.read("[\(row)]", fields)
        #expect(rows.count == 1)
        #expect(rows.first?.values.map(\.isNull) == [true])
    }

    @Test(arguments: ["", "{}", "null", "[", "[1]x"])
    func `what is no list is empty`(json: String) {
        #expect(SubRecords.read(json, fields).isEmpty)
        #expect(SubRecords.choices(json).isEmpty)
    }

    @Test func `what is written is read, in the order of the definition`() {
        let row: [String: Value] = [
            "tags": .choices(["a"]), "name": .text("n"), "met": .datetime(5, zone: "UTC"),
            "them": .references([Lab.id(1), Lab.id(2)]), "parts": .list([["x": .int(1)], ["x": .null]]),
        ]
        let json = SubRecords.json([row], fields)
        #expect(json.hasPrefix(#"[{"name":"n","sum":null,"#))
        #expect(json.contains(#""met":"1970-01-01T00:00:00.005Z","met_zone":"UTC","#))
        let read = SubRecords.read(json, fields)[0].filter { !$0.value.isNull }
        #expect(read == row)
    }

    @Test func `ids are written and read as a JSON array`() {
        #expect(IDList.json([]) == "[]")
        #expect(IDList.read("[]").isEmpty)
        let ids = [Lab.id(2), Lab.id(1)]
        #expect(IDList.json(ids) == "[\"\(ids[0])\",\"\(ids[1])\"]")
        #expect(IDList.read(IDList.json(ids)) == ids)
    }
}
