import Kernel

/// A stretch of a member's time.
///
/// Three groups of fields: `clocked_...` is what the clock recorded and never changes; `corrected_...` is what somebody says
/// instead, and why; the rest follows from both (`EntryRule`) and is what totals, lists and rules go by.
enum TimeEntry {
    static let id: EntityID = "time-tracking.time_entry"

    static let definition = EntityDefinition(
        id,
        title: LocalizedText(["en": "Time entry", "de": "Zeiteintrag"]),
        collection: "time-entries",
        label: "{started_at}",
        fields: whose + clocked + corrected + derived + reviewed,
        states: states,
        moves: moves,
        scopes: [.own: "member", .team: "member.teams"],
        uniques: [
            UniqueRule(
                ["member"],
                in: ["running"],
                message: LocalizedText([
                    "en": "Somebody is clocked in once.", "de": "Niemand ist zweimal eingestempelt.",
                ])
            )
        ]
    )

    /// One pause, recorded or corrected.
    static let breakFields = [
        FieldDefinition("started_at", .datetime(), required: true), FieldDefinition("ended_at", .datetime()),
    ]

    private static let whose = [
        FieldDefinition(
            "member",
            .reference(to: "access.member", onDelete: .restrict),
            title: LocalizedText(["en": "Member", "de": "Mitglied"]),
            required: true,
            indexed: true,
            writing: .onCreate
        ),
        FieldDefinition(
            "work_order",
            .reference(to: "work-orders.work_order", onDelete: .restrict),
            title: LocalizedText(["en": "Work order", "de": "Auftrag"]),
            indexed: true
        ),
        FieldDefinition(
            "note",
            .longText(max: 2000),
            title: LocalizedText(["en": "Note", "de": "Notiz"]),
            searchable: true
        ),
    ]

    private static let clocked = [
        FieldDefinition("clocked_in_at", .datetime(), writing: .never),
        FieldDefinition("clocked_out_at", .datetime(), writing: .never),
        FieldDefinition("clocked_breaks", .list(breakFields), writing: .never),
        FieldDefinition("clocked_in_position", .geo, writing: .never),
        FieldDefinition("clocked_out_position", .geo, writing: .never),
    ]

    private static let corrected = [
        FieldDefinition("corrected_start", .datetime()),
        FieldDefinition("corrected_end", .datetime()),
        FieldDefinition("corrected_breaks", .list(breakFields)),
        FieldDefinition("correction_reason", .text(max: 500)),
        FieldDefinition(
            "corrected_by",
            .reference(to: "access.member", inverse: "corrected_entries"),
            writing: .never
        ),
        FieldDefinition("corrected_at", .datetime(), writing: .never),
    ]

    private static let derived = [
        FieldDefinition(
            "started_at",
            .datetime(),
            title: LocalizedText(["en": "Start", "de": "Beginn"]),
            indexed: true,
            writing: .never
        ),
        FieldDefinition(
            "ended_at",
            .datetime(),
            title: LocalizedText(["en": "End", "de": "Ende"]),
            indexed: true,
            writing: .never
        ),
        FieldDefinition("paused", .duration, writing: .never),
        FieldDefinition("worked", .duration, writing: .never),
        FieldDefinition("minutes", .int(min: 0), writing: .never),
    ]

    private static let reviewed = [
        FieldDefinition(
            "reviewed_by",
            .reference(to: "access.member", inverse: "reviewed_entries"),
            writing: .never
        ),
        FieldDefinition("reviewed_at", .datetime(), writing: .never),
        FieldDefinition("review_note", .text(max: 500), writing: .never),
    ]
}
