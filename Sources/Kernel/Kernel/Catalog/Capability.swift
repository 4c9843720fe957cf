/// A Swift module that registers entities, permissions, roles, actions and settings.
///
/// `register` is pure: it runs before any tenant exists, and two runs give the same catalog hash.
public protocol Capability: Sendable {
    /// Who it is and what it needs.
    static var descriptor: CapabilityDescriptor { get }

    /// A capability takes nothing from outside: what it needs at run time comes with `Snapshot` and `Transaction`.
    init()

    /// Declares everything, in any order.
    /// - Throws: an error that keeps the capability out of the catalog; the server starts without it.
    func register(into registrar: inout Registrar) throws
}

/// Who a capability is and what it needs.
public struct CapabilityDescriptor: Hashable, Sendable {
    /// Kebab-case; the owner of everything it registers.
    public let id: String
    /// Its version.
    public let version: Version
    /// What people see.
    public let title: LocalizedText
    /// Interfaces it offers.
    public let provides: [Interface]
    /// Interfaces it cannot do without.
    public let requires: [Interface]
    /// Interfaces that it uses where they are on: fields, inputs and grants about their entities are left out elsewhere.
    public let optional: [Interface]
    /// Whether it is on for every tenant and cannot be switched off.
    public let isCore: Bool
    /// Whether it is on for the platform's own tenant, and for no other.
    public let isForPlatform: Bool

    /// A descriptor.
    public init(
        id: String,
        version: Version,
        title: LocalizedText,
        provides: [Interface],
        requires: [Interface] = [],
        optional: [Interface] = [],
        isCore: Bool = false,
        isForPlatform: Bool = false
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.provides = provides
        self.requires = requires
        self.optional = optional
        self.isCore = isCore
        self.isForPlatform = isForPlatform
    }
}

/// What a capability registers into.
public struct Registrar {
    private(set) var contribution: CapabilityContribution

    init(_ descriptor: CapabilityDescriptor) {
        contribution = CapabilityContribution(descriptor: descriptor)
    }

    /// Declares an entity; the kernel gives it routes, permissions, a table, history and bin.
    public mutating func entity(_ entity: EntityDefinition) {
        contribution.entities.append(entity)
    }

    /// Declares a permission beyond those of entities and moves.
    public mutating func permission(_ permission: Permission) {
        contribution.permissions.append(permission)
    }

    /// Declares a role.
    public mutating func role(_ role: RoleDefinition) {
        contribution.roles.append(role)
    }

    /// Adds grants to a role of another capability, such as the base roles.
    public mutating func grants(_ grants: [Grant], to role: String) {
        contribution.grants[role, default: []] += grants
    }

    /// Declares an action.
    public mutating func action(_ action: ActionDefinition) {
        contribution.actions.append(action)
    }

    /// Declares a rule over records of one of its entities.
    public mutating func rule(_ rule: RecordRule) {
        contribution.rules.append(rule)
    }

    /// Declares a setting.
    public mutating func setting(_ setting: SettingDefinition) {
        contribution.settings.append(setting)
    }

    /// Declares an event beyond those of records.
    public mutating func event(_ event: EventDefinition) {
        contribution.events.append(event)
    }

    /// Gives what people see in a further language, by the English text, or by the address of a text that differs.
    ///
    /// Addresses are those of a pack's `i18n/` files: `entity/site`, `entity/site/field/name`, `role/clerk`, `setting/zone`; and
    /// `action/<path>` with `/input/<id>`, `event/<id>`. One that translates nothing keeps the capability out of the catalog.
    public mutating func translations(_ language: String, _ texts: [String: String]) {
        contribution.translations[language, default: [:]].merge(texts) { _, later in later }
    }
}

/// An event that a capability journals beside the changes of records.
public struct EventDefinition: Hashable, Sendable {
    /// `<capability>.<past tense>`, such as `time-tracking.clocked_in`.
    public let id: String
    /// What people see.
    public let title: LocalizedText

    /// An event.
    public init(_ id: String, title: LocalizedText) {
        self.id = id
        self.title = title
    }
}

/// Everything one capability registered.
package struct CapabilityContribution: Sendable {
    package let descriptor: CapabilityDescriptor
    package var entities: [EntityDefinition] = []
    package var permissions: [Permission] = []
    package var roles: [RoleDefinition] = []
    package var grants: [String: [Grant]] = [:]
    package var actions: [ActionDefinition] = []
    package var rules: [RecordRule] = []
    package var settings: [SettingDefinition] = []
    package var events: [EventDefinition] = []
    /// Texts by language and by address or English text.
    package var translations: [String: [String: String]] = [:]

    package init(descriptor: CapabilityDescriptor) {
        self.descriptor = descriptor
    }
}
