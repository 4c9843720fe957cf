/// Where a definition stands, in the words that plans use: `entity/customers.site/field/soil`, `role/cleaner`.
public enum DefinitionAddress: Hashable, Sendable, CustomStringConvertible {
    /// A kind of record.
    case entity(EntityID)
    /// `entity/<entity>/field/<field>`.
    case field(EntityID, String)
    /// An option of a choice: `entity/<entity>/field/<field>/of/<option>`.
    case option(EntityID, String, String)
    /// `entity/<entity>/state/<state>`.
    case state(EntityID, String)
    /// `entity/<entity>/move/<move>`.
    case move(EntityID, String)
    /// `entity/<entity>/check/<check>`.
    case check(EntityID, String)
    /// `role/<role>`.
    case role(String)
    /// `permission/<permission>`.
    case permission(String)
    /// `setting/<setting>`: its definition, not its value.
    case setting(String)
    /// `terminology/<entity>`.
    case terminology(EntityID)
    /// `screen/<screen>`.
    case screen(String)
    /// `menu/<group>`.
    case menu(String)
    /// `onboarding/<step>`.
    case onboarding(String)

    /// Reads an address; `nil` where it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 2: self.init(parts[0], parts[1])
        case 4:
            guard parts[0] == "entity", let entity = Self.entity(parts[1]), Naming.isSnake(parts[3]) else { return nil }
            switch parts[2] {
            case "field": self = .field(entity, parts[3])
            case "state": self = .state(entity, parts[3])
            case "move": self = .move(entity, parts[3])
            case "check": self = .check(entity, parts[3])
            default: return nil
            }
        case 6:
            guard parts[0] == "entity", parts[2] == "field", parts[4] == "of", let entity = Self.entity(parts[1]),
                Naming.isSnake(parts[3]), Naming.isSnake(parts[5])
            else { return nil }
            self = .option(entity, parts[3], parts[5])
        default: return nil
        }
    }

    private init?(_ kind: String, _ name: String) {
        switch kind {
        case "entity", "terminology":
            guard let entity = Self.entity(name) else { return nil }
            self = kind == "entity" ? .entity(entity) : .terminology(entity)
        case "permission":
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard (2...3).contains(parts.count), Naming.isKebab(parts[0]),
                parts.dropFirst().allSatisfy(Naming.isSnake)
            else { return nil }
            self = .permission(name)
        case "role", "setting", "screen", "menu", "onboarding":
            guard Naming.isSnake(name) else { return nil }
            switch kind {
            case "role": self = .role(name)
            case "setting": self = .setting(name)
            case "screen": self = .screen(name)
            case "menu": self = .menu(name)
            default: self = .onboarding(name)
            }
        default: return nil
        }
    }

    private static func entity(_ text: String) -> EntityID? {
        guard let entity = EntityID(text), Naming.isKebab(entity.owner), Naming.isSnake(entity.name) else { return nil }
        return entity
    }

    /// As it is written.
    public var description: String {
        switch self {
        case .entity(let entity): "entity/\(entity)"
        case .field(let entity, let field): "entity/\(entity)/field/\(field)"
        case .option(let entity, let field, let option): "entity/\(entity)/field/\(field)/of/\(option)"
        case .state(let entity, let state): "entity/\(entity)/state/\(state)"
        case .move(let entity, let move): "entity/\(entity)/move/\(move)"
        case .check(let entity, let check): "entity/\(entity)/check/\(check)"
        case .role(let role): "role/\(role)"
        case .permission(let permission): "permission/\(permission)"
        case .setting(let setting): "setting/\(setting)"
        case .terminology(let entity): "terminology/\(entity)"
        case .screen(let screen): "screen/\(screen)"
        case .menu(let group): "menu/\(group)"
        case .onboarding(let step): "onboarding/\(step)"
        }
    }

    /// The entity that it is about, or is part of.
    public var entity: EntityID? {
        switch self {
        case .entity(let entity), .field(let entity, _), .option(let entity, _, _), .state(let entity, _),
            .move(let entity, _), .check(let entity, _), .terminology(let entity):
            entity
        case .role, .permission, .setting, .screen, .menu, .onboarding: nil
        }
    }

    /// What it is part of; `nil` for what stands by itself.
    package var parent: DefinitionAddress? {
        switch self {
        case .field(let entity, _), .state(let entity, _), .move(let entity, _), .check(let entity, _): .entity(entity)
        case .option(let entity, let field, _): .field(entity, field)
        case .entity, .role, .permission, .setting, .terminology, .screen, .menu, .onboarding: nil
        }
    }
}
