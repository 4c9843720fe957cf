import Kernel

/// Screens, first steps, brand, proofs, contracts.
extension PackSchema {
    /// What a screen shows: a field, or a field of what a reference names.
    static let shown = SchemaNode.path

    var part: JSONValue {
        let shown = SchemaNode.pattern(Self.shown)
        let interface = SchemaNode.pattern(SchemaNode.kebab)
        return SchemaNode.oneOf([
            shown, SchemaNode.mapping([("show", shown), ("with", interface)], required: ["show", "with"]),
        ])
    }

    /// A screen of the pack, or one that every entity has; its list where no screen is named.
    private static var target: JSONValue {
        let kinds = ScreenDefinition.Kind.allCases.map(\.rawValue) + ["new"]
        let screen = "\(SchemaNode.kebabPart)\\.\(SchemaNode.snakePart)(\\.(\(kinds.joined(separator: "|"))))?"
        return SchemaNode.oneOf([SchemaNode.word, SchemaNode.pattern("^\(screen)$")])
    }

    /// Lines of the menu: each leads to a list or to a screen.
    var items: JSONValue {
        let more = [("title", SchemaNode.localized), ("with", SchemaNode.pattern(SchemaNode.kebab))]
        let list = [("list", SchemaNode.definition("entity")), ("where", SchemaNode.definition("expression"))]
        let screen = [("screen", SchemaNode.pattern(SchemaNode.snake))]
        return SchemaNode.list(
            SchemaNode.oneOf([
                Self.target, SchemaNode.mapping(list + more, required: ["list"]),
                SchemaNode.mapping(screen + more, required: ["screen"]),
            ]),
            minimum: 1
        )
    }

    var screens: JSONValue {
        let shown = SchemaNode.pattern(Self.shown)
        let interface = SchemaNode.pattern(SchemaNode.kebab)
        let kinds = ScreenDefinition.Kind.allCases.map(\.rawValue).joined(separator: "|")
        let screen = SchemaNode.mapping(
            [
                ("title", SchemaNode.localized),
                ("base", SchemaNode.pattern("^\(SchemaNode.kebabPart)\\.\(SchemaNode.snakePart)\\.(\(kinds))$")),
                ("roles", SchemaNode.set(SchemaNode.definition("role"))), ("with", interface),
                ("fields", SchemaNode.set(shown, minimum: 1)), ("after", shown),
                ("add", SchemaNode.list(SchemaNode.definition("part"), minimum: 1)), ("owner", ownership),
                ("hide", SchemaNode.set(shown)), ("where", SchemaNode.definition("expression")), ("by", shown),
                ("starts", shown),
                ("ends", shown),
            ],
            required: ["base"],
            all: Self.screenRules
        )
        let items = SchemaNode.definition("items")
        let group = SchemaNode.oneOf([
            items,
            SchemaNode.mapping(
                [("title", SchemaNode.localized), ("items", items), ("owner", ownership)],
                required: ["items"]
            ),
        ])
        return SchemaNode.object([
            ("type", .string("object")), ("propertyNames", SchemaNode.pattern(SchemaNode.snake)),
            ("properties", SchemaNode.object([("menu", SchemaNode.named(SchemaNode.snake, group))])),
            ("additionalProperties", screen),
        ])
    }

    /// Keys that go with some kinds of screens, and with other keys.
    private static var screenRules: [JSONValue] {
        let kinds: [(key: String, kinds: [ScreenDefinition.Kind])] = [
            ("where", [.list, .board, .calendar]), ("by", [.board]), ("starts", [.calendar]), ("ends", [.calendar]),
        ]
        let rules = kinds.map { key, kinds in
            let base = SchemaNode.pattern("\\.(\(kinds.map(\.rawValue).joined(separator: "|")))$")
            return SchemaNode.when(
                has: key,
                then: SchemaNode.object([("properties", SchemaNode.object([("base", base)]))])
            )
        }
        return rules + [
            SchemaNode.not(all: ["fields", "hide"]), SchemaNode.not(all: ["fields", "after"]),
            SchemaNode.when(has: "after", then: SchemaNode.requiring(["add"])),
        ]
    }

    var step: JSONValue {
        SchemaNode.mapping(
            [
                ("step", SchemaNode.pattern(SchemaNode.snake)), ("title", SchemaNode.localized),
                ("done", SchemaNode.definition("expression")),
                ("opens", Self.target),
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
        let subject = SchemaNode.mapping(
            [("entity", entity), ("if", SchemaNode.definition("expression"))],
            required: ["entity"]
        )
        let parts = ComplianceRequirement.Part.allCases.map { ($0.rawValue, SchemaNode.bool) }
        return SchemaNode.mapping(
            [
                ("title", SchemaNode.localized),
                ("applies_to", SchemaNode.oneOf([SchemaNode.options(["tenant"]), entity, subject])),
                ("evidence", SchemaNode.mapping(parts)), ("warn", SchemaNode.pattern("^[0-9]{1,4}d$")),
                ("blocks", SchemaNode.set(SchemaNode.pattern(SchemaNode.member), minimum: 1)),
            ],
            required: ["applies_to"]
        )
    }

    func contract(_ entity: JSONValue) -> JSONValue {
        let clause = SchemaNode.mapping(
            [
                ("id", SchemaNode.pattern(SchemaNode.snake)), ("title", SchemaNode.localized),
                ("text", SchemaNode.localized(1...10_000)), ("optional", SchemaNode.bool),
            ],
            required: ["id", "text"]
        )
        return SchemaNode.mapping(
            [
                ("title", SchemaNode.localized), ("for", entity),
                ("inputs", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("input"))),
                ("clauses", SchemaNode.list(clause, minimum: 1)),
                ("signed_by", SchemaNode.set(SchemaNode.pattern(SchemaNode.snake))),
            ],
            required: ["for", "clauses"]
        )
    }
}
