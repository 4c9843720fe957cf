import Kernel

extension TimeEntry {
    /// The state while the clock runs; the clock alone brings an entry there.
    static let running = "running"
    static let completed = "completed"

    static let states = [
        StateDefinition(running, title: LocalizedText(["en": "Running", "de": "Läuft"]), byActions: true),
        StateDefinition(completed, title: LocalizedText(["en": "Completed", "de": "Beendet"]), start: true),
        StateDefinition("submitted", title: LocalizedText(["en": "Submitted", "de": "Eingereicht"])),
        StateDefinition("approved", title: LocalizedText(["en": "Approved", "de": "Genehmigt"]), locked: true),
        StateDefinition("rejected", title: LocalizedText(["en": "Rejected", "de": "Abgelehnt"])),
    ]

    static let moves = [
        MoveDefinition(
            "close",
            from: [running],
            to: completed,
            title: LocalizedText(["en": "Close a forgotten entry", "de": "Vergessenen Eintrag schließen"]),
            input: [FieldDefinition("ended_at", .datetime(), required: true), reason],
            set: [
                FieldAssignment("corrected_end", "input.ended_at"),
                FieldAssignment("correction_reason", "input.reason"),
            ]
        ),
        MoveDefinition(
            "submit",
            from: [completed, "rejected"],
            to: "submitted",
            title: LocalizedText(["en": "Submit", "de": "Einreichen"]),
            guardExpression: "note != null or not settings.time_note_required",
            refusal: LocalizedText([
                "en": "Say in the note what was done.", "de": "Bitte in der Notiz sagen, was getan wurde.",
            ])
        ),
        MoveDefinition(
            "withdraw",
            from: ["submitted"],
            to: completed,
            title: LocalizedText(["en": "Withdraw", "de": "Zurückziehen"])
        ),
        review(
            "approve",
            from: "submitted",
            to: "approved",
            note: nil,
            LocalizedText(["en": "Approve", "de": "Genehmigen"])
        ),
        review(
            "reject",
            from: "submitted",
            to: "rejected",
            note: reason,
            LocalizedText(["en": "Reject", "de": "Ablehnen"])
        ),
        review(
            "reopen",
            from: "approved",
            to: "submitted",
            note: reason,
            LocalizedText(["en": "Reopen", "de": "Wieder öffnen"])
        ),
    ]

    private static let reason = FieldDefinition(
        "reason",
        .text(min: 1, max: 500),
        title: LocalizedText(["en": "Reason", "de": "Grund"]),
        required: true
    )

    /// A decision about somebody's time; nobody decides about the own.
    private static func review(
        _ id: String,
        from: String,
        to: String,
        note: FieldDefinition?,
        _ title: LocalizedText
    ) -> MoveDefinition {
        MoveDefinition(
            id,
            from: [from],
            to: to,
            title: title,
            input: note.map { [$0] } ?? [],
            set: [
                FieldAssignment("reviewed_by", "me"), FieldAssignment("reviewed_at", "now()"),
                FieldAssignment("review_note", note == nil ? "null" : "input.reason"),
            ],
            guardExpression: "member != me",
            refusal: LocalizedText([
                "en": "Somebody else decides about your own time.",
                "de": "Über die eigene Zeit entscheidet jemand anders.",
            ])
        )
    }
}
