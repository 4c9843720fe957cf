import Kernel
import KernelPacks
import Testing

/// Screens, menu, first steps and brand: what YAML says is what the model and its JSON tell.
@Suite struct PresentationModelTests {
    private func report(_ sections: String, name: String = "look", files: [String: String] = [:]) throws -> PackReport {
        let head = """
            pack: \(name)
            format: 1
            version: 1.0.0
            title: Sample
            requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }

            """
        var all = files.mapValues { Array($0.utf8) }
        all["pack.yaml"] = Array((head + sections).utf8)
        return PackCheck(catalog: try #require(Catalog.sample)).validate(files: all, folder: name)
    }

    private func json(_ report: PackReport) throws -> JSONValue {
        try JSONReader.read(try #require(report.model, "\(report.text)").json)
    }

    private func look() throws -> JSONValue {
        let files = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/valid/look")).files()
        return try json(PackCheck(catalog: try #require(Catalog.sample)).validate(files: files, folder: "look"))
    }

    @Test func `what a screen adds stands where it is added, also where the base shows it elsewhere`() throws {
        let files = try PackFolder(path: Fixtures.path("Tests/Fixtures/packs/invalid/in-vain")).files()
        let report = PackCheck(catalog: try #require(Catalog.sample)).validate(files: files, folder: "in-vain")
        let screens = try #require(report.model).presentation.screens
        #expect(screens.first { $0.definition.id == "whole" }?.fields == ["code", "n", "site", "name", "kind"])
        #expect(screens.first { $0.definition.id == "less" }?.fields == ["code", "n", "site", "kind", "created_at"])
    }

    @Test func `a screen shows its base's fields with what it adds behind a field and without what it hides`() throws {
        let screen = try #require(look()["screens"]?.items?.first)
        #expect(screen["id"]?.text == "worker_order")
        #expect(screen["entity"]?.text == "work-orders.work_order")
        #expect(screen["kind"]?.text == "detail")
        #expect(screen["title"]?["de"]?.text == "Mein Einsatz")
        #expect(screen["roles"]?.items?.compactMap(\.text) == ["worker", "owner"])
        let fields = screen["fields"]?.items?.compactMap(\.text)
        #expect(
            fields == [
                "state", "title", "number", "customer", "site", "site.name", "assignments", "priority", "starts",
                "team",
                "assignees", "notes",
            ]
        )
    }

    @Test func `a board has columns, a calendar has dates, a list has a condition`() throws {
        let screens = try #require(look()["screens"]?.items)
        func screen(_ id: String) -> JSONValue? { screens.first { $0["id"]?.text == id } }
        #expect(screen("plan")?["by"]?.text == "state")
        #expect(screen("urgency")?["by"]?.text == "priority")
        #expect(screen("week")?["starts"]?.text == "starts")
        #expect(screen("since")?["starts"]?.text == "since")
        #expect(screen("today")?["fields"]?.items?.compactMap(\.text) == ["starts", "title", "customer.name", "state"])
        #expect(screen("today")?["where"]?.items?.first?.text == "=")
        #expect(screen("site_form")?["fields"]?.items?.count == 2)
    }

    @Test func `the menu leads to lists, boards and screens`() throws {
        let menu = try #require(look()["menu"]?.items)
        #expect(menu.map { $0["id"]?.text } == ["operations", "office"])
        let lines = try #require(menu[0]["items"]?.items)
        #expect(lines[0]["screen"]?.text == "today")
        #expect(lines[1]["entity"]?.text == "work-orders.work_order")
        #expect(lines[1]["screen"]?.text == "board")
        #expect(lines[2]["title"]?["en"]?.text == "Finished")
        #expect(lines[2]["where"] != nil)
        #expect(menu[1]["title"]?["de"]?.text == "Büro")
    }

    @Test func `parts of an optional interface that is absent are left out, and nothing else`() throws {
        let model = try look()
        let ids = model["screens"]?.items?.compactMap { $0["id"]?.text } ?? []
        #expect(!ids.contains("invoices"))
        #expect(ids.count == 7)
        #expect(model["menu"]?.items?[1]["items"]?.items?.count == 2)
        #expect(model["onboarding"]?.items?.compactMap { $0["id"]?.text } == ["first_site", "plan_one"])
        let fields = model["screens"]?.items?[0]["fields"]?.items?.compactMap(\.text)
        #expect(fields?.contains("invoices") == false)
    }

    @Test func `an onboarding step tells where it leads and when it is done`() throws {
        let steps = try #require(look()["onboarding"]?.items)
        #expect(steps[0]["opens"]?.text == "customers.site.new")
        let done = try #require(steps[0]["done"]?.items)
        #expect(done[0].text == "count")
        #expect(done[1].text == "customers.site")
        #expect(done[2] == .null)
        #expect(done[3].text == ">")
        #expect(done[4] == .number("0"))
        #expect(steps[1]["done"]?.items?.first?.text == "or")
    }

    @Test func `the brand tells colours and where the logo is`() throws {
        let branding = try #require(look()["branding"])
        #expect(branding["primary"]?.text == "#1D5F7A")
        #expect(branding["logo_style"]?.text == "professional")
        #expect(branding["logo_url"]?.text == "/api/branding/logo")
        #expect(branding["logo_sha256"]?.text?.count == 64)
    }

    @Test func `another logo, another colour or another line of the menu is another model`() throws {
        let base = "branding: { primary: \"#1D5F7A\", logo: icon.svg }\nscreens: { menu: { a: [customers.site] } }\n"
        let svg = ["icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"]
        let first = try #require(report(base, files: svg).model?.hash)
        #expect(try report(base, files: svg).model?.hash == first)
        #expect(try report(base, files: ["icon.svg": "<svg/>"]).model?.hash != first)
        #expect(try report(base.replacing("7A", with: "7B"), files: svg).model?.hash != first)
        #expect(
            try report(base.replacing("[customers.site]", with: "[customers.customer]"), files: svg).model?.hash
                != first
        )
    }

    @Test func `a colour's contrast is that of WCAG, and the colour advised has enough`() throws {
        for (colour, shown) in [("#FFFFFF", "1.0:1"), ("#777777", "4.47:1"), ("#2E86AB", "4.1:1")] {
            let found = try report("branding: { primary: \"\(colour)\" }\n").diagnostics
            #expect(found.map(\.code) == ["P609"])
            #expect(found.first?.severity == .warning)
            #expect(found.first?.message.contains("contrast of \(shown)") == true, "\(found)")
            let advised = try #require(found.first?.hint?.split(separator: "`").first)
            #expect(try report("branding: { primary: \"\(advised)\" }\n").diagnostics == [])
        }
        for colour in ["#767676", "#000000", "#A23B72"] {
            #expect(try report("branding: { primary: \"\(colour)\" }\n").diagnostics == [])
        }
        for colour in ["#FFF", "#GGGGGG", "2E86AB", "#-12345", "#+12345", ""] {
            #expect(try report("branding: { primary: \"\(colour)\" }\n").diagnostics.map(\.code) == ["P608"])
        }
    }

    @Test func `two packs share a group of the menu but no screen and no step`() throws {
        let lines =
            "screens: { plan: { base: work-orders.work_order.board }, menu: { office: [plan] } }\n"
            + "onboarding: [{ step: first, done: \"exists(tenant.site)\", opens: plan }]\n"
        let packs = try ["one", "two"].map { name in
            try #require(report(lines, name: name).pack)
        }
        let catalog = try #require(Catalog.sample)
        let both = ModelBuilder.build(capabilities: catalog.capabilities, packs: packs)
        #expect(both.model == nil)
        #expect(both.diagnostics.map(\.code) == ["P601", "P605"])
        let other = try #require(report("screens: { menu: { office: [customers.site] } }\n", name: "two").pack)
        let model = ModelBuilder.build(capabilities: catalog.capabilities, packs: [packs[0], other]).model
        let menu = try JSONReader.read(try #require(model?.json))["menu"]?.items
        #expect(menu?.count == 1)
        #expect(menu?[0]["items"]?.items?.count == 2)
    }
}

extension JSONValue {
    /// The items of an array; `nil` for anything else.
    var items: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }
}
