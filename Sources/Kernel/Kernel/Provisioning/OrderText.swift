import Foundation

/// Orders as JSON text, for the pending row.
enum OrderText {
    static func write(_ order: TenantCreation.Order) throws -> [UInt8] {
        Array(try JSONEncoder().encode(order))
    }

    static func read(_ json: [UInt8]) throws -> TenantCreation.Order {
        try JSONDecoder().decode(TenantCreation.Order.self, from: Data(json))
    }
}
