import Kernel

/// What the base roles may do here until a tenant says otherwise.
enum DefaultGrants {
    private static let entities = ["customers.customer", "customers.contact", "customers.site"]

    static let all: [(String, [Grant])] = [
        (
            "manager",
            entities.flatMap { entity in ["read", "create", "update", "delete"].map { Grant("\(entity).\($0)", .all) } }
        ),
        ("staff", entities.flatMap { entity in ["read", "create", "update"].map { Grant("\(entity).\($0)", .all) } }),
        (
            "employee",
            [
                Grant(
                    "customers.site.read",
                    .all,
                    fields: ["customer", "name", "address", "city", "postal_code", "position", "access_instructions"]
                )
            ]
        ),
        ("accountant", ["customers.customer", "customers.contact"].map { Grant("\($0).read", .all) }),
    ]
}
