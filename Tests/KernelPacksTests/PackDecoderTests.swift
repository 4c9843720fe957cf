import Kernel
import KernelPacks
import Testing

/// What the sections become, down to the last property.
///
/// What is refused: `Tests/Fixtures/packs/invalid`.
@Suite struct PackDecoderTests {
    private func decode(_ name: String) throws -> PackDefinition {
        let files = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/\(name)")).files()
        let (definition, diagnostics) = PackDecoder.decode(files: files, folder: name)
        #expect(diagnostics == [])
        return try #require(definition)
    }

    @Test func `the smallest pack has nothing but its name`() throws {
        let pack = try decode("smallest")
        var expected = PackDefinition(
            id: "smallest",
            version: Version(0, 1, 0),
            hash: pack.hash,
            title: "The smallest pack"
        )
        expected.spans = ["pack": SourceSpan(file: "smallest/pack.yaml", line: 1, column: 7, length: 8)]
        #expect(pack == expected)
    }

    @Test func `identity and needs`() throws {
        let pack = try decode("trade")
        #expect(pack.id == "trade")
        #expect(pack.version == Version(1, 0, 0))
        #expect(pack.description?.texts["de"] == "Ein Handwerk in mehreren Dateien.")
        #expect(pack.requires.map(\.description) == ["access 1.0", "customers 1.0", "work-orders 1.0"])
        #expect(pack.requires[1].span == SourceSpan(file: "trade/pack.yaml", line: 5, column: 28, length: 9))
        #expect(pack.optional.map(\.description) == ["billing 1.0"])
    }

    @Test func settings() throws {
        let settings = try decode("trade").settings
        #expect(
            settings == [
                SettingDefinition(FieldDefinition("pass_rating", .int(min: 1, max: 5), defaultValue: .int(3))),
                SettingDefinition(
                    FieldDefinition(
                        "remark_below",
                        .int(),
                        title: "Below this a remark is needed",
                        defaultValue: .int(4)
                    ),
                    owner: .tenant
                ),
                // A scalar is typed by where it stands: a text called `yes` is a text.
                SettingDefinition(FieldDefinition("greeting", .text(), defaultValue: .text("yes")), owner: .pack),
            ]
        )
    }

    @Test func permissions() throws {
        #expect(
            try decode("trade").permissions == [
                Permission(
                    "trade.inspect",
                    title: LocalizedText(["en": "Inspect finished work", "de": "Abnehmen"]),
                    scopes: [.team, .all],
                    implies: ["work-orders.work_order.read"]
                )
            ]
        )
        #expect(try decode("every-type").permissions.map(\.scopes) == [[.all]])
    }

    @Test func `roles with grants in all forms`() throws {
        let roles = try decode("trade").roles
        #expect(roles.map(\.id) == ["worker", "lead"])
        #expect(roles.map(\.title) == ["Worker", "Lead"])
        #expect(roles.map(\.space) == [.client, .client])
        #expect(roles.map(\.includes) == [[], ["worker"]])
        #expect(roles.map(\.holdsEverything) == [false, false])
        #expect(
            roles[0].grants.map(plain) == [
                Grant("work-orders.work_order.read", .assigned),
                Grant("work-orders.work_order.update", .assigned, fields: ["notes"]),
                Grant("work-orders.work_order.finish", .assigned),
                Grant("customers.site.read", .assigned, fields: ["name", "soil"]),
                Grant("trade.complaint.read", .assigned),
                Grant("trade.complaint.create", .assigned),
            ]
        )
        #expect(
            roles[1].grants.map(plain) == [
                Grant("work-orders.work_order.read", .team),
                Grant("work-orders.work_order.finish", .team),
                Grant("trade.complaint.read", .team),
                Grant("trade.complaint.answer", .team, limit: ["severity": 5]),
                Grant("trade.inspect", .team),
            ]
        )
        #expect(roles[0].grants[1].span == SourceSpan(file: "trade/pack.yaml", line: 23, column: 9, length: 6))
    }

    /// A grant without its place.
    private func plain(_ grant: Grant) -> Grant {
        Grant(grant.permission, grant.scope, fields: grant.fields, limit: grant.limit)
    }

    @Test func `an entity of a file beside`() throws {
        let file = "trade/entities/complaint.yaml"
        func span(_ line: Int, _ column: Int, _ length: Int) -> SourceSpan {
            SourceSpan(file: file, line: line, column: column, length: length)
        }
        let expected = EntityDefinition(
            "trade.complaint",
            collection: "complaints",
            label: "{text}",
            fields: [
                FieldDefinition("work_order", .reference(to: "work-orders.work_order"), required: true),
                FieldDefinition("text", .longText(max: 2000), required: true),
                FieldDefinition("severity", .int(min: 1, max: 10), defaultValue: .int(1)),
                FieldDefinition("reply", .longText()),
            ],
            states: [StateDefinition("open", start: true), StateDefinition("answered", final: true)],
            moves: [
                MoveDefinition(
                    "answer",
                    from: ["open"],
                    to: "answered",
                    input: [FieldDefinition("reply", .longText(), required: true)],
                    set: [
                        FieldAssignment(
                            "reply",
                            ExpressionSource("input.reply", at: span(15, 21, 11)),
                            at: span(15, 14, 5)
                        )
                    ]
                )
            ],
            scopes: [
                .own: ScopePath("owner", at: span(16, 18, 5)),
                .assigned: ScopePath("work_order.assignees", at: span(16, 35, 20)),
                .team: ScopePath("work_order.team", at: span(16, 63, 15)),
            ]
        )
        #expect(try decode("trade").entities == [expected])
    }

    @Test func `an extension with its move`() throws {
        let additions = try decode("trade").extensions
        #expect(additions.map(\.entity) == ["customers.site", "work-orders.work_order"])
        #expect(additions.map { $0.fields.map(\.id) } == [["soil"], ["rating", "remark"]])
        #expect(additions[0].scopes[.assigned]?.steps == ["work_orders", "assignees"])
        #expect(additions[0].span == SourceSpan(file: "trade/pack.yaml", line: 35, column: 3, length: 14))
        let inspected = StateDefinition(
            "inspected",
            title: LocalizedText(["en": "Inspected", "de": "Abgenommen"]),
            final: true
        )
        #expect(additions[1].states == [inspected])
        let move = try #require(additions[1].moves.first)
        #expect(additions[1].moves.count == 1)
        #expect(move.from == ["done"])
        #expect(move.to == "inspected")
        #expect(move.needs == "trade.inspect")
        #expect(
            move.input == [
                FieldDefinition("rating", .int(min: 1, max: 5), required: true), FieldDefinition("remark", .longText()),
            ]
        )
        #expect(move.set.map(\.field) == ["rating", "remark"])
        #expect(move.set.map(\.value.text) == ["input.rating", "input.remark"])
        let condition =
            "input.rating >= settings.pass_rating and (input.rating >= settings.remark_below or input.remark != null)"
        #expect(move.guardExpression?.text == condition)
        #expect(move.refusal == LocalizedText(["en": "Not good enough.", "de": "Nicht gut genug."]))
    }

    @Test func `row rules with the place of the first character inside the quotes`() throws {
        let rows = try decode("trade").rows
        let span = { SourceSpan(file: "trade/pack.yaml", line: $0, column: $1, length: $2) }
        #expect(
            rows == [
                RowRule(
                    "work-orders.work_order",
                    role: "worker",
                    where: ExpressionSource("state not in [draft, cancelled]", at: span(60, 61, 31))
                ),
                RowRule(
                    "customers.site",
                    where: ExpressionSource("country = null or country = \"DE\"", at: span(61, 39, 32))
                ),
            ]
        )
    }

    @Test func terminology() throws {
        #expect(
            try decode("trade").terminology == [
                "work-orders.work_order": Terms(
                    one: LocalizedText(["en": "Visit", "de": "Einsatz"]),
                    many: LocalizedText(["en": "Visits", "de": "Einsätze"])
                )
            ]
        )
    }

    @Test func `seeds stay as written`() throws {
        let pack = try decode("trade")
        let house = try #require(pack.referenceSeeds.first)
        #expect(pack.referenceSeeds.count == 1)
        #expect(house.owner == .shared)
        #expect(house.state == nil)
        #expect(pack.demoSeeds.map(\.key) == ["north", "acme", "front", "w1", "w2", "late"])
        #expect(Set(pack.demoSeeds.map(\.owner)) == [.shared])
        let order = pack.demoSeeds[3]
        #expect(order.entity == "work-orders.work_order")
        #expect(order.state == "scheduled")
        #expect(
            order.values.keys.sorted() == ["assignees", "customer", "site", "starts", "team", "title"]
        )
        let file = "trade/seed/demo.yaml"
        #expect(
            order.values["starts"] == .text("today + 1d 18:30", SourceSpan(file: file, line: 8, column: 81, length: 18))
        )
        let person = SeedValue.text("demo.worker", SourceSpan(file: file, line: 8, column: 113, length: 11))
        #expect(order.values["assignees"] == .list([person], SourceSpan(file: file, line: 8, column: 112, length: 13)))
        guard case .mapping(let money, _)? = pack.demoSeeds[4].values["estimated_value"] else {
            Issue.record("money is a mapping")
            return
        }
        #expect(money.keys.sorted() == ["amount", "currency"])
    }

    @Test func `the places of addresses`() throws {
        let spans = try decode("trade").spans
        let lines = [
            "pack": 1, "setting/pass_rating": 9, "permission/trade.inspect": 13, "role/worker": 18, "role/lead": 27,
            "extend/customers.site": 35, "extend/customers.site/field/soil": 37,
            "extend/work-orders.work_order/field/rating": 41, "extend/work-orders.work_order/state/inspected": 44,
            "extend/work-orders.work_order/move/inspect": 46, "terminology/work-orders.work_order": 63,
            "seed/customers.customer/house": 67, "seed/customers.customer/house/owner": 67,
        ]
        for (address, line) in lines {
            #expect(spans[address].map { "\($0.file):\($0.line)" } == "trade/pack.yaml:\(line)", "\(address)")
        }
        #expect(spans["entity/complaint"]?.file == "trade/entities/complaint.yaml")
        #expect(spans["entity/complaint/field/reply"]?.line == 8)
        #expect(
            spans["entity/complaint/state/open"]
                == SourceSpan(file: "trade/entities/complaint.yaml", line: 9, column: 13, length: 4)
        )
        #expect(spans["entity/complaint/move/answer"]?.line == 11)
        #expect(spans["seed/work-orders.work_order/w2/rating"]?.file == "trade/seed/demo.yaml")
    }

    @Test func `a finding without an error keeps the definition`() throws {
        let text = "pack: p\nformat: 1\nversion: 1.0.0\ntitle: P\n"
        #expect(PackDecoder.decode(files: ["pack.yaml": Array(text.utf8)], folder: "Packs/p/").definition?.id == "p")
        #expect(PackDecoder.decode(files: ["pack.yaml": Array(text.utf8)], folder: "").definition?.id == "p")
        #expect(PackDecoder.decode(files: ["pack.yaml": Array(text.utf8)], folder: "..").definition?.id == "p")
        let other = PackDecoder.decode(files: ["pack.yaml": Array((text + "color: red\n").utf8)], folder: "p")
        #expect(other.definition == nil)
        #expect(other.diagnostics.map(\.code) == ["P101"])
    }
}
