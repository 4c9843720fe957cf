extension PackCode {
    static let modelExamples: [PackCode: Example] = [
        .badOptions: Example(
            "List each option once.",
            wrong: "{ type: choice, of: [] }",
            right: "{ type: choice, of: [light, heavy] }"
        ),
        .boundsReversed: Example(
            "Swap the bounds.",
            wrong: "{ type: int, min: 10, max: 1 }",
            right: "{ type: int, min: 1, max: 10 }"
        ),
        .badPattern: Example(
            "Use only what the page of field types lists.",
            wrong: "{ type: text, pattern: \"(?=A).*\" }",
            right: "{ type: text, pattern: \"A.*\" }"
        ),
        .badScale: Example(
            "Choose a scale from 0 to 9.",
            wrong: "FieldDefinition(\"share\", .decimal(scale: 12))",
            right: "FieldDefinition(\"share\", .decimal(scale: 4))"
        ),
        .badDefault: Example(
            "Choose a default within the bounds.",
            wrong: "{ type: int, min: 1, default: 0 }",
            right: "{ type: int, min: 1, default: 1 }"
        ),
        .unknownAssignment: Example(
            "Correct the field.",
            wrong: "set: { raiting: input.rating }",
            right: "set: { rating: input.rating }"
        ),
        .unknownLabel: Example("Correct the field.", wrong: "label: \"{nmae}\"", right: "label: \"{name}\""),
        .badLink: Example(
            "Name an entity with a reference to each side.",
            wrong: "{ type: references, to: access.member, through: customers.site }",
            right: "{ type: references, to: access.member, through: work-orders.assignment }"
        ),
        .scopeTwice: Example(
            "Remove the line; the entity says already what the scope means.",
            wrong: "extend:\n  work-orders.work_order: { scopes: { team: team } }",
            right: "extend:\n  customers.site: { scopes: { assigned: work_orders.assignees } }"
        ),
        .secretLabel: Example(
            "Name records by something that everybody may see.",
            wrong: "label: \"{gate_code}\"",
            right: "label: \"{name}\""
        ),
        .badUnique: Example(
            "Name own fields of one plain value.",
            wrong: "unique: [[assignees]]",
            right: "unique: [[category, name]]"
        ),
        .badSecret: Example(
            "Remove the key that would show or index the value.",
            wrong: "{ type: text, secret: true, searchable: true }",
            right: "{ type: text, secret: true }"
        ),
        .notRegistered: Example(
            "Read the reason in the message and mend the capability.",
            wrong: "register(into:) throws",
            right: "register(into:) registers the same each time, without input or output"
        ),
    ]
}
