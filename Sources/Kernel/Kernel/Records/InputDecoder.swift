/// Turns JSON input into typed values, collecting every finding with its path.
package struct InputDecoder {
    /// What was wrong, in the order of the input.
    package private(set) var findings: [Finding] = []

    package init() {}

    /// Adds a finding.
    package mutating func report(_ path: String, _ code: String, _ message: String) {
        findings.append(Finding(path, code, message))
    }

    /// Reads an object whose members are fields.
    ///
    /// Unknown members are findings with a suggestion; `null` stays `null`.
    package mutating func object(
        _ json: JSONValue,
        fields: [FieldDefinition],
        at path: String = ""
    ) -> [String: Value] {
        guard let members = json.members else {
            report(path, "type", "Must be an object, not \(json.kind).")
            return [:]
        }
        // Looked through for each member: less work than a dictionary of all fields for the few that are sent.
        var values: [String: Value] = [:]
        for member in members {
            if Self.isZone(member.name, of: fields) {
                refuseLoneZone(member, in: json, at: path)
                continue
            }
            let place = Self.join(path, member.name)
            guard let field = fields.first(where: { $0.id == member.name }) else {
                let hint = DidYouMean.question(for: member.name, in: fields.map(\.id))
                report(place, "unknown", "There is no field `\(Self.shown(member.name))`.\(hint)")
                continue
            }
            if let value = value(member.value, of: field, at: place, zone: json["\(field.id)_zone"]) {
                values[field.id] = value
            }
        }
        return values
    }

    /// Whether a member is the zone of an instant.
    private static func isZone(_ name: String, of fields: [FieldDefinition]) -> Bool {
        guard name.hasSuffix("_zone") else { return false }
        let field = name.dropLast("_zone".count)
        return fields.contains { $0.type == .datetime(zone: true) && $0.id == field }
    }

    /// The id that a client gives a record to be made; `nil` where it gives none, or after a finding.
    mutating func newID(_ json: JSONValue) -> RecordID? {
        guard let given = json["id"], given != .null else { return nil }
        let id = given.text.flatMap { RecordID($0) }
        if id?.isVersion7 != true { report("id", "format", "Must be a UUID of version 7.") }
        return id
    }

    /// A zone says something of its instant only; without it, it would be lost silently.
    private mutating func refuseLoneZone(_ zone: JSONValue.Member, in json: JSONValue, at path: String) {
        let field = String(zone.name.dropLast("_zone".count))
        guard zone.value != .null, json[field] ?? .null == .null else { return }
        report(Self.join(path, zone.name), "zone", "Send `\(field)` together with its zone.")
    }

    /// Reads one value; `nil` after a finding.
    package mutating func value(
        _ json: JSONValue,
        of field: FieldDefinition,
        at path: String,
        zone: JSONValue? = nil
    ) -> Value? {
        if json == .null { return .null }
        guard let value = typed(json, field.type, at: path, zone: zone) else { return nil }
        if case .failure(let problem) = FieldRules.check(value, of: field) {
            report(path, problem.code, problem.message)
            return nil
        }
        return value
    }

    static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? shown(name) : "\(path).\(shown(name))"
    }

    /// Names from outside are cut, so that a finding is never longer than what a person reads.
    static func shown(_ name: String) -> String {
        name.count <= 64 ? name : "\(name.prefix(61))..."
    }
}
