// Cells by the type of their field:
//
//   text, longText, email, url   the text, guarded against formulas       phone, choice, reference   as in JSON
//   int, duration, decimal       digits                                   bool                       true, false
//   date, time, datetime         as in JSON; the zone in <field>_zone     choices, references        joined by ;
//   money                        1250 EUR (minor units, currency)         geo                        52.5 13.4
//   list                         its JSON

/// A column of a CSV: a member of the records' JSON.
package struct CSVColumn: Hashable, Sendable {
    /// The member's name, which is the header.
    package let name: String
    /// How its values are spelled.
    package let type: FieldType
    /// Whether the kernel keeps it.
    package let isSystem: Bool
    /// Whether nobody writes it, since it is worked out.
    package let isComputed: Bool

    package init(_ name: String, _ type: FieldType, isSystem: Bool = false, isComputed: Bool = false) {
        self.name = name
        self.type = type
        self.isSystem = isSystem
        self.isComputed = isComputed
    }

    /// The columns of an entity: system fields, then declared ones where `shows` says so, a zone after its instant.
    package static func all(of entity: EntityModel, _ shows: (FieldDefinition) -> Bool) -> [CSVColumn] {
        let system = SystemField.allCases.filter { $0 != .state || entity.startState != nil }.map { field in
            CSVColumn(field.rawValue, .text(), isSystem: true)
        }
        return system
            + entity.fields.map(\.definition).filter(shows).flatMap { field in
                [CSVColumn(field.id, field.type, isComputed: field.compute != nil)]
                    + (field.type == .datetime(zone: true) ? [CSVColumn("\(field.id)_zone", .text())] : [])
            }
    }

    /// The cell of a member's value; `nil` for no value and for a field that the record does not show.
    package func cell(_ value: JSONValue?) -> String? {
        switch value ?? .null {
        case .null: nil
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): isFreeText ? CSVFormula.guarded(text) : text
        case .array(let items):
            if case .list = type { Self.json(.array(items)) } else { items.compactMap(\.text).joined(separator: ";") }
        case .object(let members): members.compactMap { Self.scalar($0.value) }.joined(separator: " ")
        }
    }

    /// The member's value that a cell stands for.
    package func value(_ cell: CSVCell) -> JSONValue {
        guard !cell.isNothing, !cell.text.isEmpty || isPlainText else { return .null }
        let text = cell.text
        switch type {
        case .text, .longText, .email, .url: return .string(CSVFormula.unguarded(text))
        case .int, .duration: return Self.number(text) ?? .string(text)
        case .bool: return ["true": .bool(true), "false": .bool(false)][text.lowercased()] ?? .string(text)
        case .choices, .references:
            return .array(text.split(separator: ";", omittingEmptySubsequences: false).map { .string(String($0)) })
        case .money: return Self.parts(text, ["amount", "currency"])
        case .geo: return Self.parts(text, ["lat", "lng"])
        case .list: return (try? JSONReader.read(Array(text.utf8))) ?? .string(text)
        case .decimal, .phone, .date, .time, .datetime, .choice, .reference: return .string(text)
        }
    }

    /// Texts that people type; whose first character could be anything.
    private var isFreeText: Bool {
        switch type {
        case .text, .longText, .email, .url: !isSystem
        default: false
        }
    }

    /// Where the empty text is a value.
    private var isPlainText: Bool {
        switch type {
        case .text, .longText: true
        default: false
        }
    }

    private static func json(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func scalar(_ value: JSONValue) -> String? {
        switch value {
        case .number(let text), .string(let text): text
        default: nil
        }
    }

    /// A number as JSON spells it; `nil` for what is none.
    private static func number(_ text: String) -> JSONValue? {
        guard case .number(let number)? = try? JSONReader.read(Array(text.utf8)) else { return nil }
        return .number(number)
    }

    /// `1250 EUR` as an object of two members; what does not fit is left to the decoder to refuse.
    private static func parts(_ text: String, _ names: [String]) -> JSONValue {
        let words = text.split(separator: " ").map(String.init)
        guard (1...names.count).contains(words.count) else { return .string(text) }
        return .object(zip(names, words).map { JSONValue.Member($0, number($1) ?? .string($1)) })
    }
}
