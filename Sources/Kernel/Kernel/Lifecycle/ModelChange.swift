/// One difference between two models: a thing that comes, goes or changes.
package struct ModelChange: Hashable, Sendable {
    /// What happens to it.
    package enum Kind: String, Hashable, Sendable {
        case add, remove, change
    }

    /// A property's value before and after; `nil` where it has none.
    package struct Property: Hashable, Sendable {
        package let name: String
        package let before: JSONValue?
        package let after: JSONValue?
    }

    package let kind: Kind
    /// Where it stands in the model (`ModelItems`).
    package let address: String
    /// What differs, by name.
    package let properties: [Property]

    /// What leads from one model to another, by address.
    ///
    /// Two models with the same hash have no difference, and two with different hashes have at least one.
    package static func between(_ old: ModelItems, _ new: ModelItems) -> [ModelChange] {
        let addresses = Set(old.properties.keys).union(new.properties.keys).sorted()
        let changes = addresses.compactMap { address -> ModelChange? in
            let (before, after) = (old.properties[address], new.properties[address])
            let kind: Kind = before == nil ? .add : after == nil ? .remove : .change
            let names = Set((before ?? [:]).keys).union((after ?? [:]).keys).sorted()
            let properties = names.compactMap { name -> Property? in
                let (was, becomes) = (before?[name], after?[name])
                return was == becomes ? nil : Property(name: name, before: was, after: becomes)
            }
            guard kind != .change || !properties.isEmpty else { return nil }
            return ModelChange(kind: kind, address: address, properties: properties)
        }
        return (changes + reordered(old, new)).sorted { $0.address < $1.address }
    }

    /// Lists whose common things stand in another order.
    private static func reordered(_ old: ModelItems, _ new: ModelItems) -> [ModelChange] {
        new.orders.compactMap { list, after in
            guard let before = old.orders[list] else { return nil }
            let common = Set(before).intersection(after)
            let (was, becomes) = (before.filter(common.contains), after.filter(common.contains))
            guard was != becomes else { return nil }
            let order = Property(
                name: "order",
                before: .array(was.map(JSONValue.string)),
                after: .array(becomes.map(JSONValue.string))
            )
            return ModelChange(kind: .change, address: list, properties: [order])
        }
    }

    /// The kind of thing: the last word of its address that names one.
    package var thing: String {
        let parts = address.split(separator: "/")
        return String(parts.count > 1 ? parts[parts.count - 2] : parts.first ?? "")
    }
}
