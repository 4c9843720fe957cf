import Testing

@testable import Kernel

/// JSON merge patch (RFC 7396) inside money and geo points.
struct MergePatchTests {
    private func complete(_ patch: String, _ values: [String: Value]?) throws -> JSONValue {
        let record = values.map { Record(id: Shop.ann, createdAt: 0, updatedAt: 0, values: $0) }
        let entity = try #require(try Shop.model().entities[Shop.order])
        return try MergePatch.complete(JSONReader.read(Array(patch.utf8)), with: record, of: entity)
    }

    private func json(_ text: String) throws -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    private let priced: [String: Value] = ["amount": .money(minor: 5, currency: "EUR"), "title": .text("a")]

    @Test func `what a patch leaves out of money is taken from the record`() throws {
        #expect(try complete(#"{"amount":{"amount":7}}"#, priced) == json(#"{"amount":{"currency":"EUR","amount":7}}"#))
        #expect(try complete(#"{"amount":{"currency":"USD"}}"#, priced)["amount"]?["amount"] == .number("5"))
    }

    @Test func `null takes a member away, and the whole value`() throws {
        #expect(try complete(#"{"amount":{"amount":null}}"#, priced) == json(#"{"amount":{"currency":"EUR"}}"#))
        #expect(try complete(#"{"amount":null}"#, priced) == json(#"{"amount":null}"#))
    }

    @Test(arguments: [
        #"{"amount":{"amount":7}}"#, #"{"title":"b"}"#, #"{"amount":7}"#, #"{"nothing":{"a":1}}"#, "{}",
    ])
    func `without a value to complete, a patch stays as sent`(patch: String) throws {
        #expect(try complete(patch, nil) == json(patch))
        #expect(try complete(patch, ["title": .text("a")]) == json(patch))
    }
}
