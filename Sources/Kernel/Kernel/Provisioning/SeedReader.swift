import KernelCrypto

/// Types the values of a seed row for the day and the zone of sowing.
package struct SeedReader {
    /// A row that is referred to is not there (yet).
    package struct Missing: Error {
        /// The key as written.
        package let key: String

        package init(key: String) {
            self.key = key
        }
    }

    private let scope: TenantScope
    private let find: (_ key: String, _ target: EntityID) throws -> RecordID?

    /// A reader that finds referred records by what was written; `find` answers `nil` where there is none (yet).
    package init(scope: TenantScope, find: @escaping (_ key: String, _ target: EntityID) throws -> RecordID?) {
        self.scope = scope
        self.find = find
    }

    /// A reader of a pack's rows: keys are those of the pack, `demo.<role>` the demo's people.
    init(scope: TenantScope, backend: any TransactionBackend, pack: String) {
        self.init(scope: scope) { key, target in
            let isPerson = key.hasPrefix("\(SeedSower.people).")
            let owner = isPerson ? SeedSower.people : pack
            let name = isPerson ? String(key.dropFirst(SeedSower.people.count + 1)) : key
            return try backend.seeded(scope, pack: owner, entity: target, key: name)
        }
    }

    /// The values of a row, by field.
    /// - Throws: `Missing`; 422 for what does not fit.
    package func values(of row: SeedRow, _ entity: EntityModel) throws -> [String: Value] {
        var values: [String: Value] = [:]
        for (name, seed) in row.values.sorted(by: { $0.key < $1.key }) {
            let path = "\(row.entity).\(row.key).\(name)"
            guard let field = entity.field(name) else {
                throw KernelError.invalid([Finding(path, "unknown", "There is no field `\(name)`.")])
            }
            values[name] = try value(seed, field.definition, at: path)
        }
        return values
    }

    /// One value.
    /// - Throws: `Missing`; 422 for what does not fit.
    package func value(_ seed: SeedValue, _ field: FieldDefinition, at path: String) throws -> Value {
        switch (field.type, seed) {
        case (.reference(let target, _, _), .text(let key, _)): return .reference(try row(key, of: target))
        case (.references(let target, _, _), .list(let keys, _)):
            return .references(
                try keys.map { key in
                    guard case .text(let text, _) = key else { throw unfit(path) }
                    return try row(text, of: target)
                }
            )
        default:
            var decoder = InputDecoder()
            let value = decoder.value(json(seed, field.type), of: field, at: path)
            guard let value, decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
            return value
        }
    }

    private func unfit(_ path: String) -> KernelError {
        KernelError.invalid([Finding(path, "type", "Must be a list of keys.")])
    }

    private func row(_ key: String, of target: EntityID) throws -> RecordID {
        guard let found = try find(key, target) else { throw Missing(key: key) }
        return found
    }

    /// What was written, as the JSON that the API would take; keys of records stay as they are.
    package func json(_ seed: SeedValue, _ type: FieldType) -> JSONValue {
        switch seed {
        case .text(let text, _): scalar(text, type)
        case .list(let items, _): .array(items.map { json($0, itemType(of: type)) })
        case .mapping(let members, _):
            .object(
                members.sorted { $0.key < $1.key }.map { name, member in
                    JSONValue.Member(name, json(member, memberType(name, of: type)))
                }
            )
        }
    }

    /// The type of a list's entries: a list field's are sub-records, whose members have types of their own.
    private func itemType(of type: FieldType) -> FieldType {
        if case .list = type { type } else { .text() }
    }

    private func memberType(_ name: String, of type: FieldType) -> FieldType {
        switch (type, name) {
        case (.money, "amount"): .int()
        case (.geo, _): .int()
        case (.list(let fields), _): fields.first { $0.id == name }?.type ?? .text()
        default: .text()
        }
    }

    private func scalar(_ text: String, _ type: FieldType) -> JSONValue {
        switch type {
        case .int, .duration: .number(text)
        case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : .string(text)
        case .date: .string(RelativeTime.day(text, scope).map { CalendarText.day($0) } ?? text)
        case .datetime: .string(RelativeTime.instant(text, scope).map { CalendarText.instant($0) } ?? text)
        default: .string(text)
        }
    }

    /// What the row was when it was sown, so that an upgrade can tell a tenant's edit.
    static func fingerprint(of row: SeedRow) -> String {
        let text = row.values.sorted { $0.key < $1.key }.map { "\($0.key)=\(plain($0.value))" }.joined(separator: "\n")
        return SHA256.hex(Array("\(row.state ?? "")\n\(text)".utf8))
    }

    private static func plain(_ seed: SeedValue) -> String {
        switch seed {
        case .text(let text, _): "\"\(text)\""
        case .list(let items, _): "[\(items.map(plain).joined(separator: ","))]"
        case .mapping(let members, _):
            "{\(members.sorted { $0.key < $1.key }.map { "\($0.key):\(plain($0.value))" }.joined(separator: ","))}"
        }
    }
}
