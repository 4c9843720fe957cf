import KernelTesting
import Testing

struct SiteFieldsTests {
    @Test func `a country is two capital letters`() async throws {
        let cases: [(JSON, String?)] = [
            ("DE", nil), ("AT", nil), (nil, nil), ("de", "pattern"), ("D1", "pattern"), ("ÄÖ", "pattern"),
            ("D", "too_short"), ("DEU", "too_long"), ("", "too_short"), (49, "type"),
        ]
        try await each("country", cases)
    }

    @Test func `a position lies on the globe`() async throws {
        let cases: [(JSON, String?)] = [
            (["lat": 52.52, "lng": 13.405], nil), (["lat": 90, "lng": 180], nil), (["lat": -90, "lng": -180], nil),
            (["lat": 0, "lng": 0], nil), (["lat": 90.1, "lng": 0], "format"), (["lat": -90.1, "lng": 0], "format"),
            (["lat": 0, "lng": 180.1], "format"), (["lat": 0, "lng": -180.1], "format"), (["lat": 1], "format"),
            (["lat": 1, "lng": 1, "alt": 1], "format"), (["lat": "1", "lng": "1"], "format"), ([1, 1], "format"),
        ]
        try await each("position", cases)
    }

    @Test func `a radius is between ten metres and ten kilometres`() async throws {
        let cases: [(JSON, String?)] = [
            (10, nil), (10_000, nil), (9, "too_small"), (10_001, "too_large"), (-100, "too_small"), (10.5, "range"),
            ("100", "type"), (nil, "required"),
        ]
        try await each("radius_m", cases)
    }

    @Test func `a site belongs to a customer that exists`() async throws {
        try await Office.open { office in
            let lost = try await office.ask("POST", "sites", ["customer": Office.nowhere, "name": "Hall"])
            #expect(lost.status == 422)
            #expect(lost.findings == ["customer reference"])
            let without = try await office.ask("POST", "sites", ["name": "Hall"])
            #expect(without.findings == ["customer required"])
        }
    }

    /// Creates a site for each value, and expects it kept or refused with a code; then the same by a change.
    private func each(_ field: String, _ cases: [(sent: JSON, code: String?)]) async throws {
        try await Office.open { office in
            let customer = try await office.customer()
            let plain: JSON = ["customer": .text(customer.id), "name": "Hall"]
            for (sent, code) in cases {
                let before = try await office.make("sites", plain)
                let made = try await office.ask("POST", "sites", plain.with([field: sent]))
                let changed = try await office.patch("sites", before, .object([field: sent]))
                if let code {
                    for answer in [made, changed] {
                        #expect(answer.status == 422, "\(sent)")
                        #expect(answer.findings == ["\(field) \(code)"], "\(sent)")
                    }
                    #expect(try await office.get("sites", before) == before)
                } else {
                    #expect(made.status == 201, "\(sent): \(made.text)")
                    #expect(changed.status == 200, "\(sent): \(changed.text)")
                    #expect(made.content[field] ?? JSON.null == sent)
                    #expect(changed.content[field] ?? JSON.null == sent)
                }
            }
        }
    }
}
