/// Words of the trade and a brand that two packs set differently (P273, a warning): the later pack's hold.
struct SharedWordsValidator: DraftValidator {
    func findings(in draft: ModelDraft) -> [Diagnostic] {
        words(in: draft) + brands(in: draft)
    }

    private func words(in draft: ModelDraft) -> [Diagnostic] {
        var known: [String: (owner: String, value: JSONValue)] = [:]
        return draft.packs.flatMap { pack in
            pack.terminology.sorted { $0.key < $1.key }.flatMap { entity, terms in
                terms.properties.sorted { $0.key < $1.key }.compactMap { property, value in
                    let place = "terminology/\(entity)"
                    let other = known.updateValue((pack.id, value), forKey: "\(place) \(property)")
                    guard let other, other.value != value else { return nil }
                    return told(property, of: place, other.owner, pack)
                }
            }
        }
    }

    private func brands(in draft: ModelDraft) -> [Diagnostic] {
        var last: (owner: String, brand: BrandingDefinition)?
        return draft.packs.flatMap { pack -> [Diagnostic] in
            guard let brand = pack.presentation.branding else { return [] }
            defer { last = (pack.id, brand) }
            guard let last else { return [] }
            let differing = [
                ("primary", last.brand.primary == brand.primary),
                ("secondary", last.brand.secondary == brand.secondary),
                ("logo", last.brand.logo == brand.logo), ("logo_style", last.brand.logoStyle == brand.logoStyle),
            ].filter { !$0.1 }
            return differing.map { told($0.0, of: "branding", last.owner, pack) }
        }
    }

    private func told(_ property: String, of place: String, _ other: String, _ pack: PackDefinition) -> Diagnostic {
        let message = "`\(property)` of `\(place)` is set by `\(other)` and by `\(pack.id)`, whose holds"
        return Diagnostic(.warning, code: "P273", message, at: pack.spans[place] ?? pack.spans["pack"])
    }
}
