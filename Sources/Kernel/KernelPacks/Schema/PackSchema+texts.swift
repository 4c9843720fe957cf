import Kernel

/// What editors show beside the keys of a pack: a sentence, and the page of the documentation.
extension PackSchema {
    private static let pages: [String: (page: String, text: String)] = [
        "pack": ("pack", "The pack's id, which is its folder's name."),
        "format": ("pack", "The version of this format."),
        "version": ("pack", "The pack's version; tenants upgrade from one to the next."),
        "title": ("pack", "What people read, in one or more languages."),
        "description": ("pack", "What the pack is for, in a sentence or two."),
        "industry": ("pack", "The trade, by category and official codes."),
        "requires": ("pack", "Interfaces that must be there, by name and least version."),
        "optional": ("pack", "Interfaces that parts of the pack use where they are there."),
        "settings": ("settings", "Values that each tenant chooses, with their defaults."),
        "permissions": ("permissions", "Permissions beside those of records and moves."),
        "roles": ("roles", "Who may do what, and on which records."),
        "rows": ("rows", "Which records a role sees; rules only narrow."),
        "entities": ("moves", "New kinds of records, with their fields, states and moves."),
        "extend": ("extend", "What the pack adds to others' entities."),
        "change": ("change", "Properties of definitions that others made."),
        "terminology": ("terminology", "The trade's own words for entities."),
        "seed": ("seed", "Rows that come with the pack, and rows of a demo."),
        "tests": ("tests", "What `kernel packs test` runs: given, as, do, expect."),
        "automations": ("automations", "What happens by itself when something has happened."),
        "units": ("formulas", "What rates are per."),
        "rate_cards": ("formulas", "Rates per unit, which each tenant sets."),
        "formulas": ("formulas", "Prices and figures worked out from inputs, rates and settings."),
        "scoring": ("scoring", "What a record is worth, by points."),
        "screens": ("screens", "What people see of records, and the menu."),
        "onboarding": ("onboarding", "First steps, each with what says that it is done."),
        "branding": ("branding", "Colours and logo."),
        "compliance": ("compliance", "Proofs that must be there, and what waits for them."),
        "contracts": ("contracts", "Texts that are signed."),
        "migrations": ("migrations", "What an upgrade changes of records that are there."),
    ]

    /// A section with what editors show of it.
    static func described(_ section: (String, JSONValue)) -> (String, JSONValue) {
        guard let (page, text) = pages[section.0] else { return section }
        return (section.0, SchemaNode.described(section.1, "\(text) docs/pack-format/\(page).md"))
    }

    /// An expression, with the functions of the language.
    static var expression: JSONValue {
        let functions = ExpressionFunction.names.sorted().joined(separator: ", ")
        return SchemaNode.described(
            SchemaNode.scalar,
            "An expression. Functions: \(functions). docs/pack-format/expressions.md"
        )
    }
}
