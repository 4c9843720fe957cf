import KernelCrypto

extension JSONWriter {
    /// Screens, menu, onboarding and branding of a model; a part that is empty stands there empty.
    mutating func presentation(_ presentation: PresentationModel) {
        key("screens")
        array(presentation.screens) { $0.screen($1) }
        key("menu")
        array(presentation.menu) { $0.group($1) }
        key("onboarding")
        array(presentation.steps) { $0.step($1) }
        key("branding")
        if let branding = presentation.branding { self.branding(branding) } else { null() }
    }

    private mutating func screen(_ screen: CompiledScreen) {
        let definition = screen.definition
        object { writer in
            writer.key("id")
            writer.string(definition.id)
            writer.key("owner")
            writer.string(screen.owner)
            writer.key("title")
            writer.localized(definition.title)
            writer.key("entity")
            writer.string(definition.entity.raw)
            writer.key("kind")
            writer.string(definition.kind.rawValue)
            writer.key("roles")
            writer.array(definition.roles.map(\.text)) { $0.string($1) }
            writer.key("fields")
            writer.array(screen.fields) { $0.string($1) }
            for (key, value) in [("by", screen.by), ("starts", screen.starts), ("ends", screen.ends)] {
                guard let value else { continue }
                writer.key(key)
                writer.string(value)
            }
            writer.condition(screen.condition)
        }
    }

    private mutating func group(_ group: CompiledMenuGroup) {
        object { writer in
            writer.key("id")
            writer.string(group.id)
            writer.key("title")
            writer.localized(group.title)
            writer.key("items")
            writer.array(group.items) { writer, entry in
                writer.object { writer in
                    switch entry.item.target {
                    case .entity(let entity, let screen):
                        writer.key("entity")
                        writer.string(entity.raw)
                        writer.key("screen")
                        writer.string(screen)
                    case .screen(let id):
                        writer.key("screen")
                        writer.string(id)
                    }
                    if let title = entry.item.title {
                        writer.key("title")
                        writer.localized(title)
                    }
                    writer.condition(entry.condition)
                }
            }
        }
    }

    private mutating func step(_ step: CompiledStep) {
        object { writer in
            writer.key("id")
            writer.string(step.definition.id)
            writer.key("owner")
            writer.string(step.owner)
            writer.key("title")
            writer.localized(step.definition.title)
            writer.key("opens")
            writer.string(step.definition.opens.text)
            writer.key("done")
            writer.tenantCondition(step.done)
        }
    }

    /// `["count", "customers.site", X or null, ">", 0]`, `["and", ...]`, `["or", ...]`, `["not", X]`.
    private mutating func tenantCondition(_ condition: TenantCondition) {
        func list(_ word: String, _ parts: [TenantCondition], _ writer: inout JSONWriter) {
            writer.raw("[")
            writer.string(word)
            for part in parts {
                writer.raw(",")
                writer.tenantCondition(part)
            }
            writer.raw("]")
        }
        switch condition {
        case .all(let parts): list("and", parts, &self)
        case .any(let parts): list("or", parts, &self)
        case .not(let part): list("not", [part], &self)
        case .count(let entity, let inner, let comparison, let bound):
            raw("[\"count\",")
            string(entity.raw)
            raw(",")
            if let inner { raw(ExpressionJSON.bytes(of: inner)) } else { raw("null") }
            raw(",")
            string(comparison.rawValue)
            raw(",")
            int(bound)
            raw("]")
        }
    }

    private mutating func condition(_ condition: ExpressionNode?) {
        guard let condition else { return }
        key("where")
        raw(ExpressionJSON.bytes(of: condition))
    }

    private mutating func branding(_ branding: BrandingDefinition) {
        object { writer in
            for (key, value) in [
                ("primary", branding.primary), ("secondary", branding.secondary),
                ("logo_style", branding.logoStyle?.rawValue),
                ("logo_sha256", branding.logo.map { SHA256.hex($0.bytes) }),
                ("logo_url", branding.logo.map { _ in BrandingDefinition.logoPath }),
            ] {
                guard let value else { continue }
                writer.key(key)
                writer.string(value)
            }
        }
    }
}

extension BrandingDefinition {
    /// Where the logo is answered.
    package static let logoPath = "/api/branding/logo"
    /// A square in the colour of the text around it, where no pack has a logo.
    static let plainLogo = Array(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><rect width=\"8\" height=\"8\" rx=\"2\"/></svg>\n"
            .utf8
    )
}
