import Kernel
import Testing

/// What a capability registers in further languages, and what the kernel itself says in them.
@Suite struct CapabilityTranslationsTests {
    private static func catalog(_ texts: [String: String]) -> (catalog: Catalog?, diagnostics: [Diagnostic]) {
        Catalog.build([Library(texts: texts)])
    }

    private static let texts = [
        "Book": "Buch", "Title": "Titel", "entity/book/field/kind": "Gattung", "Kind": "Art", "Novel": "Roman",
        "On the shelf": "Im Regal", "Lent": "Verliehen", "Lend": "Verleihen", "Days": "Tage", "Reader": "Leser",
        "Not now.": "Jetzt nicht.", "Count the books": "Bücher zählen", "Parts": "Teile", "Page": "Seite",
        "Fee": "Gebühr", "Librarian": "Bibliothek", "Empty a shelf": "Regal leeren",
    ]

    private func book(_ texts: [String: String] = texts) throws -> (TenantModel, EntityDefinition) {
        let built = Self.catalog(texts)
        #expect(built.diagnostics.filter { $0.severity == .error } == [])
        let catalog = try #require(built.catalog)
        let model = try #require(ModelBuilder.build(capabilities: catalog.capabilities, packs: []).model)
        return (model, try #require(model.entities["library.book"]).definition)
    }

    @Test func `texts are found by what they say in English, and by their address first`() throws {
        let (_, book) = try book()
        #expect(book.title.texts == ["en": "Book", "de": "Buch"])
        let titles = Dictionary(uniqueKeysWithValues: book.fields.map { ($0.id, $0.title.text("de")) })
        #expect(titles == ["title": "Titel", "kind": "Gattung", "parts": "Teile"])
        guard case .choice(let options) = try #require(book.fields.first { $0.id == "kind" }).type else { return }
        #expect(options.map { $0.title.text("de") } == ["Roman", "Art"])
        guard case .list(let parts) = try #require(book.fields.last).type else { return }
        #expect(parts.map { $0.title.text("de") } == ["Seite"])
        #expect(book.states.map { $0.title.text("de") } == ["Im Regal", "Verliehen"])
        let move = try #require(book.moves.first)
        #expect(move.title.text("de") == "Verleihen" && move.refusal?.text("de") == "Jetzt nicht.")
        #expect(move.input.map { $0.title.text("de") } == ["Tage"])
    }

    @Test func `a text that has the language keeps it`() throws {
        let (model, _) = try book()
        #expect(model.permissions["library.count"]?.title.texts == ["en": "Count the books", "de": "Zählen"])
    }

    @Test func `permissions of records and moves are named in every language that both words have`() throws {
        let (model, _) = try book()
        func title(_ verb: String) -> [String: String]? { model.permissions["library.book.\(verb)"]?.title.texts }
        #expect(title("read") == ["en": "Read: Book", "de": "Lesen: Buch"])
        #expect(title("create") == ["en": "Create: Book", "de": "Anlegen: Buch"])
        #expect(title("update") == ["en": "Update: Book", "de": "Ändern: Buch"])
        #expect(title("delete") == ["en": "Delete: Book", "de": "Löschen: Buch"])
        #expect(title("lend") == ["en": "Lend: Book", "de": "Verleihen: Buch"])
        var less = Self.texts
        less["Lend"] = nil
        let (plain, _) = try book(less)
        #expect(plain.permissions["library.book.lend"]?.title.texts == ["en": "Lend: Book"])
    }

    @Test func `roles, settings and permissions are told too`() throws {
        let (model, _) = try book()
        #expect(model.roles["librarian"]?.title.text("de") == "Bibliothek")
        #expect(model.settings["fee"]?.field.title.text("de") == "Gebühr")
        #expect(model.permissions["library.empty"]?.title.text("de") == "Regal leeren")
    }

    @Test func `what translates nothing is an error`() {
        var texts = Self.texts
        texts["Bok"] = "Buch"
        texts["entity/book/field/titel"] = "Titel"
        let built = Self.catalog(texts)
        #expect(built.catalog == nil)
        let told = built.diagnostics.filter { $0.severity == .error }
        #expect(Set(told.map(\.code)) == ["P640"])
        #expect(
            told.map(\.message) == [
                "`library` has no text `Bok` to translate",
                "`library` has no text `entity/book/field/titel` to translate",
            ]
        )
    }

    @Test func `a rule over several fields says in both languages that another record has the values`() {
        let rule = UniqueRule(["shelf", "place"])
        #expect(rule.message.text("en") == "Another record has the same shelf and place.")
        #expect(rule.message.text("de") == "Ein anderer Datensatz hat dieselben Werte.")
    }
}

/// A capability with a text of each kind.
private struct Library: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "library",
        version: Version(1, 0),
        title: "Library",
        provides: [Interface("library", 1, 0)]
    )

    private let texts: [String: String]

    init() {
        texts = [:]
    }

    init(texts: [String: String]) {
        self.texts = texts
    }

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                "library.book",
                collection: "books",
                label: "{title}",
                fields: [
                    FieldDefinition("title", .text()),
                    FieldDefinition("kind", .choice([Choice("novel"), Choice("other", title: "Kind")])),
                    FieldDefinition("parts", .list([FieldDefinition("page", .int())])),
                ],
                states: [StateDefinition("shelf", title: "On the shelf", start: true), StateDefinition("lent")],
                moves: [
                    MoveDefinition(
                        "lend",
                        from: ["shelf"],
                        to: "lent",
                        input: [FieldDefinition("days", .int())],
                        guardExpression: "title != null",
                        refusal: "Not now."
                    )
                ]
            )
        )
        registrar.permission(
            Permission("library.count", title: LocalizedText(["en": "Count the books", "de": "Zählen"]))
        )
        registrar.permission(Permission("library.empty", title: "Empty a shelf"))
        registrar.role(RoleDefinition("librarian", title: "Librarian"))
        registrar.role(RoleDefinition("reader"))
        registrar.setting(SettingDefinition(FieldDefinition("fee", .int())))
        registrar.translations("de", texts)
    }
}
