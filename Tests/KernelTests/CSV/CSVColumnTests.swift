import Testing

@testable import Kernel

struct CSVColumnTests {
    private static let cells: [(FieldType, String, String)] = [
        (.text(), #""plain""#, "plain"),
        (.text(), #""=SUM(A1)""#, "'=SUM(A1)"),
        (.longText(), #""two\nlines""#, "two\nlines"),
        (.email, #""+tag@example.com""#, "'+tag@example.com"),
        (.phone, #""+49301234567""#, "+49301234567"),
        (.url, #""https://example.com""#, "https://example.com"),
        (.int(), "-5", "-5"),
        (.duration, "90", "90"),
        (.decimal(scale: 2), #""-12.50""#, "-12.50"),
        (.bool, "true", "true"),
        (.date, #""2026-11-22""#, "2026-11-22"),
        (.time, #""18:30:00""#, "18:30:00"),
        (.datetime(zone: true), #""2026-11-22T18:30:00.000Z""#, "2026-11-22T18:30:00.000Z"),
        (.choice([Choice("a")]), #""a""#, "a"),
        (.choices([Choice("a"), Choice("b")]), #"["a","b"]"#, "a;b"),
        (
            .reference(to: Shop.order), #""01890a5d-ac96-774b-bcce-b302099a8057""#,
            "01890a5d-ac96-774b-bcce-b302099a8057"
        ),
        (.money(), #"{"amount":-1250,"currency":"EUR"}"#, "-1250 EUR"),
        (.geo, #"{"lat":52.5,"lng":-13.4}"#, "52.5 -13.4"),
        (.list([FieldDefinition("x", .text())]), #"[{"x":"=1"}]"#, #"[{"x":"=1"}]"#),
    ]

    @Test(arguments: 0..<19) func `a value is a cell, and the cell is that value`(index: Int) throws {
        let (type, json, cell) = Self.cells[index]
        let column = CSVColumn("field", type)
        let value = try JSONReader.read(Array(json.utf8))
        #expect(column.cell(value) == cell)
        let back = column.value(CSVCell(cell))
        if case .decimal = type { #expect(back == .string("-12.50")) } else { #expect(back == value) }
    }

    @Test func `no value is an empty cell`() {
        for (type, _, _) in Self.cells {
            let column = CSVColumn("field", type)
            #expect(column.cell(nil) == nil)
            #expect(column.cell(.null) == nil)
            #expect(column.value(CSVCell("")) == .null)
        }
    }

    @Test func `an empty text in quotes is a text where the field is one`() {
        let quoted = CSVCell("", isQuoted: true)
        #expect(CSVColumn("field", .text()).value(quoted) == .string(""))
        #expect(CSVColumn("field", .longText()).value(quoted) == .string(""))
        #expect(CSVColumn("field", .email).value(quoted) == .null)
        #expect(CSVColumn("field", .int()).value(quoted) == .null)
    }

    @Test func `what does not fit is left to the decoder, as typed`() {
        #expect(CSVColumn("field", .int()).value(CSVCell("1e999999x")) == .string("1e999999x"))
        #expect(CSVColumn("field", .int()).value(CSVCell("007")) == .string("007"))
        #expect(CSVColumn("field", .bool).value(CSVCell("yes")) == .string("yes"))
        #expect(CSVColumn("field", .bool).value(CSVCell("FALSE")) == .bool(false))
        #expect(CSVColumn("field", .money()).value(CSVCell("1 EUR x")) == .string("1 EUR x"))
        #expect(CSVColumn("field", .list([])).value(CSVCell("[")) == .string("["))
    }

    @Test func `columns are the system fields, then those that are shown, with their zones`() throws {
        let entity = try #require(try Shop.model().entities[Shop.order])
        let all = CSVColumn.all(of: entity) { _ in true }
        let system = ["id", "version", "created_at", "updated_at", "created_by", "updated_by", "owner", "state"]
        #expect(all.prefix(8).map(\.name) == system)
        #expect(all.map(\.isSystem).firstIndex(of: false) == 8)
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.name)).isSuperset(of: entity.fields.map(\.id)))
        #expect(CSVColumn.all(of: entity) { _ in false }.count == 8)
    }
}
