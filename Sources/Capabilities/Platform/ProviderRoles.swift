import Kernel

/// The roles of those who run the platform; they sign in to the space `provider`.
enum ProviderRoles {
    static let all = [
        RoleDefinition(
            "provider_admin",
            title: LocalizedText(["en": "Provider", "de": "Betreiber"]),
            space: .provider,
            grants: ["platform.tenant.update", "platform.tenant.suspend", "platform.tenant.resume"].map(all)
                + ["platform.plan", "platform.subscription"].flatMap { entity in
                    ["create", "update", "delete"].map { all("\(entity).\($0)") }
                }
                + ["platform.subscription.cancel", "platform.subscription.renew", "access.member.read"].map(all)
                + reading
        ),
        RoleDefinition(
            "provider_viewer",
            title: LocalizedText(["en": "Provider, reading", "de": "Betreiber, lesend"]),
            space: .provider,
            grants: reading
        ),
    ]

    private static let reading = ["platform.tenant", "platform.plan", "platform.subscription"].map { all("\($0).read") }

    private static func all(_ permission: String) -> Grant {
        Grant(permission, .all)
    }
}
