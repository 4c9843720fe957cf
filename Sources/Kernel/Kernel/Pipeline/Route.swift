/// One pattern that the server answers, and who may ask.
///
/// There is no route without an access rule.
package struct Route: Sendable, Hashable {
    /// Who may ask.
    package enum Access: Hashable, Sendable {
        /// Anybody; each such route is listed by `kernel routes --public`.
        case `public`
        /// Anybody with a session.
        case session
        /// The permission of a record verb of the collection's entity.
        case record(RecordVerb)
        /// One of the permissions to write the collection's records: each operation is checked for its own.
        case anyWrite
        /// A permission of its own.
        case permission(String)
        /// The permission of the move named in the path.
        case move
        /// The permission of the action named in the path.
        case action
        /// The operator: the data folder's socket, or the CLI that owns the folder.
        case operatorConsole
    }

    /// Upper case.
    package let method: String
    /// Such as `/api/{collection}/{id}`.
    package let pattern: String
    /// Who may ask.
    package let access: Access
    /// What answers.
    package let endpoint: Endpoint
    /// One sentence.
    package let summary: String

    init(_ method: String, _ pattern: String, _ access: Access, _ endpoint: Endpoint, _ summary: String) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.endpoint = endpoint
        self.summary = summary
    }

    /// The pattern's segments; those in braces are parameters.
    var segments: [Substring] {
        pattern.split(separator: "/")
    }
}

/// What answers a route.
package enum Endpoint: String, Sendable, Hashable {
    case home, health, ready, metrics, openapi, model, zone, onboarding, logo, compliance, contract
    case login, logout, sessions, endSession, me, renameMe
    case search, events
    case list, create, get, update, delete, restore, history, score, move, bulk, export, importRows
    case audit, settings, changeSettings
    case overlay, planOverlay, changeOverlay, revertOverlay, reapplyOverlay, inspect
    case readAction, writeAction
    case operatorRoutes, operatorTenants, operatorTenant, operatorCreateTenant
    case operatorSuspendTenant, operatorResumeTenant, operatorUsers, operatorInvite
    case operatorPacks, operatorPack, operatorEnablePack, operatorDisablePack
    case operatorPlanPack, operatorUpgradePack, operatorReceipts, operatorUndo, operatorPurgePack, operatorDropRetired
    case operatorExportTenant, operatorImportTenant
    case operatorCapabilities, operatorEnableCapability, operatorDisableCapability
    case operatorAuditTail, operatorAuditVerify, operatorAuditBypasses, operatorOpenAPI
    case operatorSettings, operatorChangeSettings, operatorInventory
    case operatorKeys, operatorRotateKeys
    case operatorAutomations, operatorAutomationRuns, operatorRetryAutomation, operatorDryRun
    case operatorOverlay, operatorPlanOverlay, operatorChangeOverlay, operatorExtract, operatorInspect
}

/// Every route of the server.
///
/// Collections and actions are parameters, so that a tenant's model decides what exists.
package enum RouteTable {
    /// Reads the journal of the tenant.
    package static let auditPermission = "access.audit"
    /// Reads and changes the tenant's settings.
    package static let settingsPermission = "access.settings"
    /// Reads and changes the tenant's overlay.
    package static let overlayPermission = "access.overlay"

    package static let routes: [Route] = host + sessions + overlay + records + operatorConsole

    private static let host = [
        Route("GET", "/", .public, .home, "The server's page: state, version, how to sign in."),
        Route("GET", "/healthz", .public, .health, "Whether the process runs."),
        Route("GET", "/readyz", .public, .ready, "Whether the server can serve."),
        Route("GET", "/metrics", .public, .metrics, "Prometheus metrics, for the token's holder or from this machine."),
        Route("GET", "/api/openapi.json", .public, .openapi, "The API's description for this caller."),
        Route("GET", "/api/model", .session, .model, "The tenant's model."),
        Route("GET", "/api/zone", .session, .zone, "When the clocks of the tenant's time zone change."),
        Route("GET", "/api/onboarding", .session, .onboarding, "The first steps and which are done."),
        Route("GET", "/api/compliance", .session, .compliance, "How the tenant stands with what its packs require."),
        Route("GET", "/api/branding/logo", .session, .logo, "The tenant's logo."),
    ]

    private static let sessions = [
        Route("POST", "/api/auth/login", .public, .login, "Sign in."),
        Route("POST", "/api/auth/logout", .session, .logout, "End this session."),
        Route("GET", "/api/auth/sessions", .session, .sessions, "Own sessions."),
        Route("DELETE", "/api/auth/sessions/{id}", .session, .endSession, "End one of the own sessions."),
        Route("GET", "/api/me", .session, .me, "Who is signed in, and what they may do."),
        Route("GET", "/api/search", .session, .search, "Records with these words, of every collection."),
        Route("GET", "/api/events", .session, .events, "What happens to the records that the caller reads."),
        Route("GET", "/api/audit", .permission(Self.auditPermission), .audit, "The tenant's journal."),
        Route("GET", "/api/tenant/settings", .permission(Self.settingsPermission), .settings, "The tenant's settings."),
        Route(
            "PATCH",
            "/api/tenant/settings",
            .permission(Self.settingsPermission),
            .changeSettings,
            "Change settings."
        ),
        Route("PATCH", "/api/me", .session, .renameMe, "Change the own name."),
    ]

    private static let overlay = [
        Route("GET", "/api/overlay", .permission(Self.overlayPermission), .overlay, "The tenant's own changes."),
        Route("GET", "/api/inspect", .permission(Self.overlayPermission), .inspect, "A definition and its layers."),
        Route(
            "PATCH",
            "/api/overlay",
            .permission(Self.overlayPermission),
            .changeOverlay,
            "Change fields, labels, roles."
        ),
        Route(
            "POST",
            "/api/overlay/plan",
            .permission(Self.overlayPermission),
            .planOverlay,
            "What own changes would do."
        ),
        Route(
            "DELETE",
            "/api/overlay/{address}",
            .permission(Self.overlayPermission),
            .revertOverlay,
            "Take own changes back."
        ),
        Route(
            "POST",
            "/api/overlay/{address}/reapply",
            .permission(Self.overlayPermission),
            .reapplyOverlay,
            "Make reverted changes again."
        ),
    ]

    private static let records = [
        Route("GET", "/api/{collection}", .record(.read), .list, "A page of records."),
        Route("POST", "/api/{collection}", .record(.create), .create, "Create a record."),
        Route("GET", "/api/{collection}/{id}", .record(.read), .get, "One record."),
        Route("PATCH", "/api/{collection}/{id}", .record(.update), .update, "Change a record (JSON merge patch)."),
        Route("DELETE", "/api/{collection}/{id}", .record(.delete), .delete, "Move a record to the bin."),
        Route(
            "POST",
            "/api/{collection}/{id}/restore",
            .record(.delete),
            .restore,
            "Bring a record back from the bin."
        ),
        Route("GET", "/api/{collection}/{id}/history", .record(.read), .history, "What happened to a record."),
        Route("GET", "/api/{collection}/{id}/score", .record(.read), .score, "What gives a record its score."),
        Route("POST", "/api/{collection}/{id}/moves/{move}", .move, .move, "Move a record to another state."),
        Route(
            "POST",
            "/api/{collection}/{id}/contracts/{contract}",
            .record(.read),
            .contract,
            "Fill in a contract for a record."
        ),
        Route("GET", "/api/{collection}.csv", .record(.read), .export, "All records of a list as CSV."),
        Route("POST", "/api/{collection}/import", .anyWrite, .importRows, "Records from CSV."),
        Route("POST", "/api/{collection}/bulk", .anyWrite, .bulk, "Up to 500 changes in one request."),
        Route("GET", "/api/{owner}/{action}", .action, .readAction, "Run a read-only action."),
        Route("POST", "/api/{owner}/{action}", .action, .writeAction, "Run an action."),
    ]

    private static let operatorConsole = [
        Route("GET", "/operator/routes", .operatorConsole, .operatorRoutes, "Every route."),
        Route("GET", "/operator/openapi", .operatorConsole, .operatorOpenAPI, "The whole API's description."),
        Route("GET", "/operator/tenants", .operatorConsole, .operatorTenants, "Tenants."),
        Route("POST", "/operator/tenants", .operatorConsole, .operatorCreateTenant, "Create a tenant."),
        Route("GET", "/operator/tenants/{tenant}", .operatorConsole, .operatorTenant, "One tenant."),
        Route(
            "POST",
            "/operator/tenants/{tenant}/suspend",
            .operatorConsole,
            .operatorSuspendTenant,
            "Suspend a tenant."
        ),
        Route("POST", "/operator/tenants/{tenant}/resume", .operatorConsole, .operatorResumeTenant, "Resume a tenant."),
        Route("GET", "/operator/users", .operatorConsole, .operatorUsers, "The members of a tenant."),
        Route("POST", "/operator/users", .operatorConsole, .operatorInvite, "Add a person to a tenant."),
        Route("GET", "/operator/packs", .operatorConsole, .operatorPacks, "Packs on offer and where they are on."),
        Route("GET", "/operator/packs/{pack}", .operatorConsole, .operatorPack, "One pack."),
        Route("POST", "/operator/packs/{pack}/enable", .operatorConsole, .operatorEnablePack, "Enable a pack."),
        Route("POST", "/operator/packs/{pack}/disable", .operatorConsole, .operatorDisablePack, "Disable a pack."),
        Route("POST", "/operator/packs/{pack}/upgrade", .operatorConsole, .operatorUpgradePack, "Upgrade a pack."),
        Route("GET", "/operator/packs/{pack}/plan", .operatorConsole, .operatorPlanPack, "What a change would do."),
        Route("POST", "/operator/packs/{pack}/purge", .operatorConsole, .operatorPurgePack, "Remove what a pack left."),
        Route(
            "POST",
            "/operator/packs/{pack}/drop",
            .operatorConsole,
            .operatorDropRetired,
            "Drop what a pack retired."
        ),
        Route("POST", "/operator/tenants/{tenant}/export", .operatorConsole, .operatorExportTenant, "Export a tenant."),
        Route("POST", "/operator/tenants/import", .operatorConsole, .operatorImportTenant, "Import a tenant."),
        Route("GET", "/operator/receipts", .operatorConsole, .operatorReceipts, "Changes that can be taken back."),
        Route("POST", "/operator/receipts/{receipt}/undo", .operatorConsole, .operatorUndo, "Take a change back."),
        Route("GET", "/operator/capabilities", .operatorConsole, .operatorCapabilities, "Capabilities."),
        Route(
            "POST",
            "/operator/capabilities/{capability}/enable",
            .operatorConsole,
            .operatorEnableCapability,
            "Enable a capability."
        ),
        Route(
            "POST",
            "/operator/capabilities/{capability}/disable",
            .operatorConsole,
            .operatorDisableCapability,
            "Disable a capability."
        ),
        Route("GET", "/operator/settings", .operatorConsole, .operatorSettings, "A tenant's settings."),
        Route("PATCH", "/operator/settings", .operatorConsole, .operatorChangeSettings, "Change a tenant's settings."),
        Route("GET", "/operator/inventory", .operatorConsole, .operatorInventory, "What there is, and who may."),
        Route("GET", "/operator/audit/tail", .operatorConsole, .operatorAuditTail, "The journal's last entries."),
        Route("GET", "/operator/audit/verify", .operatorConsole, .operatorAuditVerify, "Check the journal's chain."),
        Route("GET", "/operator/keys", .operatorConsole, .operatorKeys, "Keys of sealed values, without their bytes."),
        Route(
            "POST",
            "/operator/keys/rotate",
            .operatorConsole,
            .operatorRotateKeys,
            "Seal with a new key from now on."
        ),
        Route("GET", "/operator/automations", .operatorConsole, .operatorAutomations, "What packs do by themselves."),
        Route("POST", "/operator/automations/dry-run", .operatorConsole, .operatorDryRun, "Rehearse an automation."),
        Route("GET", "/operator/automation-runs", .operatorConsole, .operatorAutomationRuns, "Runs of automations."),
        Route(
            "POST",
            "/operator/automation-runs/{run}/retry",
            .operatorConsole,
            .operatorRetryAutomation,
            "Try a parked run again."
        ),
        Route("GET", "/operator/overlay", .operatorConsole, .operatorOverlay, "A tenant's own changes."),
        Route("GET", "/operator/overlay/extract", .operatorConsole, .operatorExtract, "The overlay as a pack."),
        Route("GET", "/operator/inspect", .operatorConsole, .operatorInspect, "A definition and its layers."),
        Route("PATCH", "/operator/overlay", .operatorConsole, .operatorChangeOverlay, "Change a tenant's overlay."),
        Route("POST", "/operator/overlay/plan", .operatorConsole, .operatorPlanOverlay, "What own changes would do."),
        Route("GET", "/operator/audit/bypasses", .operatorConsole, .operatorAuditBypasses, "Ways around the tenant."),
    ]
}
