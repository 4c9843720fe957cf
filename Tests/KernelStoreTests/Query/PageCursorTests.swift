import Kernel
import KernelCrypto
import Testing

@testable import KernelStore

struct PageCursorTests {
    private let values: [SQLValue] = [.text("Ä\u{1d11e}"), .int(.min), .null, .text("id")]

    @Test func `a cursor gives back what it was made of`() throws {
        let order = try order("name,-amount,ratio")
        let text = PageCursor.write(values, entity: "lab.sample", order: order)
        #expect(try PageCursor(text, entity: "lab.sample", order: order).values == values)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func `a change of any byte is refused`() throws {
        let order = try order("name,-amount,ratio")
        let bytes = try #require(Base64URL.decode(PageCursor.write(values, entity: "lab.sample", order: order)))
        for index in bytes.indices {
            for change: UInt8 in [1, 0x80, 0xff] {
                var changed = bytes
                changed[index] ^= change
                let text = Base64URL.encode(changed)
                #expect(throws: KernelError.self) { try PageCursor(text, entity: "lab.sample", order: order) }
            }
        }
        for length in 0..<bytes.count {
            let text = Base64URL.encode(Array(bytes.prefix(length)))
            #expect(throws: KernelError.self) { try PageCursor(text, entity: "lab.sample", order: order) }
        }
        let longer = Base64URL.encode(bytes + [0])
        #expect(throws: KernelError.self) { try PageCursor(longer, entity: "lab.sample", order: order) }
    }

    @Test(arguments: [
        "-name,-amount,ratio", "name,amount,ratio", "amount,name,ratio", "name,-amount", "name,-amount,fine",
    ])
    func `another order is refused`(other: String) throws {
        let text = PageCursor.write(values, entity: "lab.sample", order: try order("name,-amount,ratio"))
        let order = try order(other)
        #expect(throws: KernelError.self) { try PageCursor(text, entity: "lab.sample", order: order) }
        let same = try self.order("name,-amount,ratio")
        #expect(throws: KernelError.self) { try PageCursor(text, entity: "lab.other", order: same) }
    }

    @Test(arguments: [
        "", "a", "ab=", "a b", "ä", "////", "....", "AAAAAAAAAAA", "AAAAAAAAAAAAAAAA", "null", "0", "' OR 1=1 --",
    ])
    func `what never was a cursor is refused`(text: String) throws {
        let order = try order("name")
        let error = #expect(throws: KernelError.self) { try PageCursor(text, entity: "lab.sample", order: order) }
        #expect(error?.problem == .invalid)
        #expect(error?.findings.map(\.path) == ["after"])
        #expect(error?.findings.map(\.code) == ["cursor"])
    }

    @Test func `the order ends in the id, once`() throws {
        #expect(try order("").keys.map(\.column) == ["id"])
        #expect(try order("-id").keys.map { "\($0.column) \($0.descending)" } == ["id true"])
        #expect(try order("id,name").keys.map(\.column) == ["id"])
        #expect(try order("price").keys.map(\.column) == ["lab__price", "lab__price__currency", "id"])
        #expect(try order("met").keys.map(\.column) == ["lab__met", "id"])
        #expect(try order("name,color").keys.map(\.folds) == [true, false, false])
    }

    private func order(_ text: String) throws -> SortOrder {
        let model = try Lab.model(LabCatalog.contributions())
        let schema = try PhysicalSchema(model, names: .plain)
        let access = AccessResolver.system(in: model)
        let compiler = ConditionCompiler(schema, access: access, shape: .page)
        let row = compiler.row(try schema.table("lab.sample"), .live)
        let keys = text.split(separator: ",").map { word in
            RecordQuery.SortKey(field: String(word.drop { $0 == "-" }), descending: word.hasPrefix("-"))
        }
        return try SortOrder(keys, row, compiler)
    }
}
