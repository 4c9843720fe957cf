import Kernel

/// What follows from errors that are told already: a field whose line could not be read is missing from the model, and
/// everything that names it would be told as well.
///
/// Only what was left out counts: a field with a misspelt key is there, so what else is wrong with it is told too.
struct Aftermath {
    private var names: Set<String> = []
    /// Entities whose states or moves could not all be read: how they lie to each other says nothing.
    private var lives: Set<String> = []
    /// Whether what the pack requires could not be read, so that nothing outside of it is there.
    private var isAlone = false

    /// What errors leave out of a pack.
    init(of diagnostics: [Diagnostic], in source: PackSource, pack: PackDefinition) {
        let errors = diagnostics.filter { $0.severity == .error }.compactMap { found in
            found.span.map { (code: found.code, span: $0) }
        }
        for (path, bytes) in source.readable {
            let own = errors.filter { $0.span.file == source.name(of: path) }
            guard !own.isEmpty else { continue }
            guard let root = YAMLReader.read(bytes, file: source.name(of: path)).node else {
                names.formUnion(Self.keys(in: String(decoding: bytes, as: UTF8.self)))
                continue
            }
            for error in own {
                let trail = YAMLTrail(to: error.span, from: root).under(Self.sections(of: path))
                leaveOut(trail, error.code, of: pack)
            }
        }
    }

    /// Whether a finding is about a name whose declaration was told already.
    func explains(_ diagnostic: Diagnostic) -> Bool {
        if isAlone { return true }
        let quoted = diagnostic.message.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        // Nothing is called so: it could not be read.
        if quoted.contains("") { return true }
        let parts = Set(quoted.flatMap { $0.split(separator: ".") }.map(String.init))
        if ["P301", "P302", "P310", "P311"].contains(diagnostic.code), !parts.isDisjoint(with: lives) { return true }
        return !parts.isDisjoint(with: names)
    }

    /// The section that a file is, as keys of `pack.yaml`.
    private static func sections(of path: String) -> [String] {
        switch PackSource.kind(of: path) {
        case .entities: ["entities"]
        case .tests: ["tests"]
        case .referenceSeeds: ["seed", "reference"]
        case .demoSeeds: ["seed", "demo"]
        case .translations: ["i18n"]
        case .manifest, .image, .ignored, .later, .unknown: []
        }
    }

    private mutating func leaveOut(_ trail: YAMLTrail, _ code: String, of pack: PackDefinition) {
        let keys = trail.keys
        guard let section = keys.first else { return }
        // What stands below a key that is not known, or that is no list or mapping as it should be, is lost.
        if code == PackCode.unknownKey.rawValue || keys.count == 1 { names.formUnion(trail.below) }
        switch section {
        case "entities", "extend": leaveOut(inEntity: trail, code, of: pack)
        case "requires", "optional":
            guard keys.count > 1 else {
                isAlone = section == "requires"
                return
            }
            names.formUnion([keys[1], keys[1].lowercased()])
        case "seed":
            guard keys.count > 3, !(pack.referenceSeeds + pack.demoSeeds).contains(where: { $0.key == keys[3] }) else {
                return
            }
            names.insert(keys[3])
        case "scoring":
            if keys.count > 3 { names.insert(keys[3]) }
        case "tests":
            names.formUnion(trail.below)
            if keys.count == 2 || keys.count > 3 { names.insert(keys[keys.count == 2 ? 1 : 3]) }
        default:
            guard keys.count > 1 else { return }
            let declared = Self.declared(section, in: pack)
            if let declared, !declared.contains(keys[1]) { names.insert(Self.last(keys[1])) }
            // Inputs of formulas and contracts, lines of rate cards.
            if declared != nil, section != "roles", keys.count > 3 { names.insert(keys[3]) }
        }
    }

    private mutating func leaveOut(inEntity trail: YAMLTrail, _ code: String, of pack: PackDefinition) {
        let keys = trail.keys
        guard keys.count > 1 else { return }
        let name = Self.last(keys[1])
        let parts =
            keys[0] == "entities"
            ? pack.entities.first { $0.id.name == keys[1] }.map(Self.parts)
            : pack.extensions.first { $0.entity.raw == keys[1] }.map(Self.parts)
        guard let parts else {
            names.formUnion(trail.below + [name])
            return
        }
        guard keys.count > 2 else {
            if code == PackCode.missingKey.rawValue, !parts.isNamed { names.insert(name) }
            return
        }
        if keys[2] == "states" || keys[2] == "moves" { lives.insert(name) }
        guard keys.count > 3 else {
            names.formUnion(trail.below)
            if keys[2] == "fields" { names.insert(name) }
            return
        }
        if let declared = parts.sections[keys[2]], !declared.contains(keys[3]) { names.insert(keys[3]) }
        // An option of a choice, an input of a move.
        if keys.count > 5, keys[4] == "of" || keys[4] == "input" { names.insert(keys[5]) }
    }

    /// What an entity, or what is added to one, has.
    private struct Parts {
        let sections: [String: Set<String>]
        /// Whether it has fields to speak of.
        var isNamed: Bool { !(sections["fields"] ?? []).isEmpty }
    }

    private static func parts(of entity: EntityDefinition) -> Parts {
        Parts(sections: [
            "fields": Set(entity.fields.map(\.id)), "states": Set(entity.states.map(\.id)),
            "moves": Set(entity.moves.map(\.id)), "checks": Set(entity.checks.map(\.id)),
        ])
    }

    private static func parts(of addition: EntityExtension) -> Parts {
        Parts(sections: [
            "fields": Set(addition.fields.map(\.id)), "states": Set(addition.states.map(\.id)),
            "moves": Set(addition.moves.map(\.id)), "checks": Set(addition.checks.map(\.id)),
        ])
    }

    /// The names that a section declares; `nil` for one that declares none.
    private static func declared(_ section: String, in pack: PackDefinition) -> Set<String>? {
        switch section {
        case "settings": Set(pack.settings.map(\.field.id))
        case "permissions": Set(pack.permissions.map(\.id))
        case "roles": Set(pack.roles.map(\.id))
        case "units": Set(pack.units.map(\.id))
        case "rate_cards": Set(pack.rateCards.map(\.id))
        case "formulas": Set(pack.formulas.map(\.id))
        case "screens": Set(pack.presentation.screens.map(\.id) + ["menu"])
        case "contracts": Set(pack.obligations.contracts.map(\.id))
        case "compliance": Set(pack.obligations.requirements.map(\.id))
        default: nil
        }
    }

    private static func last(_ address: String) -> String {
        address.split(separator: ".").last.map(String.init) ?? address
    }

    /// The words in front of colons, of a file that is no YAML.
    private static func keys(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line in
            line.split(separator: ":", omittingEmptySubsequences: false).dropLast().compactMap { part in
                let word = part.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
                return word.isEmpty ? nil : String(word.reversed())
            }
        }
    }
}
