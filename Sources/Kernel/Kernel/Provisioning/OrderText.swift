import Foundation

/// Orders as JSON text, for the pending row.
enum OrderText {
    static func write(_ order: some Encodable) throws -> [UInt8] {
        Array(try JSONEncoder().encode(order))
    }

    static func read<Order: Decodable>(_ json: [UInt8]) throws -> Order {
        try JSONDecoder().decode(Order.self, from: Data(json))
    }
}
