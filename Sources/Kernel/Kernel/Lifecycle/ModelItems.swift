import KernelCrypto

/// What a model declares, taken apart: every thing by its address, every thing's properties by name.
///
/// Made of the canonical JSON alone, so that a section which the model gains is compared without a line here:
/// - a member that holds things by id, or a list of things with an id of their own, is a list of things;
/// - a member that holds texts by language, scopes or the like is one property for each of them;
/// - everything else is a property.
///
/// Addresses: `entity/customers.site/field/soil`, `role/cleaner/grant/customers.site.read@assigned`.
package struct ModelItems: Sendable {
    /// Properties by address.
    package private(set) var properties: [String: [String: JSONValue]] = [:]
    /// The keys of each list of things, in order.
    package private(set) var orders: [String: [String]] = [:]

    /// Takes a model apart.
    /// - Throws: `unavailable` where the document is no JSON object, which no model's is.
    package init(_ model: TenantModel) throws {
        guard case .object(let sections)? = try? JSONReader.read(model.json) else {
            throw KernelError.unavailable("The model cannot be compared.", cause: "the model's document is no object")
        }
        for section in sections { take(section) }
    }

    /// The same things under the names that they get.
    package func renamed(_ changes: NameChanges) -> ModelItems {
        guard !changes.isEmpty else { return self }
        var items = self
        items.properties = Dictionary(
            properties.map { address, values in (changes.place(after: address), values.mapValues(changes.value)) },
            uniquingKeysWith: { first, _ in first }
        )
        items.orders = Dictionary(
            orders.map { list, order in
                let keys = order.map { key -> String in
                    let kind = Self.singular(String(list.split(separator: "/").last ?? ""))
                    let parent = list.split(separator: "/").dropLast().joined(separator: "/")
                    let address = (parent.isEmpty ? "" : "\(parent)/") + "\(kind)/\(key)"
                    let now = changes.place(after: address)
                    return now == address ? key : String(now.split(separator: "/").last ?? "")
                }
                return (changes.place(after: list), keys)
            },
            uniquingKeysWith: { first, _ in first }
        )
        return items
    }

    /// Everything between things counts as one order: the section itself, or a list of a thing.
    private mutating func take(_ section: JSONValue.Member) {
        let kind = Self.singular(section.name)
        switch section.value {
        case .object(let members) where Self.holdsThings(members):
            for member in members { add("\(kind)/\(member.name)", member.value) }
        // Nothing is no thing: what comes into an empty section is all there is to tell.
        case .object([]): break
        case .object: add(kind, section.value)
        case .array(let elements): add(elements, as: kind, under: nil, list: section.name)
        // A section that is not there says nothing.
        case .null: break
        default: properties["model", default: [:]][section.name] = section.value
        }
    }

    private static func holdsThings(_ members: [JSONValue.Member]) -> Bool {
        !members.isEmpty && members.allSatisfy { $0.value.members != nil }
    }

    private mutating func add(_ address: String, _ thing: JSONValue) {
        if properties[address] == nil { properties[address] = [:] }
        for member in thing.members ?? [] where member.name != "id" {
            switch member.value {
            case .array([]): break
            case .array(let elements) where elements.allSatisfy({ $0.members != nil }):
                add(elements, as: Self.singular(member.name), under: address, list: member.name)
            case .object(let parts):
                for part in parts { properties[address]?["\(member.name).\(part.name)"] = part.value }
            default: properties[address]?[member.name] = member.value
            }
        }
    }

    private mutating func add(_ elements: [JSONValue], as kind: String, under parent: String?, list: String) {
        let prefix = (parent.map { "\($0)/" } ?? "") + kind
        var order: [String] = []
        for element in elements {
            var key = Self.key(of: element)
            var number = 2
            while properties["\(prefix)/\(key)"] != nil {
                key = "\(Self.key(of: element))~\(number)"
                number += 1
            }
            order.append(key)
            if case .string(let text) = element {
                // `work-orders 2.3`: a name and its version.
                let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
                properties["\(prefix)/\(key)"] = parts.count == 2 ? ["version": .string(parts[1])] : [:]
            } else {
                add("\(prefix)/\(key)", element)
            }
        }
        orders[(parent.map { "\($0)/" } ?? "") + list] = order
    }

    /// What tells a thing from its neighbours: its id, or what else names it, else what it says.
    private static func key(of element: JSONValue) -> String {
        if case .string(let text) = element { return String(text.prefix { $0 != " " }) }
        for name in ["id", "path", "key", "step", "name"] {
            if let text = element[name]?.text { return text }
        }
        if let permission = element["permission"]?.text {
            return [permission, element["scope"]?.text].compactMap(\.self).joined(separator: "@")
        }
        if let entity = element["entity"]?.text {
            return [entity, element["role"]?.text].compactMap(\.self).joined(separator: ":")
        }
        return String(SHA256.hex(JSONWriter.text(of: element)).prefix(12))
    }

    /// The word of one of them: `entities` has `entity`, `rows` has `row`.
    package static func singular(_ plural: String) -> String {
        if plural.hasSuffix("ies") { return plural.dropLast(3) + "y" }
        return plural.hasSuffix("s") && !plural.hasSuffix("ss") ? String(plural.dropLast()) : plural
    }
}

extension JSONWriter {
    /// A value's JSON text.
    package static func text(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }
}
