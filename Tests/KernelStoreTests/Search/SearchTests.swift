import Foundation
import Kernel
import Testing

@testable import KernelStore

/// `?q=` against the store.
struct SearchTests {
    private static let note: EntityID = "desk.note"

    private static func contributions(
        searchable: Set<String> = ["title", "text"],
        secret: Set<String> = []
    ) -> [CapabilityContribution] {
        let fields = ["title", "text", "private"].map { id in
            FieldDefinition(
                id,
                id == "text" ? .longText() : .text(),
                searchable: searchable.contains(id),
                secret: secret.contains(id)
            )
        }
        let entity = EntityDefinition(
            note,
            collection: "notes",
            label: "{title}",
            fields: fields,
            scopes: [.own: "owner"]
        )
        return LabCatalog.contributions() + [LabCatalog.contribution("desk", [entity])]
    }

    private func found(
        _ lab: Lab,
        _ text: String,
        fields: Set<String> = ["title", "text"],
        access: RecordAccess = RecordAccess(rows: .everything, fields: nil),
        me: RecordID? = nil,
        bin: Bool = false
    ) throws -> [Int] {
        var query = RecordQuery(entity: Self.note)
        query.search = RecordQuery.Search(text: text, fields: fields)
        query.limit = 500
        query.bin = bin
        query.count = true
        let page = try lab.read { try $0.list(lab.scope(me), query, access) }
        guard case .array(let items) = try JSONReader.read(page.items) else { throw Lab.Missing(what: "items") }
        #expect(page.count == Int64(items.count))
        let ids = items.compactMap { $0["id"]?.text }
        return (1...60).filter { ids.contains(Lab.id($0).raw) }
    }

    private func lab(searchable: Set<String> = ["title", "text"], secret: Set<String> = []) throws -> Lab {
        let lab = try Lab(Self.contributions(searchable: searchable, secret: secret))
        let rows: [(title: String, text: String?)] = [
            ("Anna Bauer", "Windows on the third floor"), ("Bernd Ångström", "Floor polish"), ("Carla", nil),
            ("Third Street 5", "bauer"),
        ]
        for (index, row) in rows.enumerated() {
            var values: [String: Value] = ["title": .text(row.title), "private": .text("salary")]
            if let text = row.text { values["text"] = .text(text) }
            try lab.insert(Self.note, index + 1, values, owner: Lab.id(900 + index % 2))
        }
        return lab
    }

    @Test func `every word begins a word of some searchable field`() throws {
        let lab = try lab()
        #expect(try found(lab, "bau") == [1, 4])
        #expect(try found(lab, "third") == [1, 4])
        #expect(try found(lab, "anna third") == [1])
        #expect(try found(lab, "THI str") == [4])
        #expect(try found(lab, "angs") == [2])
        #expect(try found(lab, "ÅNGSTRÖM") == [2])
        #expect(try found(lab, "auer") == [])
        #expect(try found(lab, "salary") == [])
        #expect(try found(lab, "—") == [1, 2, 3, 4])
    }

    @Test(arguments: ["\"", "bau\"", "* OR bau", "NEAR(a b)", "text : x", "record:1", "^", "(((", "\\", "' --"])
    func `nothing in a text is a command`(_ text: String) throws {
        let lab = try lab()
        let words = SearchWords.words(text)
        #expect(try found(lab, text) == (words.isEmpty ? [1, 2, 3, 4] : words == ["bau"] ? [1, 4] : []))
    }

    @Test func `only the fields asked for count`() throws {
        let lab = try lab()
        #expect(try found(lab, "bauer", fields: ["text"]) == [4])
        #expect(try found(lab, "bauer", fields: ["title"]) == [1])
        #expect(try found(lab, "bauer", fields: []) == [])
        #expect(try found(lab, "salary", fields: ["title", "text", "private"]) == [])
    }

    @Test func `a field counts in the rows that show it`() throws {
        let lab = try lab()
        // Titles of all notes, everything of the own ones: 1 and 3 are 900's, 2 and 4 are 901's.
        let access = RecordAccess(parts: [
            RecordAccess.Part(rows: .everything, fields: ["title"], limits: [:]),
            RecordAccess.Part(rows: .principal("owner"), fields: nil, limits: [:]),
        ])
        #expect(try found(lab, "floor", access: access, me: Lab.id(900)) == [1])
        #expect(try found(lab, "floor", access: access, me: Lab.id(901)) == [2])
        #expect(try found(lab, "bauer", access: access, me: Lab.id(900)) == [1])
        #expect(try found(lab, "bauer", access: access, me: Lab.id(901)) == [1, 4])
        #expect(try found(lab, "third anna", access: access, me: Lab.id(901)) == [])
    }

    @Test func `a change is found by its new words only`() throws {
        let lab = try lab()
        var record = try lab.record(Self.note, Lab.id(3))
        record.values["text"] = .text("Terrace")
        try lab.write { try $0.update(lab.scope(), try lab.entity(Self.note), record, changed: ["text"]) }
        #expect(try found(lab, "terr carla") == [3])
        record.values["text"] = .null
        record.values["title"] = .text("—")
        try lab.write { try $0.update(lab.scope(), try lab.entity(Self.note), record, changed: ["text", "title"]) }
        #expect(try found(lab, "carla") == [])
        #expect(try found(lab, "terrace") == [])
    }

    @Test func `a write that rolls back leaves no words`() throws {
        let lab = try lab()
        #expect(throws: Lab.Missing.self) {
            try lab.write { transaction in
                try lab.insert(Self.note, 9, ["title": .text("phantom")], in: transaction)
                throw Lab.Missing(what: "on purpose")
            }
        }
        #expect(try lab.database.read { try $0.first("SELECT count(*) FROM search", []) { $0.int(0) } } == 4)
    }

    @Test func `the bin is searched on its own`() throws {
        let lab = try lab()
        try lab.insert(Self.note, 10, ["title": .text("Anna gone")], deletedAt: Lab.now)
        #expect(try found(lab, "anna") == [1])
        #expect(try found(lab, "anna", bin: true) == [10])
    }

    @Test func `a field that becomes searchable is found in the records that are there`() throws {
        let lab = try lab(searchable: ["title"])
        #expect(try found(lab, "floor") == [])
        try switchTo(lab, searchable: ["title", "text"])
        let later = try Lab.model(Self.contributions())
        #expect(try search("floor", lab, later) == 2)
        #expect(try search("anna", lab, later) == 1)
    }

    @Test func `a field that was not searchable for a while is indexed anew`() throws {
        let lab = try lab()
        try switchTo(lab, searchable: ["title"])
        let between = try Lab.model(Self.contributions(searchable: ["title"]))
        try lab.database.withWriter { connection in
            try connection.transaction {
                let backend = SQLTransactionBackend(
                    connection: connection,
                    journal: JournalWriter(head: .empty, random: CountingBytes())
                )
                let scope = Self.scope(between)
                guard let entity = between.entities[Self.note] else { throw Lab.Missing(what: "note") }
                var record = try lab.record(Self.note, Lab.id(1))
                record.values["text"] = .text("Balcony")
                try backend.update(scope, entity, record, changed: ["text"])
            }
        }
        try switchTo(lab, searchable: ["title", "text"])
        let after = try Lab.model(Self.contributions())
        #expect(try search("balcony", lab, after) == 1)
        #expect(try search("windows", lab, after) == 0)
    }

    @Test func `words survive a compacted file`() throws {
        let lab = try lab()
        for number in [1, 2] {
            _ = try lab.database.withWriter {
                try $0.run("DELETE FROM desk__note WHERE id = ?", [.text(Lab.id(number).raw)])
            }
        }
        try lab.database.withWriter { try $0.execute("VACUUM") }
        var record = try lab.record(Self.note, Lab.id(4))
        record.values["text"] = .text("garden")
        try lab.write { try $0.update(lab.scope(), try lab.entity(Self.note), record, changed: ["text"]) }
        #expect(try found(lab, "garden") == [4])
        #expect(try found(lab, "carla") == [3])
    }

    @Test func `a secret field cannot be searchable, so it has no words on disk`() throws {
        let refused = #expect(throws: Lab.Missing.self) {
            try lab(searchable: ["title", "text", "private"], secret: ["private"])
        }
        #expect(refused?.what.contains("a secret cannot be `searchable`") == true)
    }

    @Test func `random texts are found as a plain comparison finds them`() throws {
        let lab = try Lab(Self.contributions())
        var random = Seeded(4)
        let syllables = ["an", "Na", "bä", "e", "o\u{308}l", "ß", "7", "x", "清", "и"]
        let gaps = [" ", "-", ", ", "'", "\n", " — "]
        func phrase(_ words: Int) -> String {
            (0..<words).map { _ in
                (0..<Int.random(in: 1...3, using: &random)).map { _ in syllables.randomElement(using: &random) ?? "" }
                    .joined() + (gaps.randomElement(using: &random) ?? " ")
            }.joined()
        }
        var texts: [(String, String)] = []
        try lab.write { transaction in
            for number in 1...60 {
                let (title, text) = (phrase(2), phrase(5))
                texts.append((title, text))
                try lab.insert(Self.note, number, ["title": .text(title), "text": .text(text)], in: transaction)
            }
        }
        for _ in 0..<300 {
            let asked = phrase(Int.random(in: 1...3, using: &random))
            let expected = (1...60).filter { number in
                let (title, text) = texts[number - 1]
                let words = Self.plainWords(title) + Self.plainWords(text)
                return Self.plainWords(asked).allSatisfy { word in words.contains { $0.starts(with: word) } }
            }
            #expect(try found(lab, asked) == expected, "\(asked.debugDescription)")
        }
    }

    /// Words by the standard library alone.
    private static func plainWords(_ text: String) -> [[UnicodeScalar]] {
        let plain = text.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
            $0.properties.generalCategory != .nonspacingMark
        }
        return String(String.UnicodeScalarView(plain)).lowercased().unicodeScalars
            .split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
            .map(Array.init)
    }

    private func switchTo(_ lab: Lab, searchable: Set<String>) throws {
        let model = try Lab.model(Self.contributions(searchable: searchable))
        try lab.database.withWriter { connection in
            try connection.transaction { _ = try SchemaExpander.expand(connection, model: model) }
        }
    }

    private static func scope(_ model: TenantModel) -> TenantScope {
        TenantScope(
            tenant: .platform,
            principal: .system(reason: "test"),
            model: model,
            requestID: "r1",
            teams: [],
            access: PrincipalAccess(records: [:], permissions: [], spaces: []),
            now: Lab.now,
            environment: TenantEnvironment()
        )
    }

    private func search(_ text: String, _ lab: Lab, _ model: TenantModel) throws -> Int64? {
        var query = RecordQuery(entity: Self.note)
        query.search = RecordQuery.Search(text: text, fields: ["title", "text"])
        query.count = true
        return try lab.database.read { connection in
            let everything = RecordAccess(rows: .everything, fields: nil)
            return try SQLSnapshotBackend(connection: connection).list(Self.scope(model), query, everything).count
        }
    }
}
