import Kernel

/// A JSON Schema of the pack format for editors: what a catalog offers completes and checks entities, fields, verbs,
/// permissions and roles.
///
/// It knows shapes and names; types, expressions and everything that needs more than one place is for
/// `kernel packs validate`.
package struct PackSchema {
    let model: TenantModel
    /// Whether the model has all that the pack may name, so that other names are wrong.
    let isClosed: Bool

    /// A schema over what every capability offers, open for what a pack adds.
    /// - Returns: `nil` where the catalog's capabilities do not go together.
    package static func open(_ catalog: Catalog) -> PackSchema? {
        ModelBuilder.build(capabilities: catalog.capabilities, packs: []).model.map { PackSchema($0, isClosed: false) }
    }

    /// A schema for one pack that has no errors: over what it needs and what it declares.
    package static func of(pack: PackReport) -> PackSchema? {
        pack.model.map { PackSchema($0, isClosed: true) }
    }

    private init(_ model: TenantModel, isClosed: Bool) {
        self.model = model
        self.isClosed = isClosed
    }

    /// The schema as JSON.
    package var json: [UInt8] {
        var writer = JSONWriter(capacity: 65_536)
        writer.json(value)
        return writer.bytes
    }

    private var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("A pack of Kernel, format \(PackDecoder.format)")),
        ]
        let root = SchemaNode.mapping(sections.map(Self.described), required: ["pack", "format", "version", "title"])
        members += (root.members ?? []).map { ($0.name, $0.value) }
        members.append(("$defs", SchemaNode.object(definitions)))
        return SchemaNode.object(members)
    }

    private var sections: [(String, JSONValue)] {
        let interfaces = SchemaNode.named(SchemaNode.kebab, Self.interfaceVersion)
        let entity = SchemaNode.definition("entity")
        return [
            ("pack", SchemaNode.pattern(SchemaNode.kebab)),
            ("format", SchemaNode.object([("enum", .array([.number("1"), .string("1")]))])),
            ("version", SchemaNode.pattern("^[0-9]+\\.[0-9]+\\.[0-9]+$")), ("title", SchemaNode.localized),
            ("description", SchemaNode.localized(1...2000)), ("requires", interfaces), ("optional", interfaces),
            ("industry", industry),
            ("settings", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("setting"))),
            ("permissions", SchemaNode.named(SchemaNode.permission, permission)),
            ("roles", SchemaNode.named(SchemaNode.snake, role)),
            ("entities", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("declaration"))),
            ("extend", addressed(SchemaNode.definition("extension"))),
            ("rows", SchemaNode.list(row(entity))),
            ("terminology", addressed(SchemaNode.named(SchemaNode.language, terms, minimum: 1))),
            ("seed", SchemaNode.mapping([("reference", seeds), ("demo", seeds), ("demo_company", company)])),
            ("change", change), ("tests", SchemaNode.list(test)),
            ("automations", SchemaNode.named(SchemaNode.snake, automation)),
            ("units", SchemaNode.named(SchemaNode.snake, unit)),
            ("rate_cards", SchemaNode.named(SchemaNode.snake, rateCard)),
            ("formulas", SchemaNode.named(SchemaNode.snake, formula)), ("scoring", addressed(scoring)),
            ("migrations", SchemaNode.list(migration)), ("screens", screens), ("onboarding", SchemaNode.list(step)),
            ("branding", branding),
            ("compliance", SchemaNode.named(SchemaNode.snake, requirement(entity))),
            ("contracts", SchemaNode.named(SchemaNode.snake, contract(entity))),
        ]
    }

    /// `"1.0"`; without quotes an editor's reader makes a number of it.
    private static let interfaceVersion = SchemaNode.oneOf([
        SchemaNode.pattern("^[0-9]+\\.[0-9]+$"),
        SchemaNode.object([("type", .string("number")), ("minimum", .number("0"))]),
    ])

    /// Definitions that sections share.
    private var definitions: [(String, JSONValue)] {
        [
            ("entity", names(model.entities.keys.map(\.raw), else: SchemaNode.entity)),
            ("permission", names(model.permissions.keys, else: SchemaNode.permission)),
            ("role", names(model.roles.keys, else: SchemaNode.snake)), ("scope", scope), ("grant", grant),
            ("event", event), ("action", action), ("expression", Self.expression),
            ("assignments", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("expression"))), ("part", part),
            ("items", items),
            ("fields", SchemaNode.named(SchemaNode.snake, SchemaNode.definition("field"))),
            ("declaration", declaration), ("extension", `extension`), ("states", states), ("moves", moves),
        ] + Self.fieldPlaces.map { ($0.name, field(at: $0.place)) }
    }

    /// Known names for completion; others of the same form where the schema is open.
    func names(_ known: some Sequence<String>, else form: String) -> JSONValue {
        let options = SchemaNode.options(known.sorted())
        return isClosed ? options : SchemaNode.oneOf([options, SchemaNode.pattern(form)])
    }

    /// A mapping by entity.
    func addressed(_ value: JSONValue) -> JSONValue {
        SchemaNode.object([
            ("type", .string("object")), ("propertyNames", SchemaNode.definition("entity")),
            ("additionalProperties", value),
        ])
    }

    /// What the tenant of a demo is like.
    private var company: JSONValue {
        SchemaNode.mapping([
            ("zone", SchemaNode.text(1...64)), ("currency", SchemaNode.pattern("^[A-Z]{3}$")),
            ("language", SchemaNode.pattern(SchemaNode.language)),
        ])
    }

    /// Rows by entity: each with the entity's own fields.
    private var seeds: JSONValue {
        let own = [("state", SchemaNode.word), ("owner", ownership)]
        let open = SchemaNode.named(
            SchemaNode.snake,
            SchemaNode.object([
                ("type", .string("object")), ("propertyNames", SchemaNode.pattern(SchemaNode.snake)),
                ("properties", SchemaNode.object(own)),
            ])
        )
        let known = model.entities.values.sorted { $0.id < $1.id }.map { entity -> (String, JSONValue) in
            let fields = entity.fields.filter { field in !own.contains { $0.0 == field.id } }
            let row = SchemaNode.mapping(own + fields.map { ($0.id, SchemaNode.anything) })
            return (entity.id.raw, isClosed ? SchemaNode.named(SchemaNode.snake, row) : open)
        }
        return SchemaNode.object([
            ("type", .string("object")), ("propertyNames", SchemaNode.pattern(SchemaNode.entity)),
            ("properties", SchemaNode.object(known)), ("additionalProperties", isClosed ? .bool(false) : open),
        ])
    }

    /// A scope, or a scope with fields and limits.
    private var grant: JSONValue {
        SchemaNode.oneOf([
            SchemaNode.definition("scope"),
            SchemaNode.mapping(
                [
                    ("scope", SchemaNode.definition("scope")),
                    ("fields", SchemaNode.set(SchemaNode.pattern(SchemaNode.snake))),
                    ("limit", SchemaNode.named(SchemaNode.snake, SchemaNode.integer())),
                ],
                required: ["scope"]
            ),
        ])
    }

    /// Grants by what their permission belongs to, each with the verbs and moves that are there.
    private var role: JSONValue {
        var verbs: [String: Set<String>] = [:]
        for id in model.permissions.keys {
            guard let dot = id.lastIndex(of: ".") else { continue }
            verbs[String(id[..<dot]), default: []].insert(String(id[id.index(after: dot)...]))
        }
        let grant = SchemaNode.definition("grant")
        let known = verbs.sorted { $0.key < $1.key }.map { holder, verbs in
            (
                holder,
                isClosed
                    ? SchemaNode.mapping(verbs.sorted().map { ($0, grant) }) : SchemaNode.named(SchemaNode.snake, grant)
            )
        }
        let grants = SchemaNode.object([
            ("type", .string("object")), ("propertyNames", SchemaNode.pattern(SchemaNode.holder)),
            ("properties", SchemaNode.object(known)),
            ("additionalProperties", isClosed ? .bool(false) : SchemaNode.named(SchemaNode.snake, grant)),
        ])
        return SchemaNode.mapping([
            ("title", SchemaNode.localized), ("space", SchemaNode.options(Space.allCases.map(\.rawValue))),
            ("includes", SchemaNode.set(SchemaNode.definition("role"))), ("grants", grants), ("owner", ownership),
            ("was", formerNames),
            ("offline", SchemaNode.mapping([("secrets", SchemaNode.bool)], required: ["secrets"])),
        ])
    }
}

extension JSONWriter {
    /// Any JSON value.
    fileprivate mutating func json(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text): raw(Array(text.utf8))
        case .string(let text): string(text)
        case .array(let items): array(items) { $0.json($1) }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.key(member.name)
                    writer.json(member.value)
                }
            }
        }
    }
}
