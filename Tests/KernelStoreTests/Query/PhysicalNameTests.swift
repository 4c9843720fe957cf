import Kernel
import Testing

@testable import KernelStore

struct PhysicalNameTests {
    @Test func `tables and columns are named by owner and name, hyphens become underscores`() {
        #expect(PhysicalName.table("work-orders.work_order") == "work_orders__work_order")
        #expect(PhysicalName.column(owner: "cleaning-pro", field: "square_feet") == "cleaning_pro__square_feet")
        #expect(PhysicalName.extended("customers__customer", "watchers") == "customers__customer__watchers")
    }

    @Test func `a name of 60 bytes stays, a longer one is cut with a hash`() {
        let exact = PhysicalName.column(
            owner: String(repeating: "a", count: 29),
            field: String(repeating: "b", count: 29)
        )
        #expect(exact == String(repeating: "a", count: 29) + "__" + String(repeating: "b", count: 29))
        let long = PhysicalName.column(
            owner: String(repeating: "a", count: 30),
            field: String(repeating: "b", count: 29)
        )
        #expect(long.utf8.count == 60)
        #expect(long.hasPrefix(String(repeating: "a", count: 30) + "__" + String(repeating: "b", count: 17) + "_"))
    }

    @Test func `two long names that begin alike stay apart`() {
        let stem = String(repeating: "a", count: 63)
        let first = PhysicalName.column(owner: stem, field: "one")
        let second = PhysicalName.column(owner: stem, field: "two")
        #expect(first != second)
        #expect(first == PhysicalName.column(owner: stem, field: "one"))
    }

    @Test func `quotes in a name are doubled`() {
        #expect(PhysicalName.quoted("a\"b") == "\"a\"\"b\"")
    }

    @Test func `fragments bind values and quote names`() throws {
        let fragment: SQLFragment = "\(name: "a\"b") = \(bind: .text("'; --")) AND \(SQLFragment.always)"
        #expect(fragment.text == "\"a\"\"b\" = ? AND 1 = 1")
        let lab = try Lab()
        #expect(try fragment.values(lab.scope()) == [.text("'; --")])
    }
}
