extension PackCode {
    static let keyExamples: [PackCode: Example] = [
        .unknownKey: Example(
            "Correct the spelling or remove the key.",
            wrong: "name: { type: text, requierd: true }",
            right: "name: { type: text, required: true }"
        ),
        .missingKey: Example(
            "Add the key that the message names.",
            wrong: "complaint: { fields: { text: { type: text } }, label: \"{text}\" }",
            right: "complaint: { collection: complaints, fields: { text: { type: text } }, label: \"{text}\" }"
        ),
        .wrongKind: Example(
            "Write the shape that the message asks for; quote texts that start with a bracket.",
            wrong: "label: {name}",
            right: "label: \"{name}\""
        ),
        .nothingWritten: Example("Write a value or remove the key.", wrong: "title:", right: "title: Site"),
        .notBool: Example("Write `true` or `false`.", wrong: "required: yes", right: "required: true"),
        .notInteger: Example("Write digits only.", wrong: "max: 2_000", right: "max: 2000"),
        .notDecimal: Example(
            "Write digits and a point, with no more places than the scale.",
            wrong: "{ type: decimal, scale: 2, default: 1.255 }",
            right: "{ type: decimal, scale: 2, default: 1.25 }"
        ),
        .outOfRange: Example(
            "Choose a value between the bounds of the message.",
            wrong: "{ type: decimal, scale: 12 }",
            right: "{ type: decimal, scale: 9 }"
        ),
        .badID: Example(
            "Use kebab-case for packs and collections, snake_case for everything inside.",
            wrong: "collection: siteVisits",
            right: "collection: site-visits"
        ),
        .badVersion: Example(
            "Write three numbers for a pack, two for an interface.",
            wrong: "version: v1",
            right: "version: 1.0.0"
        ),
        .repeatedItem: Example(
            "Remove the repetition.",
            wrong: "fields: [name, city, name]",
            right: "fields: [name, city]"
        ),
        .badLanguage: Example(
            "Use a language tag, or quote a text that starts with `{`.",
            wrong: "title: { english: Site }",
            right: "title: { en: Site }"
        ),
        .unknownChoice: Example("Take one of the possible values.", wrong: "read: everyone", right: "read: all"),
        .textLength: Example(
            "Shorten or lengthen the text; the message counts it.",
            wrong: "title: \"\"",
            right: "title: Site"
        ),
        .notInThisVersion: Example(
            "Remove it until a version of the server accepts it.",
            wrong: "tests: [{ name: a, offline: [w.finish] }]",
            right: "roles: { cleaner: { title: Cleaner } }"
        ),
        .wrongFormat: Example("Write the format that is read.", wrong: "format: 2", right: "format: 1"),
        .wrongFolder: Example(
            "Rename the folder or the pack.",
            wrong: "Packs/clean/pack.yaml      # pack: cleaning",
            right: "Packs/cleaning/pack.yaml   # pack: cleaning"
        ),
        .keyOfOtherType: Example(
            "Remove the key, or take the type that has it.",
            wrong: "rate: { type: int, scale: 2 }",
            right: "rate: { type: decimal, scale: 2 }"
        ),
        .typeNotHere: Example(
            "Take a type that can stand here.",
            wrong: "settings: { team: { type: reference, to: access.team } }",
            right: "settings: { team_name: { type: text } }"
        ),
        .badValue: Example(
            "Write the value as its type is written.",
            wrong: "{ type: date, default: 22.11.2026 }",
            right: "{ type: date, default: 2026-11-22 }"
        ),
        .badPath: Example(
            "Name a field, or one hop and a field.",
            wrong: "scopes: { team: work_order.site.team }",
            right: "scopes: { team: work_order.team }"
        ),
        .extendsOwn: Example(
            "Move what it adds to `entities`.",
            wrong: "extend:\n  cleaning.complaint: { fields: { reply: { type: text } } }",
            right: "entities:\n  complaint: { fields: { reply: { type: text }, ... }, ... }"
        ),
        .contradiction: Example(
            "Keep one of the two.",
            wrong: "{ type: reference, to: customers.site, required: true, on_delete: clear }",
            right: "{ type: reference, to: customers.site, required: true, on_delete: restrict }"
        ),
        .emptyList: Example("Name one at least, or remove the key.", wrong: "verbs: []", right: "verbs: [read]"),
    ]
}
