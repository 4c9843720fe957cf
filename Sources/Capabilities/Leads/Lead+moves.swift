import Kernel

extension Lead {
    private static let open = [
        "new", "contacted", "qualified", "meeting_scheduled", "proposal_sent", "negotiation", "nurturing",
    ]

    /// Forward one step at a time, to the side, and back from `lost`; `won` is reached by the conversion alone.
    static let moves = [
        MoveDefinition(
            "contact",
            from: ["new", "nurturing"],
            to: "contacted",
            title: LocalizedText(["en": "Contacted", "de": "Kontaktiert"]),
            set: [FieldAssignment("contacted_at", "now()"), FieldAssignment("follow_up_on", "null")]
        ),
        MoveDefinition(
            "qualify",
            from: ["new", "contacted"],
            to: "qualified",
            title: LocalizedText(["en": "Qualify", "de": "Als geeignet einstufen"]),
            guardExpression: "email != null or phone != null",
            refusal: LocalizedText([
                "en": "Say how to reach them first: an e-mail address or a phone number.",
                "de": "Erst angeben, wie man sie erreicht: E-Mail oder Telefon.",
            ])
        ),
        MoveDefinition(
            "schedule_meeting",
            from: ["contacted", "qualified"],
            to: "meeting_scheduled",
            title: LocalizedText(["en": "Schedule a meeting", "de": "Termin vereinbaren"]),
            input: [FieldDefinition("meeting_at", .datetime(), required: true)],
            set: [FieldAssignment("meeting_at", "input.meeting_at")]
        ),
        MoveDefinition(
            "send_proposal",
            from: ["qualified", "meeting_scheduled"],
            to: "proposal_sent",
            title: LocalizedText(["en": "Proposal sent", "de": "Angebot gesendet"]),
            set: [FieldAssignment("proposal_sent_at", "now()")],
            guardExpression: "estimated_value != null",
            refusal: LocalizedText([
                "en": "Say what it is worth first.", "de": "Erst den geschätzten Wert angeben.",
            ])
        ),
        MoveDefinition(
            "negotiate",
            from: ["proposal_sent"],
            to: "negotiation",
            title: LocalizedText(["en": "Negotiate", "de": "Verhandeln"])
        ),
        MoveDefinition(
            "nurture",
            from: open.filter { $0 != "nurturing" },
            to: "nurturing",
            title: LocalizedText(["en": "Put off", "de": "Auf Wiedervorlage"]),
            input: [FieldDefinition("follow_up_on", .date, required: true)],
            set: [FieldAssignment("follow_up_on", "input.follow_up_on")]
        ),
        MoveDefinition(
            "lose",
            from: open,
            to: lost,
            title: LocalizedText(["en": "Lost", "de": "Verloren"]),
            input: [
                FieldDefinition(
                    "reason",
                    .choice(["price", "timing", "competitor", "no_answer", "not_a_fit", "duplicate", "other"]),
                    required: true
                ),
                FieldDefinition("note", .text(max: 1000)),
            ],
            set: [
                FieldAssignment("lost_reason", "input.reason"), FieldAssignment("lost_note", "input.note"),
                FieldAssignment("closed_at", "now()"),
            ]
        ),
        MoveDefinition(
            "revive",
            from: [lost],
            to: "contacted",
            title: LocalizedText(["en": "Take up again", "de": "Wieder aufnehmen"]),
            set: [
                FieldAssignment("lost_reason", "null"), FieldAssignment("lost_note", "null"),
                FieldAssignment("closed_at", "null"),
            ]
        ),
    ]
}
