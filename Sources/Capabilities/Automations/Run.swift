import Kernel

/// One automation and one event, and what came of it.
enum Run {
    static let definition = EntityDefinition(
        "automations.run",
        title: LocalizedText(["en": "Automation run", "de": "Lauf einer Automatisierung"]),
        collection: "automation-runs",
        label: "{automation}",
        fields: fields,
        states: [
            StateDefinition("waiting", start: true), StateDefinition("done", final: true, byActions: true),
            StateDefinition("skipped", final: true, byActions: true), StateDefinition("parked", byActions: true),
            StateDefinition("dismissed", final: true),
        ],
        moves: [
            MoveDefinition(
                "retry",
                from: ["parked"],
                to: "waiting",
                title: LocalizedText(["en": "Try again", "de": "Erneut versuchen"]),
                set: [FieldAssignment("due", "now()"), FieldAssignment("attempts", "0")]
            ),
            MoveDefinition(
                "dismiss",
                from: ["parked", "waiting"],
                to: "dismissed",
                title: LocalizedText(["en": "Dismiss", "de": "Verwerfen"])
            ),
        ],
        scopes: [:],
        verbs: [.read]
    )

    private static let fields = [
        FieldDefinition("automation", .text(max: 140), indexed: true, writing: .never),
        FieldDefinition("event_key", .text(max: 200), unique: true, writing: .never),
        FieldDefinition("event", .text(max: 200), writing: .never),
        FieldDefinition("seq", .int(min: 0), indexed: true, writing: .never),
        FieldDefinition("record", .text(max: 40), indexed: true, writing: .never),
        FieldDefinition("depth", .int(min: 1), writing: .never),
        FieldDefinition("attempts", .int(min: 0), writing: .never),
        FieldDefinition("due", .datetime(), writing: .never),
        FieldDefinition("condition", .bool, writing: .never),
        FieldDefinition("steps", .longText(max: 20_000), writing: .never),
        FieldDefinition("error", .longText(max: 2000), writing: .never),
    ]
}
