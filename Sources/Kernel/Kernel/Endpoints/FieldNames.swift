/// `?fields=a,b`.
enum FieldNames {
    static func read(
        _ value: String,
        of entity: EntityModel,
        _ access: RecordAccess,
        into findings: inout [Finding]
    ) -> Set<String>? {
        var names: Set<String> = []
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            let name = String(part)
            if SystemField(rawValue: name) != nil { continue }
            guard entity.field(name) != nil, access.reachesSomewhere(name) else {
                let hint = DidYouMean.question(for: name, in: entity.fields.map(\.id).filter(access.reaches))
                let message = "There is no field `\(InputDecoder.shown(name))`.\(hint)"
                findings.append(Finding("fields", "unknown", message))
                continue
            }
            names.insert(name)
        }
        return names
    }
}

/// `?expand=customer,site`: reference fields shown as records.
enum ExpandNames {
    static func read(
        _ value: String,
        of entity: EntityModel,
        _ access: RecordAccess,
        _ principal: PrincipalAccess,
        into findings: inout [Finding]
    ) -> [String] {
        var names: [String] = []
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            let name = String(part)
            guard ReadableField.isReadable(name, of: entity, access, principal), let field = entity.field(name),
                field.type.target != nil
            else {
                findings.append(
                    Finding("expand", "unknown", "`\(InputDecoder.shown(name))` is not a reference of these records.")
                )
                continue
            }
            if names.contains(name) {
                findings.append(Finding("expand", "twice", "`\(name)` stands twice."))
            } else if names.count == 8 {
                findings.append(Finding("expand", "too_many", "At most 8 references."))
            }
            names.append(name)
        }
        return names
    }
}

/// `?<field>=v` as a comparison.
enum EqualityFilter {
    /// The path of a field that can be compared with one value.
    static func path(_ name: String, of entity: EntityModel) -> ExpressionPath? {
        let type: ExpressionType
        switch (SystemField(rawValue: name), entity.field(name)?.type) {
        case (.id, _): type = .reference(entity.id)
        case (.version, _): type = .int
        case (.createdAt, _), (.updatedAt, _): type = .datetime
        case (.createdBy, _), (.updatedBy, _), (.owner, _): type = .reference(ScopePathValidator.member)
        case (.state, _): type = .choice(entity.definition.states.map(\.id))
        case (nil, .some(let field)):
            guard let own = comparable(field) else { return nil }
            type = own
        case (nil, nil): return nil
        }
        return ExpressionPath(entity: entity.id, hops: [], field: name, type: type)
    }

    private static func comparable(_ type: FieldType) -> ExpressionType? {
        switch type {
        case .text, .longText, .email, .phone, .url: .text
        case .int: .int
        case .decimal(let scale, _, _): .decimal(scale: scale)
        case .bool: .bool
        case .date: .date
        case .time: .time
        case .duration: .duration
        case .datetime: .datetime
        case .choice(let options): .choice(options.map(\.id))
        case .reference(let target, _, _): .reference(target)
        case .money, .choices, .references, .list, .geo: nil
        }
    }

    /// The value of a query parameter, typed; `nil` after a finding.
    static func value(_ text: String, of name: String, _ entity: EntityModel, into findings: inout [Finding]) -> Value?
    {
        let field = entity.field(name)?.definition ?? system(name, of: entity)
        var decoder = InputDecoder()
        let value = decoder.typed(json(text, field.type), field.type, at: name, zone: nil)
        findings += decoder.findings
        guard case .choice(let options) = field.type, let value else { return value }
        guard !options.contains(where: { $0.id == text }) else { return value }
        let hint = DidYouMean.question(for: text, in: options.map(\.id))
        findings.append(Finding(name, "option", "Must be one of \(options.map(\.id).joined(separator: ", ")).\(hint)"))
        return nil
    }

    private static func json(_ text: String, _ type: FieldType) -> JSONValue {
        switch type {
        case .int, .duration: (try? JSONReader.read(Array(text.utf8))) ?? .string(text)
        case .bool where text == "true" || text == "false": .bool(text == "true")
        default: .string(text)
        }
    }

    private static func system(_ name: String, of entity: EntityModel) -> FieldDefinition {
        let type: FieldType =
            switch SystemField(rawValue: name) {
            case .id: .reference(to: entity.id)
            case .version: .int()
            case .createdAt, .updatedAt: .datetime()
            case .state: .choice(entity.definition.states.map { Choice($0.id) })
            default: .reference(to: ScopePathValidator.member)
            }
        return FieldDefinition(name, type)
    }
}
