/// What people of a tenant see: the presentations of its packs, resolved.
package struct PresentationModel: Sendable {
    /// Screens in the order of packs.
    package var screens: [CompiledScreen] = []
    /// The menu; groups of one name are one.
    package var menu: [CompiledMenuGroup] = []
    /// What a new tenant does first.
    package var steps: [CompiledStep] = []
    /// Colours and logo; those of the last pack that has any.
    package var branding: BrandingDefinition?

    package init() {}
}

/// A screen with its fields found.
package struct CompiledScreen: Sendable {
    package let owner: String
    package let definition: ScreenDefinition
    /// What it shows, in order: fields, `reference.field`, far ends.
    package let fields: [String]
    /// Which records it shows.
    package let condition: ExpressionNode?
    /// The field that makes a board's columns.
    package let by: String?
    /// The fields that place a record in a calendar.
    package let starts: String?
    package let ends: String?
}

/// A group of the menu with its conditions checked.
package struct CompiledMenuGroup: Sendable {
    package let id: String
    package let title: LocalizedText
    package var items: [(item: MenuItem, condition: ExpressionNode?)]
}

/// An onboarding step with its condition checked.
package struct CompiledStep: Sendable {
    package let owner: String
    package let definition: OnboardingStep
    package let done: TenantCondition
}

/// A condition over the records of a whole tenant.
package indirect enum TenantCondition: Hashable, Sendable {
    /// How many live records there are for which a condition is true, compared with a number.
    case count(EntityID, where: ExpressionNode?, ComparisonOperator, Int64)
    case all([TenantCondition])
    case any([TenantCondition])
    case not(TenantCondition)
}
