extension PackCode {
    static let modelMeanings: [PackCode: Meaning] = [
        .collectionTwice: Meaning(
            title: "Two entities have one collection",
            explanation: "A collection is a path of the API, so each tenant has it once. Rename the pack's."
        ),
        .collectionReserved: Meaning(
            title: "A collection takes a word of the API's own",
            explanation: "Words such as `auth`, `me`, `model` or `search` are paths of the kernel."
        ),
        .badScope: Meaning(
            title: "A scope leads nowhere or to the wrong record",
            explanation: "`own` and `assigned` end at a member or several, `team` at a team or several; over a "
                + "field, or one reference or far end and a field."
        ),
        .farEndTwice: Meaning(
            title: "A far end has a name that is taken",
            explanation: "The far end of a reference is named by `inverse`, else by the referring collection. Two "
                + "of one name, or a field of that name, cannot be told apart."
        ),
        .tooMuch: Meaning(
            title: "An entity has too many fields, or a pack too many entities",
            explanation:
                "An entity has at most 500 fields, those that packs add included: a table of PostgreSQL has 1,600 "
                + "columns, and a field takes up to three. A pack declares at most 500 entities."
        ),
        .settingTwice: Meaning(
            title: "A setting is declared twice",
            explanation: "Ids of settings are shared by all capabilities and packs of a tenant."
        ),
        .badOptions: Meaning(
            title: "A choice has no options, or one twice",
            explanation: "`of` lists what can be chosen, each option once; without any, no value could fit."
        ),
        .boundsReversed: Meaning(
            title: "A lower bound is above the upper one",
            explanation: "`min` must not be greater than `max`; no value could fit."
        ),
        .badPattern: Meaning(
            title: "A pattern is not a regular expression",
            explanation:
                "At most 200 characters, matched against the whole text: `.`, `[a-z]`, `\\d \\w \\s \\p{L}`, `( | )`, `* + ? {2,5}`. No look-around, no references to groups."
        ),
        .badScale: Meaning(
            title: "A scale is outside 0 to 9",
            explanation: "Packs get P108 with the exact place; capabilities get this."
        ),
        .badDefault: Meaning(
            title: "A default breaks the rules of its field",
            explanation: "It is of the right type, but beyond the bounds or none of the options."
        ),
        .unknownAssignment: Meaning(
            title: "A move sets a field that does not exist",
            explanation: "`set` names fields of the entity, those that packs add included."
        ),
        .unknownLabel: Meaning(
            title: "A label names a field that does not exist",
            explanation: "The words in braces are fields of the entity, or one reference and a field, that can be read "
                + "as one text; every brace has its other half."
        ),
        .badLink: Meaning(
            title: "A link entity does not link both sides",
            explanation: "`through` names an entity that refers to both entities."
        ),
        .scopeTwice: Meaning(
            title: "A scope is declared already",
            explanation: "`extend` may add a scope that is still open, not change one."
        ),
        .secretLabel: Meaning(
            title: "A label shows a secret",
            explanation: "A secret is never in a label, an index, a search or an export."
        ),
        .badUnique: Meaning(
            title: "A unique rule cannot hold",
            explanation: "`unique` of an entity lists lists of its own fields, each of one plain value."
        ),
        .badSecret: Meaning(
            title: "A secret that could not be kept",
            explanation: "A secret is a text of an entity, sealed in the store: it has no default, is not unique, "
                + "indexed or searchable, and stands in no list and no setting."
        ),
        .notRegistered: Meaning(
            title: "A capability could not register",
            explanation: "The message tells why; the server starts without it."
        ),
    ]
}
