import Kernel

/// Screens, first steps, brand, proofs, contracts.
extension PackSchema {
    func screens(_ entity: JSONValue) -> JSONValue {
        let shown = SchemaNode.pattern("^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?$")
        let interface = SchemaNode.pattern(SchemaNode.kebab)
        let part = SchemaNode.oneOf([
            shown, SchemaNode.mapping([("show", shown), ("with", interface)], required: ["show", "with"]),
        ])
        let kinds = ScreenDefinition.Kind.allCases.map(\.rawValue).joined(separator: "|")
        let screen = SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("base", SchemaNode.pattern("^[a-z0-9-]+\\.[a-z0-9_]+\\.(\(kinds))$")),
                ("roles", SchemaNode.list(SchemaNode.definition("role"))), ("with", interface),
                ("fields", SchemaNode.list(shown)), ("after", shown), ("add", SchemaNode.list(part, minimum: 1)),
                ("hide", SchemaNode.list(shown)), ("where", SchemaNode.scalar), ("by", shown), ("starts", shown),
                ("ends", shown),
            ],
            required: ["base"]
        )
        let line = SchemaNode.mapping([
            ("title", SchemaNode.localized), ("list", entity), ("screen", SchemaNode.pattern(SchemaNode.snake)),
            ("where", SchemaNode.scalar), ("with", interface),
        ])
        let items = SchemaNode.list(
            SchemaNode.oneOf([SchemaNode.object([("type", .string("string"))]), line]),
            minimum: 1
        )
        let group = SchemaNode.oneOf([
            items, SchemaNode.mapping([("title", SchemaNode.localized), ("items", items)], required: ["items"]),
        ])
        return SchemaNode.object([
            ("type", .string("object")), ("propertyNames", SchemaNode.pattern(SchemaNode.snake)),
            ("properties", SchemaNode.object([("menu", SchemaNode.named(SchemaNode.snake, group))])),
            ("additionalProperties", screen),
        ])
    }

    var step: JSONValue {
        SchemaNode.mapping(
            [
                ("step", SchemaNode.pattern(SchemaNode.snake)), ("title", SchemaNode.localized),
                ("done", SchemaNode.scalar),
                ("opens", SchemaNode.object([("type", .string("string"))])),
                ("with", SchemaNode.pattern(SchemaNode.kebab)),
            ],
            required: ["step", "done", "opens"]
        )
    }

    var branding: JSONValue {
        let colour = SchemaNode.pattern("^#[0-9A-Fa-f]{6}$")
        return SchemaNode.mapping([
            ("primary", colour), ("secondary", colour), ("logo", SchemaNode.options(PackSource.images)),
            ("logo_style", SchemaNode.options(BrandingDefinition.LogoStyle.allCases.map(\.rawValue))),
        ])
    }

    func requirement(_ entity: JSONValue) -> JSONValue {
        let subject = SchemaNode.mapping([("entity", entity), ("if", SchemaNode.scalar)], required: ["entity"])
        let parts = ComplianceRequirement.Part.allCases.map { ($0.rawValue, SchemaNode.bool) }
        return SchemaNode.mapping(
            [
                ("title", SchemaNode.localized),
                ("applies_to", SchemaNode.oneOf([SchemaNode.options(["tenant"]), entity, subject])),
                ("evidence", SchemaNode.mapping(parts)), ("warn", SchemaNode.pattern("^[0-9]{1,4}d$")),
                ("blocks", SchemaNode.list(SchemaNode.pattern("^[a-z0-9-]+(\\.[a-z0-9_]+){2}$"), minimum: 1)),
            ],
            required: ["applies_to"]
        )
    }

    func contract(_ entity: JSONValue) -> JSONValue {
        let clause = SchemaNode.mapping(
            [
                ("id", SchemaNode.pattern(SchemaNode.snake)), ("title", SchemaNode.localized),
                ("text", SchemaNode.localized), ("optional", SchemaNode.bool),
            ],
            required: ["id", "text"]
        )
        return SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("for", entity), ("inputs", SchemaNode.definition("fields")),
                ("clauses", SchemaNode.list(clause, minimum: 1)),
                ("signed_by", SchemaNode.list(SchemaNode.pattern(SchemaNode.snake))),
            ],
            required: ["for", "clauses"]
        )
    }
}
