import Kernel

/// What is right but most likely not meant; every finding is a warning.
///
/// Asked of a pack that the model accepts, with what its files say: what reads a setting is found in the texts, so that
/// no section is forgotten.
struct PackLint {
    let pack: PackDefinition
    let model: TenantModel
    /// The texts of the pack's YAML files.
    let texts: [String]
    private(set) var findings: [Diagnostic] = []

    init(pack: PackDefinition, model: TenantModel, source: PackSource) {
        self.pack = pack
        self.model = model
        texts = source.canonical.filter { $0.key.hasSuffix(".yaml") }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Every finding.
    static func findings(_ pack: PackDefinition, _ model: TenantModel, _ source: PackSource) -> [Diagnostic] {
        var lint = PackLint(pack: pack, model: model, source: source)
        lint.permissions()
        lint.settings()
        lint.roles()
        lint.entities()
        lint.rows()
        lint.screens()
        lint.masks()
        lint.conditions()
        lint.offline()
        lint.retirements()
        lint.effects()
        lint.constants()
        lint.writers()
        lint.vain()
        return lint.findings
    }

    mutating func warn(_ code: PackCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        findings.append(Diagnostic(.warning, code, message, at: span, hint: hint))
    }

    /// A permission that nothing asks for (P801), or that no role is granted (P802).
    private mutating func permissions() {
        var asked: Set<String> = []
        for entity in model.entities.values {
            asked.formUnion(entity.definition.moves.compactMap(\.needs))
            asked.formUnion(
                entity.fields.flatMap { [$0.definition.readNeeds, $0.definition.writeNeeds].compactMap { $0 } }
            )
        }
        asked.formUnion(model.permissions.values.flatMap(\.implies))
        asked.formUnion(pack.formulas.compactMap(\.needs))
        let granted = Set(model.roles.values.flatMap(\.grants).map(\.permission))
        for permission in pack.permissions {
            let span = pack.spans["permission/\(permission.id)"]
            if !asked.contains(permission.id), permission.implies.isEmpty {
                let hint = "name it with `needs`, `read_needs` or `write_needs`"
                warn(.permissionUnused, "nothing asks for the permission `\(permission.id)`", at: span, hint: hint)
            }
            if !granted.contains(permission.id) {
                warn(.permissionUngranted, "no role is granted the permission `\(permission.id)`", at: span)
            }
        }
    }

    /// A setting that nothing reads (P803).
    private mutating func settings() {
        for setting in pack.settings {
            let name = "settings.\(setting.field.id)"
            guard !texts.contains(where: { mentions(name, in: $0) }) else { continue }
            let span = pack.spans["setting/\(setting.field.id)"]
            warn(.settingUnused, "nothing reads `\(name)`", at: span)
        }
    }

    private func mentions(_ name: String, in text: String) -> Bool {
        text.ranges(of: name).contains { range in
            guard range.upperBound < text.endIndex else { return true }
            let next = text[range.upperBound]
            return !(next.isLetter || next.isNumber || next == "_")
        }
    }

    /// A role that may do nothing (P804).
    private mutating func roles() {
        for role in pack.roles where role.grants.isEmpty && role.includes.isEmpty && !role.holdsEverything {
            let span = pack.spans["role/\(role.id)"]
            warn(.roleEmpty, "the role `\(role.id)` is granted nothing", at: span)
        }
    }

    /// An entity of the pack that no role may read (P805).
    private mutating func entities() {
        let granted = Set(model.roles.values.flatMap(\.grants).map(\.permission))
        for entity in model.entities.values.sorted(by: { $0.id < $1.id }) where entity.id.owner == pack.id {
            guard entity.definition.verbs.contains(.read), !granted.contains(Permission.record(entity.id, .read)) else {
                continue
            }
            let first = pack.obligations.requirements.first.flatMap { pack.spans["compliance/\($0.id)"] }
            let span = pack.spans["entity/\(entity.id.name)"] ?? first
            let hint = "grant `\(Permission.record(entity.id, .read))` to a role"
            warn(.entityUnread, "no role may read `\(entity.id)`; only who holds everything can", at: span, hint: hint)
        }
    }

    /// A rule that is always or never true (P806), or that reads what its role may not read (P807).
    private mutating func rows() {
        var left = model.rows
        for rule in pack.rows {
            guard let place = left.firstIndex(where: { $0.entity == rule.entity && $0.role == rule.role }) else {
                continue
            }
            let condition = left.remove(at: place).condition
            if let message = condition.sameness {
                let message = "a row rule of `\(rule.entity)` \(message)"
                warn(.rowRuleConstant, message, at: rule.condition.span)
            }
            guard let role = rule.role else { continue }
            for field in hidden(condition.reads, from: role) {
                let message =
                    "the rule reads `\(field)`, which the role `\(role)` may not read: what it sees tells the value"
                warn(.rowRuleReadsHidden, message, at: rule.condition.span)
            }
        }
    }

    /// The declared fields that a role sees records without, each once.
    private func hidden(_ reads: [(entity: EntityID, field: String)], from role: String) -> [String] {
        let names = reads.compactMap { entity, field -> String? in
            guard model.entities[entity]?.field(field) != nil, let shown = fields(of: role, entity) else { return nil }
            return shown.contains(field) ? nil : field
        }
        return Set(names).sorted()
    }

    /// A screen that shows what its role may not read (P808).
    private mutating func screens() {
        for screen in model.presentation.screens where screen.owner == pack.id {
            for role in screen.definition.roles {
                guard let shown = fields(of: role.text, screen.definition.entity) else { continue }
                let entity = model.entities[screen.definition.entity]
                for field in screen.fields where entity?.field(field) != nil && !shown.contains(field) {
                    let id = screen.definition.id
                    let message = "the screen `\(id)` shows `\(field)`, which the role `\(role.text)` may not read"
                    warn(.screenShowsHidden, message, at: role.span)
                }
            }
        }
    }

    /// The fields of an entity that a role may read; `nil` for all, and for a role that may read none of it.
    private func fields(of role: String, _ entity: EntityID) -> Set<String>? {
        let permission = Permission.record(entity, .read)
        var left = [role]
        var seen: Set<String> = []
        var fields: Set<String>?
        while let next = left.popLast() {
            guard seen.insert(next).inserted, let definition = model.roles[next] else { continue }
            if definition.holdsEverything { return nil }
            for grant in definition.grants where grant.permission == permission {
                guard let own = grant.fields else { return nil }
                fields = (fields ?? []).union(own)
            }
            left += definition.includes
        }
        return fields
    }
}
