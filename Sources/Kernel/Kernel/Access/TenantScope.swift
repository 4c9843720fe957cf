/// Proof that the kernel authorised a principal for a tenant, and the only key to data.
///
/// Its initialiser is `package`, and capabilities are built without package access, so that no capability or plugin
/// can make one (ADR 0002). The pipeline's authorise step mints it; system work mints it with a stated reason.
public struct TenantScope: Sendable {
    /// The tenant.
    public let tenant: TenantID
    /// Who asks.
    public let principal: Principal
    /// What the tenant sees.
    public let model: TenantModel
    /// The request, for the journal and the log.
    public let requestID: String
    /// Teams of the principal, for row filters.
    package let teams: [RecordID]
    /// What the principal may do.
    package let access: PrincipalAccess
    /// The instant of the request, milliseconds since 1970 UTC; `now()` in expressions.
    public let now: Int64
    /// The tenant's settings, zone, currency and language.
    public let environment: TenantEnvironment

    package init(
        tenant: TenantID,
        principal: Principal,
        model: TenantModel,
        requestID: String,
        teams: [RecordID],
        access: PrincipalAccess,
        now: Int64,
        environment: TenantEnvironment = TenantEnvironment()
    ) {
        self.tenant = tenant
        self.principal = principal
        self.model = model
        self.requestID = requestID
        self.teams = teams
        self.access = access
        self.now = now
        self.environment = environment
    }
}

/// What a tenant has set: values of settings, time zone, currency, language.
public struct TenantEnvironment: Hashable, Sendable {
    /// Values by setting id: the tenant's, else the default.
    public let settings: [String: Value]
    /// IANA time zone in which `today()` and calendar days are meant.
    public let zone: String
    /// ISO 4217 code.
    public let currency: String
    /// BCP 47 tag.
    public let language: String

    package init(
        settings: [String: Value] = [:],
        zone: String = "UTC",
        currency: String = "EUR",
        language: String = "en"
    ) {
        self.settings = settings
        self.zone = zone
        self.currency = currency
        self.language = language
    }

    /// What a tenant's state says, with the defaults of its model.
    package init(of state: TenantState, in model: TenantModel) {
        self.init(
            settings: SettingValues.read(state.settings, in: model),
            zone: state.zone,
            currency: state.currency,
            language: state.language
        )
    }
}
