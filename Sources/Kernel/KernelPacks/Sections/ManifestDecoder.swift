import Kernel

/// Reads the sections of `pack.yaml` with those of the files beside it.
struct ManifestDecoder {
    let source: PackSource
    let findings: Findings
    private let places = Places()

    static let sections = [
        "description", "industry", "requires", "optional", "settings", "permissions", "roles", "entities", "extend",
        "rows", "terminology", "seed", "tests", "automations", "units", "rate_cards", "formulas", "scoring",
        "screens", "onboarding", "branding", "compliance", "contracts", "change", "migrations",
    ]
    /// Sections that the format has, but this version does not accept.
    private static let later = [
        "offline", "checks", "compute", "replaces",
    ]

    init(source: PackSource, findings: Findings) {
        self.source = source
        self.findings = findings
    }

    /// The definition; `nil` when it could not even be named, once reported.
    ///
    /// Without a version or a title the rest is read all the same, so that its findings are told too.
    func definition(_ root: NodeDecoder) -> PackDefinition? {
        let required = ["pack", "format", "version", "title"]
        guard let keys = root.mapping("a pack", known: Self.sections, required: required, later: Self.later)
        else { return nil }
        checkFormat(keys["format"])
        let id = keys["pack"].flatMap(packID)
        let version = keys["version"].flatMap(packVersion)
        let title = keys["title"]?.title()
        let named = id ?? source.folderName.flatMap { Naming.isKebab($0) ? $0 : nil }
        let sections = PackDefinition(
            id: named ?? "",
            version: version ?? Version(0, 0),
            hash: source.hash,
            title: title ?? LocalizedText("")
        )
        let filled = fill(sections, keys)
        return named == nil ? nil : filled
    }

    private func checkFormat(_ node: NodeDecoder?) {
        guard let node, let format = node.int(), format != PackDecoder.format else { return }
        node.report(.wrongFormat, "the format \(format) is not known; this version reads \(PackDecoder.format)")
    }

    private func packID(_ node: NodeDecoder) -> String? {
        guard let id = node.id(.kebab) else { return nil }
        places.note("pack", node.span)
        if id == OverlayEdit.owner, source.folderName != nil {
            node.report(.ownReserved, "`\(id)` is the name of what tenants add by themselves, not of a pack")
        }
        if let folder = source.folderName, folder != id {
            node.report(
                .wrongFolder,
                "the pack `\(id)` stands in the folder `\(folder.clipped)`",
                hint: "they have the same name"
            )
        }
        return id
    }

    private func packVersion(_ node: NodeDecoder) -> Version? {
        guard let version = node.version() else { return nil }
        if let folder = source.folderVersion, folder != version.description {
            node.report(
                .wrongFolder,
                "the version \(version) stands in a folder that says `@\(folder.clipped)`",
                hint: "they are the same, in three numbers"
            )
        }
        return version
    }

    private func fill(_ empty: PackDefinition, _ keys: MappingDecoder) -> PackDefinition {
        var pack = empty
        let entities = EntityDecoder(pack: pack.id, places: places)
        pack.description = keys["description"]?.localized("a description", length: 1...2000)
        pack.industry = keys["industry"].flatMap(IndustryDecoder().industry)
        pack.requires = keys["requires"].map(interfaces) ?? []
        pack.optional = optional(keys, besides: pack.requires)
        pack.settings = keys["settings"].map(SettingDecoder(places: places).settings) ?? []
        pack.permissions = keys["permissions"].map(PermissionDecoder(places: places).permissions) ?? []
        pack.roles = keys["roles"].map(RoleDecoder(places: places).roles) ?? []
        let declared = entityNodes(keys["entities"])
        pack.entities = entities.entities(declared)
        pack.extensions = keys["extend"].map(entities.extensions) ?? []
        pack.rows = keys["rows"].map(RowRuleDecoder(places: places).rules) ?? []
        pack.automations = keys["automations"].map(AutomationDecoder().automations) ?? []
        let pricing = PricingDecoder(places: places)
        pack.units = keys["units"].map(pricing.units) ?? []
        pack.rateCards = keys["rate_cards"].map(pricing.rateCards) ?? []
        pack.formulas = keys["formulas"].map(FormulaDecoder(places: places).formulas) ?? []
        pack.scorings = keys["scoring"].map(ScoringDecoder().scorings) ?? []
        pack.terminology = keys["terminology"].map(TerminologyDecoder(places: places).terms) ?? [:]
        let optional = pack.optional.map(\.id)
        pack.presentation = PresentationDecoder(places: places, source: source, optional: optional).presentation(keys)
        pack.obligations.requirements = keys["compliance"].map(ComplianceDecoder(places: places).requirements) ?? []
        pack.obligations.contracts = keys["contracts"].map(ContractDecoder(places: places).contracts) ?? []
        let seeds = SeedDecoder(places: places)
        let sections = keys["seed"]?.mapping("a seed", known: ["reference", "demo", "demo_company"])
        pack.referenceSeeds = rows(sections?["reference"], .referenceSeeds, seeds)
        pack.demoSeeds = rows(sections?["demo"], .demoSeeds, seeds)
        pack.demoCompany = sections?["demo_company"].flatMap(DemoCompanyDecoder().company) ?? DemoCompany()
        pack.tests = tests(keys["tests"])
        pack.changes = keys["change"].map(ChangeDecoder(places: places, optional: optional).changes) ?? []
        pack.ownership = places.ownership(in: pack.id)
        if let node = keys["migrations"] {
            (pack.migrations, pack.retirements) = MigrationDecoder(version: pack.version).migrations(node)
        }
        pack.renames = RenameDecoder(pack: pack.id, places: places).renames()
        places.note(partsOf: keys, declared)
        pack.spans = places.spans
        TranslationDecoder(source: source, findings: findings).apply(to: &pack)
        return pack
    }

    /// The tests of `pack.yaml` and of the files under `tests/`, each name once.
    private func tests(_ section: NodeDecoder?) -> [PackTest] {
        let files = source.paths(.tests).compactMap { PackDecoder.root(of: $0, in: source, findings) }
        return TestDecoder.tests([section].compactMap(\.self) + files)
    }

    private func interfaces(_ node: NodeDecoder) -> [Interface] {
        (node.entries("a mapping of interfaces", keys: .kebab) ?? []).compactMap { $0.interface($0.key ?? "") }
    }

    private func optional(_ keys: MappingDecoder, besides required: [Interface]) -> [Interface] {
        let optional = keys["optional"].map(interfaces) ?? []
        for interface in optional where required.contains(where: { $0.id == interface.id }) {
            let message = "`\(interface.id)` is required already, so it is not optional"
            findings.report(.contradiction, message, at: interface.span)
        }
        return optional
    }

    /// The entities of `pack.yaml` and of the files under `entities/`, each name once.
    private func entityNodes(_ section: NodeDecoder?) -> [NodeDecoder] {
        let files = source.paths(.entities).compactMap { PackDecoder.root(of: $0, in: source, findings) }
        var first: [String: SourceSpan] = [:]
        return ([section].compactMap(\.self) + files).flatMap { node in
            (node.entries("a mapping of entities", keys: .snake) ?? []).filter { entity in
                let name = entity.key ?? ""
                guard let other = first[name] else {
                    first[name] = entity.headSpan
                    return true
                }
                let message =
                    "the entity `\(name)` stands here again; it first stands in \(other.file) on line \(other.line)"
                entity.report(.duplicateKey, message, at: entity.headSpan)
                return false
            }
        }
    }

    private func rows(_ section: NodeDecoder?, _ kind: PackSource.Kind, _ decoder: SeedDecoder) -> [SeedRow] {
        let files = source.paths(kind).compactMap { PackDecoder.root(of: $0, in: source, findings) }
        return ([section].compactMap(\.self) + files).flatMap(decoder.rows)
    }
}
