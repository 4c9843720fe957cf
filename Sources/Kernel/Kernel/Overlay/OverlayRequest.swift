/// One thing that is asked of an overlay.
package struct OverlayRequest: Hashable, Sendable {
    /// What is asked.
    package enum Ask: Hashable, Sendable {
        /// From now on this value; `null` takes the property away.
        case set(JSONValue)
        /// What the layers below say, from now on; the edit is kept.
        case revert
        /// A reverted edit again.
        case reapply
        /// As `revert`, and the edit is gone for good.
        case forget
    }

    /// `entity/customers.site/field/soil`.
    package let address: String
    /// `title.en`, `definition`; `nil` for every edit at the address.
    package let property: String?
    package let ask: Ask

    package init(_ address: String, _ property: String?, _ ask: Ask) {
        self.address = address
        self.property = property
        self.ask = ask
    }

    /// Reads the list `edits` of a body; each of `{address, property, value}`, `{address, property, revert: true}`,
    /// `{address, property, reapply: true}`, `{address, property, forget: true}`.
    ///
    /// Texts by language, grants, and several properties in one object are taken apart: one request each.
    /// - Throws: 422 with a finding for each one that cannot be read.
    package static func read(_ json: JSONValue?) throws -> [OverlayRequest] {
        guard case .array(let items)? = json else {
            throw KernelError.invalid([Finding("edits", "type", "Must be a list of edits.")])
        }
        guard items.count <= 500 else {
            throw KernelError.invalid([Finding("edits", "too_long", "At most 500 edits at once.")])
        }
        var findings: [Finding] = []
        let requests = items.enumerated().flatMap { index, item -> [OverlayRequest] in
            do throws(KernelError) {
                return try read(item, at: "edits[\(index)]")
            } catch {
                findings += error.findings
                return []
            }
        }
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return requests
    }

    private static func read(_ item: JSONValue, at place: String) throws(KernelError) -> [OverlayRequest] {
        let known = ["address", "property", "value", "revert", "reapply", "forget"]
        for member in item.members ?? [] where !known.contains(member.name) {
            let hint = DidYouMean.question(for: member.name, in: known)
            let name = InputDecoder.shown(member.name)
            throw .invalid([Finding("\(place).\(name)", "unknown", "There is no member `\(name)`.\(hint)")])
        }
        guard let text = item["address"]?.text, let address = DefinitionAddress(text) else {
            let shown = item["address"]?.text.map { "`\(InputDecoder.shown($0))`" } ?? "This"
            let message = "\(shown) is not an address such as entity/customers.site/field/name or role/manager."
            throw .invalid([Finding("\(place).address", "address", message)])
        }
        let property = item["property"]?.text
        guard property != nil || item["property"] == nil else {
            throw .invalid([Finding("\(place).property", "type", "Must be a text.")])
        }
        let asked = ["revert", "reapply", "forget"].filter { item[$0] == .bool(true) }
        guard asked.count + (item["value"] == nil ? 0 : 1) == 1 else {
            let message = "Must have one of `value`, `revert: true`, `reapply: true`, `forget: true`."
            throw .invalid([Finding(place, "required", message)])
        }
        switch asked.first {
        case "revert": return [OverlayRequest(address.description, property, .revert)]
        case "reapply": return [OverlayRequest(address.description, property, .reapply)]
        case "forget": return [OverlayRequest(address.description, property, .forget)]
        default: return sets(address, property, item["value"] ?? .null)
        }
    }

    /// One request for each property.
    package static func sets(_ address: DefinitionAddress, _ property: String?, _ value: JSONValue) -> [OverlayRequest]
    {
        func one(_ name: String, _ value: JSONValue) -> OverlayRequest {
            OverlayRequest(address.description, name, .set(value))
        }
        guard let property else {
            return (value.members ?? []).flatMap { sets(address, $0.name, $0.value) }
        }
        switch (property, value) {
        case ("title", .object(let texts)), ("else", .object(let texts)), ("one", .object(let texts)),
            ("many", .object(let texts)):
            return texts.map { one("\(property).\($0.name)", $0.value) }
        case ("title", _), ("else", _), ("one", _), ("many", _): return [one("\(property).en", value)]
        case ("offline", .object(let parts)): return parts.map { one("offline.\($0.name)", $0.value) }
        case ("grants", .object(let holders)):
            return holders.flatMap { holder in
                (holder.value.members ?? []).map { one("grants.\(holder.name).\($0.name)", $0.value) }
            }
        default: return [one(property, value)]
        }
    }
}
