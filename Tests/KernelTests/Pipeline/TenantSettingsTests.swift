import Testing

@testable import Kernel

struct TenantSettingsTests {
    private func view(
        _ settings: [String: String] = [:],
        secret: Bool = false,
        owner: Ownership = .shared
    ) throws -> Tenant.View {
        var shop = Shop.shop
        shop.settings.append(SettingDefinition(FieldDefinition("key", .text(max: 10)), owner: owner))
        let model = try Shop.model([Shop.access, shop])
        let state = TenantState(capabilities: model.capabilities, settings: settings)
        return Tenant.View(
            entry: TenantEntry(id: .platform, name: "Shop", createdAt: 0),
            state: state,
            model: model,
            environment: TenantEnvironment(settings: SettingValues.read(settings, in: model)),
            dormantPaths: []
        )
    }

    private func state(after json: String, _ view: Tenant.View) throws -> TenantState {
        try TenantSettings(view).state(after: JSONReader.read(Array(json.utf8)))
    }

    private func findings(_ json: String, _ view: Tenant.View) -> [String] {
        let error = #expect(throws: KernelError.self) { try state(after: json, view) }
        return (error?.findings ?? []).map { "\($0.path) \($0.code)" }
    }

    private func text(_ view: Tenant.View) -> String {
        String(decoding: TenantSettings(view).json(), as: UTF8.self)
    }

    @Test func `every setting is told with its value or default`() throws {
        #expect(
            text(try view())
                == #"{"zone":"UTC","currency":"EUR","language":"en","settings":{"key":null,"shop_limit":500}}"#
        )
        #expect(text(try view(["shop_limit": "7"])).contains(#""shop_limit":7"#))
    }

    @Test func `a patch changes what it names`() throws {
        let view = try view(["shop_limit": "7", "key": "\"k\""])
        let state = try state(after: #"{"zone":"Europe/Berlin","language":"de-AT","settings":{"shop_limit":9}}"#, view)
        #expect((state.zone, state.currency, state.language) == ("Europe/Berlin", "EUR", "de-AT"))
        #expect(state.settings == ["shop_limit": "9", "key": "\"k\""])
        #expect(try self.state(after: #"{"settings":{"key":null}}"#, view).settings == ["shop_limit": "7"])
        #expect(try self.state(after: "{}", view) == view.state)
    }

    @Test func `what does not fit is told, all at once`() throws {
        let view = try view()
        let all =
            #"{"zone":"x","currency":"eur","language":"","settings":{"shop_limit":"a","nothing":1,"key":"01234567890"},"x":1}"#
        #expect(
            findings(all, view) == [
                "zone zone", "currency currency", "language format", "settings.shop_limit type",
                "settings.nothing unknown",
                "settings.key too_long", "x unknown",
            ]
        )
        #expect(findings(#"{"settings":7}"#, view) == ["settings type"])
        #expect(findings(#"{"zone":null}"#, view) == ["zone zone"])
    }

    @Test func `a setting of the pack's own is not the tenant's to change`() throws {
        #expect(findings(#"{"settings":{"key":"a"}}"#, try view(owner: .pack)) == ["settings.key read_only"])
    }

    @Test func `what differs is told for the journal`() throws {
        let (before, after) = (try view(), try view(["key": "\"k\"", "shop_limit": "7"]))
        let changes = TenantSettings.changes(from: before, to: after)
        #expect(changes.map(\.field) == ["key", "shop_limit"])
        #expect(changes.first == JournalEntry.Change(field: "key", before: .null, after: .text("k")))
        #expect(changes.last == JournalEntry.Change(field: "shop_limit", before: .int(500), after: .int(7)))
        #expect(TenantSettings.changes(from: after, to: after).isEmpty)
    }
}
