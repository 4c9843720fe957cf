import KernelTesting
import Testing

/// The catalogue of priced items.
struct CatalogItemTests {
    private static let cloth: JSON = [
        "name": "Cloth", "category": "supplies", "unit": "pack", "unit_cost": ["amount": 1200, "currency": "EUR"],
    ]

    @Test func `an item has a cost, may have a price, and is in use until somebody says otherwise`() async throws {
        try await Office.open { office in
            let item = try await office.make("price-items", Self.cloth)
            #expect(item["active"] == true)
            #expect(item["unit_price"] == JSON.null)
            let price: JSON = ["unit_price": ["amount": 1900, "currency": "EUR"]]
            #expect(try await office.patch("price-items", item, price).status == 200)
        }
    }

    @Test func `what does not fit is refused with the field and the reason`() async throws {
        let cases: [(String, JSON, String)] = [
            ("name", nil, "required"), ("unit", nil, "required"), ("unit_cost", nil, "required"),
            ("unit_cost", ["amount": -1, "currency": "EUR"], "too_small"), ("category", "spare", "option"),
        ]
        try await Office.open { office in
            for (field, value, code) in cases {
                let answer = try await office.ask("POST", "price-items", Self.cloth.with([field: value]))
                #expect(answer.findings == ["\(field) \(code)"], "\(answer.text)")
            }
        }
    }

    @Test func `a name stands once in its category, a number once at all`() async throws {
        try await Office.open { office in
            _ = try await office.make("price-items", Self.cloth.with(["number": "A1"]))
            #expect(try await office.ask("POST", "price-items", Self.cloth).findings == ["name taken"])
            let part = Self.cloth.with(["category": "parts"])
            _ = try await office.make("price-items", part)
            let numbered = Self.cloth.with(["name": "Other", "number": "A1"])
            #expect(try await office.ask("POST", "price-items", numbered).findings == ["number taken"])
        }
    }
}
