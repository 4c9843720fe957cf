/// The records that prove what a pack requires: an entity of the pack like any other, made of its requirements.
enum EvidenceEntity {
    /// The name of the entity.
    static let name = "evidence"

    /// The entity of a pack's evidence; `nil` where nothing is required.
    ///
    /// `titles` are those of the entities that the proofs are about.
    static func definition(
        _ requirements: [ComplianceRequirement],
        of pack: String,
        titles: (EntityID) -> LocalizedText?
    ) -> EntityDefinition? {
        guard !requirements.isEmpty else { return nil }
        let options = requirements.map { Choice($0.id, title: $0.title) }
        var fields = [
            field("requirement", .choice(options), "Requirement", "Anforderung", required: true),
            field("number", .text(max: 100), "Number", "Nummer"),
            field("expires", .date, "Expires", "Gültig bis"), field("link", .url, "Document", "Dokument"),
            field("note", .longText(max: 2000), "Note", "Notiz"),
        ]
        for subject in subjects(requirements) {
            let inverse = "\(Naming.snake(pack))_evidence"
            fields.append(
                FieldDefinition(
                    subject.name,
                    .reference(to: subject, onDelete: .cascade, inverse: inverse),
                    title: titles(subject),
                    indexed: true
                )
            )
        }
        return EntityDefinition(
            EntityID(owner: pack, name: name),
            title: LocalizedText(["en": "Evidence", "de": "Nachweis"]),
            collection: "\(pack)-evidence",
            label: "{requirement}",
            fields: fields
        )
    }

    /// The entities whose records need proofs, each once.
    private static func subjects(_ requirements: [ComplianceRequirement]) -> [EntityID] {
        Set(requirements.compactMap(\.subject)).sorted()
    }

    private static func field(
        _ id: String,
        _ type: FieldType,
        _ english: String,
        _ german: String,
        required: Bool = false
    ) -> FieldDefinition {
        FieldDefinition(id, type, title: LocalizedText(["en": english, "de": german]), required: required)
    }
}
