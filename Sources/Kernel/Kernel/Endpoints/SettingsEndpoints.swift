// A tenant's settings on the wire:
//
//   {"zone": "Europe/Berlin", "currency": "EUR", "language": "en", "settings": {"<id>": <value or null>, ...}}
//
// PATCH takes any part of it; `null` puts a setting back to its default. No setting is secret (P237).

extension Runtime {
    /// `GET /api/tenant/settings`.
    func settings(_ call: AuthorizedInvocation) throws -> Outcome {
        try Self.refuseQuery(call)
        return .json(body: TenantSettings(call.view).json())
    }

    /// `PATCH /api/tenant/settings`: in force for every request that begins after it.
    func changeSettings(_ call: AuthorizedInvocation) async throws -> Outcome {
        try Self.refuseQuery(call)
        let types = ["application/json", "application/merge-patch+json"]
        let patch = try RequestBody.object(call.invocation, types: types)
        let view = try await changes.alone(call.tenant.id) {
            try await changeSettings(patch, of: call.tenant) { view in
                TenantScope(
                    tenant: view.entry.id,
                    principal: call.scope.principal,
                    model: view.model,
                    requestID: call.invocation.requestID,
                    teams: call.scope.teams,
                    access: call.scope.access,
                    now: call.scope.now,
                    environment: view.environment
                )
            }
        }
        return .json(body: TenantSettings(view).json())
    }

    /// The operator's `GET` and `PATCH /operator/settings`.
    func operatorSettings(_ call: AuthenticatedInvocation) throws -> Outcome {
        .json(body: TenantSettings(try operatorTenantNamed(call).current).json())
    }

    func operatorChangeSettings(_ call: AuthenticatedInvocation) async throws -> Outcome {
        let tenant = try operatorTenantNamed(call)
        let patch = try RequestBody.object(call.invocation)
        let requestID = call.invocation.requestID
        let view = try await changes.alone(tenant.id) {
            try await changeSettings(patch, of: tenant) { view in
                tenants.systemScope(view, reason: SystemReason.settings.rawValue, requestID: requestID)
            }
        }
        return .json(body: TenantSettings(view).json())
    }

    /// Nothing is written where nothing changes.
    private func changeSettings(
        _ patch: JSONValue,
        of tenant: Tenant,
        _ scope: (Tenant.View) -> TenantScope
    ) async throws -> Tenant.View {
        let before = tenant.current
        let state = try TenantSettings(before).state(after: patch)
        guard state != before.state else { return before }
        let next = try tenants.view(before.entry, state: state)
        let changed = TenantSettings.changes(from: before, to: next)
        let scope = scope(next)
        let entry = JournalEntry(
            entity: "kernel.tenant",
            record: "settings",
            action: "settings_changed",
            changes: changed
        )
        try await tenants.store(of: tenant).change(scope, to: state) { try $0.journal(scope, entry) }
        tenant.replace(next)
        return next
    }
}

/// The settings of one view of a tenant.
struct TenantSettings {
    private let view: Tenant.View

    init(_ view: Tenant.View) {
        self.view = view
    }

    private static let places = ["zone", "currency", "language"]

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            for place in Self.places {
                writer.key(place)
                writer.string(Self.place(place, of: view.state))
            }
            writer.key("settings")
            writer.object { writer in
                for id in view.model.settings.keys.sorted() {
                    writer.key(id)
                    writer.value(view.environment.settings[id] ?? .null)
                }
            }
        }
        return writer.bytes
    }

    /// The state as a patch leaves it.
    /// - Throws: 422 with a finding for each part that is unknown or does not fit.
    func state(after patch: JSONValue) throws -> TenantState {
        var state = view.state
        var decoder = InputDecoder()
        for member in patch.members ?? [] {
            switch (member.name, member.value) {
            case ("settings", .object(let members)):
                for member in members { set(member, &state, &decoder) }
            case ("zone", .string(let name)) where TimeZones.isKnown(name): state.zone = name
            case ("zone", _): decoder.report("zone", "zone", "Must be an IANA time zone such as Europe/Berlin.")
            case ("currency", .string(let code)) where Currency.isCode(code): state.currency = code
            case ("currency", _): decoder.report("currency", "currency", "Must be an ISO 4217 code such as EUR.")
            case ("language", .string(let tag)) where Self.isLanguage(tag): state.language = tag
            case ("language", _): decoder.report("language", "format", "Must be a BCP 47 tag such as de or en-GB.")
            case ("settings", _): decoder.report("settings", "type", "Must be an object, not \(member.value.kind).")
            default:
                let hint = DidYouMean.question(for: member.name, in: Self.places + ["settings"])
                let name = InputDecoder.shown(member.name)
                decoder.report(name, "unknown", "There is no member `\(name)`.\(hint)")
            }
        }
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        return state
    }

    private func set(_ member: JSONValue.Member, _ state: inout TenantState, _ decoder: inout InputDecoder) {
        let path = "settings.\(InputDecoder.shown(member.name))"
        guard let setting = view.model.settings[member.name] else {
            let hint = DidYouMean.question(for: member.name, in: view.model.settings.keys)
            return decoder.report(path, "unknown", "There is no setting `\(InputDecoder.shown(member.name))`.\(hint)")
        }
        guard setting.owner != .pack else {
            return decoder.report(path, "read_only", "`\(member.name)` is the pack's own.")
        }
        if member.value == .null {
            state.settings[member.name] = nil
            return
        }
        guard let value = decoder.value(member.value, of: setting.field, at: path) else { return }
        var writer = JSONWriter()
        writer.value(value)
        state.settings[member.name] = String(decoding: writer.bytes, as: UTF8.self)
    }

    /// What differs, for the journal.
    static func changes(from before: Tenant.View, to after: Tenant.View) -> [JournalEntry.Change] {
        let moved = places.filter { place($0, of: before.state) != place($0, of: after.state) }.map { name in
            JournalEntry.Change(
                field: name,
                before: .text(place(name, of: before.state)),
                after: .text(place(name, of: after.state))
            )
        }
        let set = after.model.settings.keys.sorted().compactMap { id -> JournalEntry.Change? in
            let (old, new) = (before.environment.settings[id] ?? .null, after.environment.settings[id] ?? .null)
            guard !old.isIdentical(to: new) else { return nil }
            return JournalEntry.Change(field: id, before: old, after: new)
        }
        return moved + set
    }

    private static func place(_ name: String, of state: TenantState) -> String {
        switch name {
        case "zone": state.zone
        case "currency": state.currency
        default: state.language
        }
    }

    private static func isLanguage(_ tag: String) -> Bool {
        (2...35).contains(tag.utf8.count)
            && tag.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
                (1...8).contains(part.utf8.count)
                    && part.utf8.allSatisfy { byte in
                        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    }
            }
    }
}
