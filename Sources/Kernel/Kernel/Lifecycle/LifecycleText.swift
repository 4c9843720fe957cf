import Foundation

/// States and steps as JSON text, for the tables of receipts.
package enum LifecycleText {
    /// The JSON text of a value; equal values have equal texts.
    package static func write(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The value of a text.
    package static func read<Content: Decodable>(_ text: String, as type: Content.Type = Content.self) throws -> Content
    {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
